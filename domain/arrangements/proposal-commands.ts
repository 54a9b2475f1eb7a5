// May a customer's own proposal be recorded, and be answered like this (D7)? An accepted promise is made by the same answer;
// whoever accepts needs the authority for it.
import { z } from 'zod'
import { mayDecide } from './authority'
import {
  type CommandMoment,
  type Envelope,
  type Judgement,
  accepted,
  command,
  refusal,
} from '../commands/command'
import { cents, date, shortId } from '../commands/fields'
import { type CustomerProposal, customerProposals, proposalMatter } from './customer-proposal'
import type { Fact } from '../facts'
import { episodeOf } from '../ladder/case-view'
import { settled } from '../ladder/awaited'
import { promiseCommands } from './promise-commands'
import { proposalChannels, proposalReasons, proposalWishes } from './proposal-facts'
import { withoutAbsent } from '../without-absent'

const terms = {
  amountCents: cents.optional(),
  months: z.int().min(1).max(60).optional(),
  firstOn: date.optional(),
}

const recordProposal = command(
  { proposalId: shortId, wish: z.enum(proposalWishes), channel: z.enum(proposalChannels), ...terms },
  (facts, { proposalId, wish, channel, amountCents, months, firstOn }, _, envelope) => {
    if (customerProposals(facts).some(({ received }) => received.payload.proposalId === proposalId))
      return refusal('PROPOSAL_KNOWN', `proposal ${proposalId} exists; choose another id for a further one`)
    if (episodeOf(facts)?.closed !== null)
      return refusal('NO_OPEN_CASE', 'there is no open case to propose something for')
    const payload = withoutAbsent({ proposalId, wish, channel, amountCents, months, firstOn })
    return accepted({ ...envelope, key: `proposal/${proposalId}`, kind: 'proposalReceived', payload })
  },
)

const answerProposal = command(
  {
    proposalId: shortId,
    answer: z.enum(['accepted', 'countered', 'refused']),
    reasons: z.array(z.enum(proposalReasons)).max(proposalReasons.length).default([]),
    counter: z.strictObject(terms).optional(),
  },
  (facts, { proposalId, answer, reasons, counter, by, commandId }, moment, envelope) => {
    const proposal = customerProposals(facts).find(
      ({ received }) => received.payload.proposalId === proposalId,
    )
    if (!proposal) return refusal('UNKNOWN_PROPOSAL', `there is no proposal ${proposalId}`)
    if (proposal.answered)
      return refusal(
        'PROPOSAL_ANSWERED',
        `proposal ${proposalId} was ${proposal.answered.payload.answer} already`,
      )
    if (proposal.lapsed)
      return refusal('PROPOSAL_LAPSED', `the case of proposal ${proposalId} has closed: record it anew`)
    if (answer !== 'accepted' && reasons.length === 0)
      return refusal('REASONS_MISSING', `say why: one or more of ${proposalReasons.join(', ')}`)
    if ((answer === 'countered') !== (counter !== undefined))
      return refusal(
        'COUNTER_MISSING',
        'a counter-proposal, and only that, says what the bank would agree to',
      )
    const led =
      answer === 'accepted'
        ? leadsTo(facts, proposal, { by, commandId }, moment, envelope)
        : ({ ok: true, facts: [] } as const)
    if (!led.ok) return led
    const said = counter && withoutAbsent(counter)
    const payload = withoutAbsent({ proposalId, answer, reasons, counter: said })
    return accepted(
      { ...envelope, key: `proposal/${proposalId}/answered`, kind: 'proposalAnswered', payload },
      ...settled(facts, proposalMatter(proposalId), 'decided', envelope),
      ...led.facts,
    )
  },
)

/** What accepting brings about: a promise is made by it; everything else goes its own way with its own limits. */
function leadsTo(
  facts: readonly Fact[],
  { received: { payload } }: CustomerProposal,
  sender: { by: string; commandId: string },
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const { proposalId, wish, amountCents, months, firstOn } = payload
  const request = withoutAbsent({
    kind: 'proposal' as const,
    termMonths: months,
    amountCents: amountCents === undefined ? undefined : amountCents * (months ?? 1),
  })
  const answer = mayDecide(moment.rules.terms.authority, sender.by, request)
  if (!answer.ok) return answer
  if (wish !== 'promise') return { ok: true, facts: [] }
  if (amountCents === undefined || firstOn === undefined)
    return refusal('TERMS_MISSING', 'a promise has an amount and a day: counter it with both')
  const promise = { ...sender, promiseId: proposalId, amountCents, dueOn: firstOn }
  return promiseCommands.makePromise.judge(facts, promise, moment, envelope)
}

export const proposalCommands = { recordProposal, answerProposal }
