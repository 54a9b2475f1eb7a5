// Is the debt that an agreement is about gone? A case can be cured without a payment (a correction, a rebooking, a debt
// taken over), an account can be paid off, sold or closed, and an answer to a dispute can find that nothing is owed. What
// nobody owes the bank any more is not reminded of and cannot break.
import { type Instant, dateAt } from '../calendar-date'
import { type Fact, type FactKind, type FactOf, factsOf } from '../facts'
import { knownSince } from '../first-known'
import { positionAt } from '../money/position'
import { debtOf } from './plan-debt'

/** The fact by which somebody agreed to pay. */
export type Agreement = FactOf<'promiseMade'> | FactOf<'planAgreed'> | FactOf<'reliefAgreed'>

const ofPayments: ReadonlySet<FactKind> = new Set<FactKind>([
  'paymentPosted',
  'paymentReversed',
  'paymentVoided',
])

/** When the debt that it is about was gone, by whatever else than payments under it; null: it is not. */
export function settledAt(facts: readonly Fact[], agreement: Agreement, zone: string): Instant | null {
  const ends = [leftBooksAt(facts, agreement, zone), nothingOwedSince(facts, agreement)]
  const known = ends.filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/**
 * When the account left the books, or the case in which something was agreed was cured although the payments known by then
 * do not explain it; null: neither, or the case was opened again since. What is written off is still owed, and what its
 * own payments cured goes on.
 */
function leftBooksAt(facts: readonly Fact[], agreement: Agreement, zone: string): Instant | null {
  const turns = turnsOfItsCase(facts, agreement)
  const begin = turns.findLast(({ kind }) => kind !== 'episodeClosed')
  if (!begin) return null
  const exit = factsOf(facts, 'accountExited').find(
    ({ effectiveAt, payload }) => effectiveAt > begin.effectiveAt && payload.reason !== 'writtenOff',
  )
  const last = turns.at(-1)
  const cure = last && isCureByBooks(last, facts, agreement, zone) ? last : undefined
  const ends = [exit, cure].flatMap((end) => (end ? [end.effectiveAt] : []))
  return ends.length === 0 ? null : Math.min(...ends)
}

type Turn = FactOf<'episodeOpened'> | FactOf<'episodeReopened'> | FactOf<'episodeClosed'>

/** How the case went that was open when it was agreed. */
function turnsOfItsCase(facts: readonly Fact[], agreement: Agreement): Turn[] {
  const opened = factsOf(facts, 'episodeOpened').findLast((fact) => knownSince(fact) <= agreement.recordedAt)
  return facts
    .filter(
      (fact): fact is Turn =>
        fact.kind === 'episodeOpened' || fact.kind === 'episodeReopened' || fact.kind === 'episodeClosed',
    )
    .filter(({ payload }) => payload.episode === opened?.payload.episode)
}

/** What is known of payments by then does not explain that nothing is overdue. */
function isCureByBooks(
  closing: Turn,
  facts: readonly Fact[],
  { recordedAt: agreedAt }: Agreement,
  zone: string,
): boolean {
  if (closing.kind !== 'episodeClosed' || closing.payload.reason !== 'cured') return false
  const known = facts.filter(
    (fact) => knownSince(fact) <= (ofPayments.has(fact.kind) ? closing.recordedAt : agreedAt),
  )
  return (
    closing.recordedAt > agreedAt && positionAt(known, dateAt(closing.effectiveAt, zone))?.delinquent === true
  )
}

/**
 * Since when nothing is owed: a correction after a dispute, what relief has waived, the bank's own balance. null: something
 * is, or the payments since the agreement explain it, by which it is kept or not.
 */
function nothingOwedSince(facts: readonly Fact[], agreement: Agreement): Instant | null {
  if (!isNothing(facts)) return null
  const isOfThen = (fact: Fact) =>
    fact.effectiveAt <= agreement.effectiveAt &&
    (!ofPayments.has(fact.kind) || knownSince(fact) <= agreement.recordedAt)
  const withPayments = facts.filter((fact) => isOfThen(fact) || ofPayments.has(fact.kind))
  if (isNothing(withPayments) && !isNothing(facts.filter(isOfThen))) return null
  const instants = [...new Set(facts.map(({ effectiveAt }) => effectiveAt))]
    .filter((at) => at >= agreement.effectiveAt)
    .sort((a, b) => b - a)
  const owed = instants.findIndex((at) => !isNothing(facts.filter(({ effectiveAt }) => effectiveAt <= at)))
  return (owed === -1 ? instants : instants.slice(0, owed)).at(-1) ?? null
}

function isNothing(facts: readonly Fact[]): boolean {
  return debtOf(facts)?.balanceCents === 0
}
