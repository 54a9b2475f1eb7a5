// How far has calling the whole debt due come? Derived from the facts, with what time brings to it: after the notice the
// customer has the days of the strategy to pay what is overdue, and then the whole debt is due.
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import type { Envelope } from '../commands/command'
import { type Fact, type FactOf, type NewFact, factsOf } from '../facts'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import { over, settled } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { ofTheLadder, outsideStandstills, stretched } from '../ladder/standstill'
import { positionAt } from '../money/position'
import type { AccelerationFacts } from './acceleration-facts'

export interface Acceleration {
  accelerationId: string
  proposed: FactOf<'accelerationProposed'>
  status: 'proposed' | 'approved' | 'refused' | 'served' | AccelerationFacts['accelerationEnded']['outcome']
  /** When the notice arrived, and when the whole debt is due unless cured; null: not served. */
  deliveredOn: CalendarDate | null
  effectiveOn: CalendarDate | null
  /** When it became effective, was cured, given up, or ended with its case. */
  endedOn: CalendarDate | null
}

/** Every attempt to call the debt due, in order. */
export function accelerationsOf(facts: readonly Fact[]): Acceleration[] {
  return factsOf(facts, 'accelerationProposed').map((proposed) => {
    const { accelerationId } = proposed.payload
    const of = <K extends 'accelerationDecided' | 'accelerationServed' | 'accelerationEnded'>(kind: K) =>
      factsOf(facts, kind).findLast(({ payload }) => payload.accelerationId === accelerationId)?.payload
    const served = of('accelerationServed')
    const decided = of('accelerationDecided')
    const decision = decided === undefined ? 'proposed' : decided.approved ? 'approved' : 'refused'
    const ended = of('accelerationEnded')
    const status = ended?.outcome ?? (served ? 'served' : decision)
    const { deliveredOn = null, effectiveOn = null } = served ?? {}
    return { accelerationId, proposed, status, deliveredOn, effectiveOn, endedOn: ended?.on ?? null }
  })
}

/** Nothing more can be done about it. */
export function isOver({ status }: Acceleration): boolean {
  return status === 'refused' || endings.has(status)
}

const endings: ReadonlySet<Acceleration['status']> = new Set<Acceleration['status']>([
  ...(['effective', 'cured', 'withdrawn', 'caseClosed'] as const),
])

/** What time brings: over with the case, effective when the days to cure have passed, cured by what was paid in them. */
export function accelerationAgenda(view: CaseView): AgendaItem[] {
  return accelerationsOf(view.facts).flatMap((acceleration): AgendaItem[] => {
    const { accelerationId, status, effectiveOn } = acceleration
    if (status === 'effective' && isCuredInTime(view, acceleration))
      return [recorded(view, { accelerationId, outcome: 'cured', at: view.asOf, key: 'cured' })]
    if (isOver(acceleration)) return []
    if (view.closed !== null) {
      const outcome = view.closed === 'cured' ? 'cured' : 'caseClosed'
      return [
        recorded(view, { accelerationId, outcome, at: view.asOf, key: 'ended' }),
        ...over(view, `acceleration/${accelerationId}`, 'notServed'),
      ]
    }
    const at = effectiveOn === null ? null : effectiveAt(view, acceleration, effectiveOn)
    return at === null ? [] : [recorded(view, { accelerationId, outcome: 'effective', at, key: 'ended' })]
  })
}

/**
 * The beginning of the day on which the days to cure have passed. They do not run while collection stands still: nobody
 * is called to pay all at once who is not asked to pay. Null: a standstill without an end lies in between.
 */
function effectiveAt(
  { all, rules }: CaseView,
  { deliveredOn }: Acceleration,
  effectiveOn: CalendarDate,
): Instant | null {
  const { zone } = rules.strategy
  const standing = ofTheLadder(all)
  const from = instantAt(deliveredOn ?? effectiveOn, zone)
  const end = stretched(from, instantAt(effectiveOn, zone), standing)
  const free = end === null ? null : outsideStandstills(end, standing)
  return free === null ? null : instantAt(addDays(dateAt(free - 1, zone), 1), zone)
}

/**
 * Whether everything that was overdue has been paid by value dates within the days to cure, although it became known
 * later: the drop of the last of those days comes in the night after it.
 */
function isCuredInTime({ facts, rules }: CaseView, { endedOn }: Acceleration): boolean {
  if (endedOn === null) return false
  const lastDay = addDays(endedOn, -1)
  const at = instantAt(endedOn, rules.strategy.zone)
  const known = facts.filter(
    (fact) =>
      fact.recordedAt < at ||
      fact.kind === 'paymentReversed' ||
      fact.kind === 'paymentVoided' ||
      (fact.kind === 'paymentPosted' && fact.payload.valueOn <= lastDay),
  )
  return positionAt(known, lastDay)?.delinquent === false
}

interface End {
  accelerationId: string
  outcome: AccelerationFacts['accelerationEnded']['outcome']
  at: Instant
  /** What it may have ended as before has another one. */
  key: 'ended' | 'cured'
}

function recorded(view: CaseView, { accelerationId, outcome, at, key }: End): AgendaItem {
  const on = dateAt(at, view.rules.strategy.zone)
  const envelope = byCase(view, `acceleration/${accelerationId}/${key}`, at)
  const fact = { ...envelope, kind: 'accelerationEnded' as const, payload: { accelerationId, outcome, on } }
  return { kind: 'record', at, why: `acceleration ${accelerationId} ${outcome}`, fact }
}

/** The facts that give one up, with the task to serve its notice. */
export function givenUp(
  facts: readonly Fact[],
  { accelerationId }: Acceleration,
  on: CalendarDate,
  envelope: Envelope,
): NewFact[] {
  const payload = { accelerationId, outcome: 'withdrawn' as const, on }
  const key = `acceleration/${accelerationId}/ended`
  return [
    { ...envelope, key, kind: 'accelerationEnded', payload },
    ...settled(facts, `acceleration/${accelerationId}`, 'notServed', envelope),
  ]
}
