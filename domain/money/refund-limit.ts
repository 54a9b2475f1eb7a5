// May money go back to a payer? A level's limit holds for what went back within a span of days, not for each request: whoever
// divides an amount needs the level of the whole.
import { type Authority, type AuthorityAnswer, mayDecide } from '../arrangements/authority'
import { type Instant, dayMs } from '../calendar-date'
import { type Fact, factsOf } from '../facts'
import { formatCents } from './money'

/** Whether something at `at` counts towards the limit of a refund at `asOf`. */
export function isWithinSpan({ refundSpanDays }: Authority, at: Instant, asOf: Instant): boolean {
  return at > asOf - refundSpanDays * dayMs
}

/** What went back to payers of the account within the span, from it and from suspense, by whomever. */
export function refundedCents(facts: readonly Fact[], authority: Authority, asOf: Instant): number {
  const returned = factsOf(facts, 'overpaymentReturned').filter(({ payload }) => payload.to === 'payer')
  return [...returned, ...factsOf(facts, 'suspenseRefunded')]
    .filter(({ effectiveAt }) => isWithinSpan(authority, effectiveAt, asOf))
    .reduce((sum, { payload }) => sum + payload.amountCents, 0)
}

/** May this person send `amountCents` back after `earlierCents` of the same span? `code`: NO_AUTHORITY, AUTHORITY_EXCEEDED. */
export function mayRefund(
  authority: Authority,
  by: string,
  { amountCents, earlierCents }: { amountCents: number; earlierCents: number },
): AuthorityAnswer {
  const may = mayDecide(authority, by, { kind: 'refund', amountCents: earlierCents + amountCents })
  if (may.ok || earlierCents === 0) return may
  const counted = `${formatCents(earlierCents)} of it went back within ${authority.refundSpanDays} days before`
  return { ...may, message: `${may.message}; ${counted}` }
}
