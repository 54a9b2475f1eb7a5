// When does a dispute stop the ladder? A dispute of the whole debt does; one of a bill stops what is done about that bill;
// and when everything overdue is disputed or about to be corrected, there is nothing left to collect.
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import { type Fact, type FactKind, factsOf } from '../facts'
import { knownSince } from '../first-known'
import type { Standstill } from '../ladder/standstill'
import { collectableAt } from '../money/collectable'
import { positionAt } from '../money/position'
import { correctionsAwaited } from './correction-booking'
import { type Dispute, disputesOf } from './dispute-state'

/** Disputes of the whole debt, past ones included, for the waits that they have stretched. */
export function wholeDisputes(facts: readonly Fact[]): Standstill[] {
  return disputesOf(facts)
    .filter(({ bills }) => bills.length === 0)
    .map((dispute) => standstill(dispute, 'the whole debt is disputed'))
}

/** Disputes about one of these bills: waits under it are longer by them when it is collected again. */
export function billDisputes(facts: readonly Fact[], billIds: readonly string[]): Standstill[] {
  return disputesOf(facts)
    .filter(({ bills }) => bills.some((billId) => billIds.includes(billId)))
    .map((dispute) => standstill(dispute, `bill ${dispute.bills.join(', ')} is disputed`))
}

/** Nothing of what is overdue may be collected; it ends with a new fact, or when another bill falls due. */
export function nothingToCollect({ facts, since }: { facts: readonly Fact[]; since: Instant }): Standstill {
  const last = disputesOf(facts).at(-1)
  return {
    kind: 'dispute',
    id: last?.disputeId ?? 'correction',
    why: 'all that is overdue is disputed, or corrected and not yet in the books',
    from: last?.from ?? since,
  }
}

/**
 * From when until when nothing of what was overdue could be collected, by what was known at each time: until an answer, new
 * money or a new report, or until a bill that is not disputed falls due, also one to come.
 */
export function spansWithNothingToCollect(
  facts: readonly Fact[],
  zone: string,
): { from: Instant; until?: Instant }[] {
  const disputes = disputesOf(facts)
  const lastEnd = Math.max(...disputes.map(({ endedAt }) => endedAt ?? Infinity))
  const spans: { from: Instant; until?: Instant }[] = []
  for (const at of disputes.length === 0 ? [] : turningPoints(facts, zone)) {
    const known = facts.filter((fact) => countsFrom(fact) <= at)
    const last = spans.at(-1)
    const open = last?.until === undefined ? last : undefined
    const stands = isNothingToCollect(known, dateAt(at, zone))
    if (stands && !open) spans.push({ from: at })
    if (!stands && open) open.until = at
    if (at >= lastEnd && correctionsAwaited(known).length === 0) break
  }
  return spans
}

function isNothingToCollect(facts: readonly Fact[], today: CalendarDate): boolean {
  return positionAt(facts, today)?.delinquent === true && collectableAt(facts, today)?.delinquent === false
}

/** When it can begin or end: a fact about money or disputes since the first one, a bill that is overdue from then on. */
function turningPoints(facts: readonly Fact[], zone: string): Instant[] {
  const since = Math.min(...factsOf(facts, 'disputeRaised').map(countsFrom))
  const told = facts.filter(({ kind }) => turning.has(kind)).map(countsFrom)
  const overdueOn = factsOf(facts, 'positionReported').flatMap(({ payload: { bills, graceDays } }) =>
    bills.map(({ dueOn }) => addDays(dueOn, graceDays + 1)),
  )
  const instants = [...told, ...[...new Set(overdueOn)].map((day) => instantAt(day, zone))]
  return [...new Set(instants)].filter((at) => at >= since).sort((a, b) => a - b)
}

/** A dispute may have been raised before it was known. */
function countsFrom(fact: Fact): Instant {
  return fact.kind === 'disputeRaised' || fact.kind === 'paymentPosted' ? fact.effectiveAt : knownSince(fact)
}

/** `taskEnded`: somebody says that the books show a correction. */
const turning: ReadonlySet<FactKind> = new Set<FactKind>([
  'disputeRaised',
  'disputeAnswered',
  'disputeWithdrawn',
  'taskEnded',
  'positionReported',
  'accountExited',
  'paymentPosted',
  'paymentReversed',
  'paymentVoided',
])

function standstill({ disputeId, from, endedAt }: Dispute, why: string): Standstill {
  return { kind: 'dispute', id: disputeId, why, from, ...(endedAt === null ? {} : { until: endedAt }) }
}
