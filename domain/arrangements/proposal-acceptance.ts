// What does accepting a customer's proposal bring about (D7)? The promise, or what the bank offers in its place: each by its
// own command's judgement, with its limits and its authority, in the same moment as the answer.
import { z } from 'zod'
import { type WaivablePart, mayDecide, waivableParts } from './authority'
import { addDays, addMonths, dateAt } from '../calendar-date'
import { type CommandMoment, type Envelope, type Judgement, refusal } from '../commands/command'
import { shortId } from '../commands/fields'
import { deferralCommands } from './deferral-commands'
import { causes, documentRef } from './documents'
import type { Fact, FactPayloads } from '../facts'
import { offerCommands } from './offer-commands'
import { planProposalCommands } from './plan-proposal-commands'
import { promiseCommands } from './promise-commands'
import { reliefProposalCommands } from './relief-commands'
import { reliefDebt } from './relief-debt'
import { sumOf } from './relief-formula'
import { withoutAbsent } from '../without-absent'

/** What only the bank knows of an accepted proposal: of a deferral the cause and its papers, of relief the assessment. */
export const acceptance = {
  cause: z.enum(causes).optional(),
  evidence: z.array(documentRef).max(20).default([]),
  assessmentId: shortId.optional(),
}
type Acceptance = z.output<z.ZodObject<typeof acceptance>> & { by: string; commandId: string }

type Proposal = FactPayloads['proposalReceived']
const none: Judgement = { ok: true, facts: [] }

/**
 * What is made has the proposal's id. Refused: the codes of authority for `proposal`, TERMS_MISSING, and those of the
 * command that makes it.
 */
export function leadsTo(
  facts: readonly Fact[],
  proposal: Proposal,
  given: Acceptance,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  const { amountCents, months } = proposal
  const request = withoutAbsent({
    kind: 'proposal' as const,
    termMonths: months,
    amountCents: amountCents === undefined ? undefined : amountCents * (months ?? 1),
  })
  const may = mayDecide(moment.rules.terms.authority, given.by, request)
  return may.ok ? made({ facts, proposal, given, moment, envelope }) : may
}

interface Accepting {
  facts: readonly Fact[]
  proposal: Proposal
  given: Acceptance
  moment: CommandMoment
  envelope: Envelope
}

function made(accepting: Accepting): Judgement {
  switch (accepting.proposal.wish) {
    case 'promise':
      return promise(accepting)
    case 'plan':
      return plan(accepting)
    case 'deferral':
      return deferral(accepting)
    case 'relief':
      return relief(accepting)
    case 'settlement':
      return settlement(accepting)
    case 'other':
      return none
  }
}

function promise({ facts, proposal, given, moment, envelope }: Accepting): Judgement {
  const { proposalId: promiseId, amountCents, firstOn: dueOn } = proposal
  if (amountCents === undefined || dueOn === undefined)
    return refusal('TERMS_MISSING', 'a promise has an amount and a day: counter it with both')
  const wish = { ...senderOf(given), promiseId, amountCents, dueOn }
  return promiseCommands.makePromise.judge(facts, wish, moment, envelope)
}

/** Monthly; the sum of the instalments, or what is overdue. */
function plan({ facts, proposal, given, moment, envelope }: Accepting): Judgement {
  const { proposalId: planId, amountCents, months: parts, firstOn } = proposal
  if (parts === undefined)
    return refusal('TERMS_MISSING', 'a plan has a number of months: counter it with one')
  const sumCents = amountCents === undefined ? undefined : amountCents * parts
  const schedule = withoutAbsent({ parts, rhythm: 'monthly' as const, firstOn, amountCents: sumCents })
  const wish = { ...senderOf(given), planId, basis: 'ordinary' as const, schedule }
  return planProposalCommands.proposePlan.judge(facts, wish, moment, envelope)
}

function deferral({ facts, proposal, given, moment, envelope }: Accepting): Judgement {
  const { proposalId: deferralId, months, firstOn } = proposal
  const { cause, evidence } = given
  if (months === undefined || cause === undefined)
    return refusal(
      'TERMS_MISSING',
      'a deferral has a number of months and a cause: name the cause, or counter',
    )
  const from = firstOn ?? dateAt(moment.asOf, moment.zone)
  const until = addDays(addMonths(from, months), -1)
  const wish = { ...senderOf(given), deferralId, cause, evidence, from, until, interest: 'accrues' as const }
  return deferralCommands.proposeDeferral.judge(facts, wish, moment, envelope)
}

function relief({ facts, proposal, given, moment, envelope }: Accepting): Judgement {
  const { proposalId: reliefId, months, firstOn } = proposal
  const { assessmentId } = given
  if (assessmentId === undefined || firstOn === undefined)
    return refusal('TERMS_MISSING', 'relief has an assessment and a first day: assess, name it, or counter')
  const wish = withoutAbsent({ ...senderOf(given), reliefId, assessmentId, firstOn, months })
  return reliefProposalCommands.proposeRelief.judge(facts, wish, moment, envelope)
}

/** One payment for the whole: what it leaves is waived, fees first, then interest, then principal. */
function settlement({ facts, proposal, given, moment, envelope }: Accepting): Judgement {
  const { proposalId: reliefId, amountCents, firstOn: payBy } = proposal
  if (amountCents === undefined || payBy === undefined)
    return refusal('TERMS_MISSING', 'a settlement has an amount and a day: counter it with both')
  const owedCents = reliefDebt(facts, moment)?.owedCents
  let leftCents = owedCents ? sumOf(owedCents) - amountCents : 0
  const waived = waivableParts.map((part): [WaivablePart, number] => {
    const cents = Math.max(0, Math.min(leftCents, owedCents?.[part] ?? 0))
    leftCents -= cents
    return [part, cents]
  })
  const waivedCents = Object.fromEntries(waived) as Record<WaivablePart, number>
  const wish = { ...senderOf(given), reliefId, waivedCents, payBy }
  return offerCommands.proposeOffer.judge(facts, wish, moment, envelope)
}

function senderOf({ by, commandId }: Acceptance): { by: string; commandId: string } {
  return { by, commandId }
}
