// Sentences of the timeline about hardship, deferral, relief and a customer's own proposal.
import type { FactPayloads } from '../facts'
import { formatCents } from '../money/money'
import type { Sentences } from '../sentences'
import type { ForbearanceFacts } from './forbearance-facts'
import { type PartsCents, sumOf } from './relief-formula'
import type { WaivedPart } from './relief-facts'

export const forbearanceSentences: Sentences<keyof ForbearanceFacts> = {
  signedForCustomer: ({ agreed, relatedId }) => `${relatedId} has signed ${agreed} for the customer`,
  hardshipApplied: ({ applicationId, cause }) => `application for hardship ${applicationId} (${cause})`,
  hardshipAssessed: ({ applicationId, formula, payableCents }) =>
    `application ${applicationId} assessed by ${formula}: the household can pay ${formatCents(payableCents)} a month`,
  hardshipDecided: decisionSentence,
  hardshipAgreed: ({ agreementId, from, until, evidence }) =>
    `hardship agreement ${agreementId} from ${from} until ${until} (${evidence})`,
  hardshipEnded: ({ agreementId, on }) => `hardship agreement ${agreementId} ended on ${on}`,
  deferralProposed: ({ deferralId, cause, from, until, interest }) =>
    `deferral ${deferralId} proposed (${cause}): payment put off from ${from} until ${until}, interest ${interest}`,
  deferralApproved: ({ deferralId, level }) => `deferral ${deferralId} approved by a ${level}`,
  deferralAgreed: ({ deferralId, consent }) =>
    `deferral ${deferralId} agreed (${consent.kind} ${consent.id})`,
  deferralEnded: ({ deferralId, outcome, on }) => `deferral ${deferralId} ${outcome} on ${on}`,
  reliefAssessed: ({ assessmentId, proposal }) =>
    `relief assessment ${assessmentId} by ${proposal.formula}: ${proposal.points} points, at most ${waivedText(proposal.waivedCents)}`,
  reliefProposed: ({ reliefId, purpose, waivedCents, instalments }) =>
    `${purpose} ${reliefId} proposed: ${waivedText(waivedCents)}, the rest in ${instalments.length} instalments from ${instalments[0]?.dueOn ?? '?'}`,
  reliefApproved: ({ reliefId, level }) => `${reliefId} approved by a ${level}`,
  reliefAgreed: ({ reliefId, consent }) => `${reliefId} agreed (${consent.kind} ${consent.id})`,
  reliefEnded: ({ reliefId, outcome, on }) => `${reliefId} ${outcome} on ${on}`,
  reliefReopened: ({ reliefId }) => `${reliefId} goes on: news of a payment`,
  debtWaived: ({ reliefId, waived }) => `${amountOf(waived)} waived by ${reliefId}, which was kept`,
  debtRestored: ({ reliefId, waived }) => `${amountOf(waived)} owed again: ${reliefId} was not kept`,
  proposalReceived: ({ proposalId, wish, channel }) =>
    `the customer proposed a ${wish} (${proposalId}, ${channel})`,
  proposalAnswered: ({ proposalId, answer, reasons }) =>
    `proposal ${proposalId} ${answer}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`,
}

/** Whether a fact is one of these; none of them has a table besides the log. */
export function isForbearance<F extends { kind: string }>(
  fact: F,
): fact is F & { kind: keyof typeof forbearanceSentences } {
  return fact.kind in forbearanceSentences
}

function decisionSentence(decided: FactPayloads['hardshipDecided']): string {
  const { applicationId, outcome, reasons, from, until } = decided
  const span = until === undefined ? '' : ` from ${from ?? ''} until ${until}`
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`
  return `application ${applicationId} ${outcome}${span}${why}`
}

function waivedText(parts: PartsCents): string {
  return `${formatCents(sumOf(parts))} waived`
}

function amountOf(waived: readonly WaivedPart[]): string {
  return formatCents(waived.reduce((sum, { amountCents }) => sum + amountCents, 0))
}
