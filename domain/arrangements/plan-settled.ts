// Did the bank's own books end what a plan is about? A case can be cured without a payment: a correction, a rebooking, a
// debt taken over. What nobody owes any more is not reminded of and cannot break.
import { type Instant, dateAt } from '../calendar-date'
import { type Fact, type FactKind, type FactOf, factsOf } from '../facts'
import { knownSince } from '../first-known'
import { positionAt } from '../money/position'

const ofPayments: ReadonlySet<FactKind> = new Set<FactKind>([
  'paymentPosted',
  'paymentReversed',
  'paymentVoided',
])

/**
 * When the case in which a plan was agreed was cured although the payments known by then do not explain it; null: it was
 * not, or it was opened again since. A plan whose own payments cured the case goes on.
 */
export function settledAt(
  facts: readonly Fact[],
  agreement: FactOf<'planAgreed'>,
  zone: string,
): Instant | null {
  const closing = cureOf(facts, agreement)
  if (closing === null) return null
  const known = facts.filter(
    (fact) => knownSince(fact) <= (ofPayments.has(fact.kind) ? closing.recordedAt : agreement.recordedAt),
  )
  const withPaymentsAlone = positionAt(known, dateAt(closing.effectiveAt, zone))
  return withPaymentsAlone?.delinquent === true ? closing.effectiveAt : null
}

function cureOf(facts: readonly Fact[], { recordedAt }: Fact): FactOf<'episodeClosed'> | null {
  const opened = factsOf(facts, 'episodeOpened').findLast((fact) => knownSince(fact) <= recordedAt)
  const last = facts
    .filter((fact) => fact.kind === 'episodeClosed' || fact.kind === 'episodeReopened')
    .findLast(({ payload }) => payload.episode === opened?.payload.episode)
  return last?.kind === 'episodeClosed' && last.payload.reason === 'cured' && last.recordedAt > recordedAt
    ? last
    : null
}
