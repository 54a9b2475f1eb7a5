// Sentences of the timeline about hardship, deferral, relief and a customer's own proposal.
import type { FactPayloads } from '../facts'
import { formatCents } from '../money/money'
import type { Sentences } from '../sentences'
import type { HardshipFacts } from './hardship-facts'

export const forbearanceSentences: Sentences<keyof HardshipFacts> = {
  hardshipApplied: ({ applicationId, cause }) => `application for hardship ${applicationId} (${cause})`,
  hardshipAssessed: ({ applicationId, formula, payableCents }) =>
    `application ${applicationId} assessed by ${formula}: the household can pay ${formatCents(payableCents)} a month`,
  hardshipDecided: decisionSentence,
  hardshipAgreed: ({ agreementId, from, until }) =>
    `hardship agreement ${agreementId} from ${from} until ${until}`,
  hardshipEnded: ({ agreementId, on }) => `hardship agreement ${agreementId} ended on ${on}`,
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
