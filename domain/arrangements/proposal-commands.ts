// May a customer's own proposal be recorded, and be answered like this (D7)? What an accepted one leads to is made by the
// same answer (proposal-acceptance.ts).
import { z } from 'zod'
import { accepted, command, refusal } from '../commands/command'
import { cents, date, shortId } from '../commands/fields'
import { preparation } from './capacity'
import { customerProposals, proposalMatter } from './customer-proposal'
import { episodeOf } from '../ladder/case-view'
import { settled } from '../ladder/awaited'
import { acceptance, leadsTo } from './proposal-acceptance'
import { proposalChannels, proposalReasons, proposalWishes } from './proposal-facts'
import { withoutAbsent } from '../without-absent'

const terms = {
  amountCents: cents.optional(),
  months: z.int().min(1).max(60).optional(),
  firstOn: date.optional(),
}

const recordProposal = preparation(
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
    ...acceptance,
    reasons: z.array(z.enum(proposalReasons)).max(proposalReasons.length).default([]),
    counter: z.strictObject(terms).optional(),
  },
  (facts, asked, moment, envelope) => {
    const { proposalId, answer, reasons, counter } = asked
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
    if ((answer === 'countered') !== (counter !== undefined && Object.keys(counter).length > 0))
      return refusal(
        'COUNTER_MISSING',
        'a counter-proposal, and only that, says what the bank would agree to',
      )
    const led =
      answer === 'accepted'
        ? leadsTo(facts, proposal.received.payload, asked, moment, envelope)
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

export const proposalCommands = { recordProposal, answerProposal }
