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
 * The first instant at which nothing was owed: by a correction after a dispute, what relief has waived, the bank's own
 * balance. What comes later is another debt. null: something always was, or the payments since the agreement explain that
 * nothing is, by which it is kept or not.
 */
function nothingOwedSince(facts: readonly Fact[], agreement: Agreement): Instant | null {
  const isOfThen = (fact: Fact) =>
    fact.effectiveAt <= agreement.effectiveAt &&
    (!ofPayments.has(fact.kind) || knownSince(fact) <= agreement.recordedAt)
  const wasOwed = !isNothing(facts.filter(isOfThen))
  const explains = (known: readonly Fact[]) =>
    wasOwed && isNothing(known.filter((fact) => isOfThen(fact) || ofPayments.has(fact.kind)))
  const found = momentsOfNothing(facts, agreement.effectiveAt).find(({ known }) => !explains(known))
  return found?.at ?? null
}

/** The first instant from `since` on at which nothing is owed, also by payments; null: something always is. */
export function nothingOwedAfter(facts: readonly Fact[], since: Instant): Instant | null {
  return momentsOfNothing(facts, since)[0]?.at ?? null
}

/** When nothing was owed, and what was known then. Money that came back was owed all the time. */
function momentsOfNothing(facts: readonly Fact[], since: Instant): { at: Instant; known: Fact[] }[] {
  const takesOff = facts.some(({ kind }) => kind === 'disputeAnswered' || kind === 'debtWaived')
  // Without corrections and waivers only a report of nothing, or money, can leave nothing: the other nights need no look.
  const mayLeaveNothing = (fact: Fact) =>
    takesOff ||
    ofPayments.has(fact.kind) ||
    (fact.kind === 'positionReported' && fact.payload.balanceCents <= 0)
  const later = facts.filter((fact) => fact.effectiveAt > since && mayLeaveNothing(fact))
  return [...new Set([since, ...later.map(({ effectiveAt }) => effectiveAt)])]
    .sort((a, b) => a - b)
    .map((at) => ({
      at,
      known: facts.filter((fact) => fact.effectiveAt <= at || fact.kind === 'paymentReversed'),
    }))
    .filter(({ known }) => isNothing(known))
}

function isNothing(facts: readonly Fact[]): boolean {
  return debtOf(facts)?.balanceCents === 0
}
