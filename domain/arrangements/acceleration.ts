// How far has calling the whole debt due come? Derived from the facts, with what time brings to it: after the notice the
// customer has the days of the strategy to pay what is overdue, and then the whole debt is due.
import { type CalendarDate, dateAt, instantAt } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'

export interface Acceleration {
  accelerationId: string
  proposed: FactOf<'accelerationProposed'>
  status: 'proposed' | 'approved' | 'refused' | 'served' | 'effective' | 'cured' | 'withdrawn'
  effectiveOn: CalendarDate | null
}

/** Every attempt to call the debt due, in order. */
export function accelerationsOf(facts: readonly Fact[]): Acceleration[] {
  return factsOf(facts, 'accelerationProposed').map((proposed) => {
    const { accelerationId } = proposed.payload
    const of = <K extends 'accelerationDecided' | 'accelerationServed' | 'accelerationEnded'>(kind: K) =>
      factsOf(facts, kind).find(({ payload }) => payload.accelerationId === accelerationId)?.payload
    const served = of('accelerationServed')
    const decided = of('accelerationDecided')
    const decision = decided === undefined ? 'proposed' : decided.approved ? 'approved' : 'refused'
    const status = of('accelerationEnded')?.outcome ?? (served ? 'served' : decision)
    return { accelerationId, proposed, status, effectiveOn: served?.effectiveOn ?? null }
  })
}

/** Nothing more can happen to it. */
export function isOver({ status }: Acceleration): boolean {
  return status === 'refused' || status === 'effective' || status === 'cured' || status === 'withdrawn'
}

/** What time brings: cured with the case, else effective at the beginning of its day. */
export function accelerationAgenda(view: CaseView): AgendaItem[] {
  const { zone } = view.rules.strategy
  return accelerationsOf(view.facts)
    .filter((acceleration) => !isOver(acceleration))
    .flatMap((acceleration): AgendaItem[] => {
      if (view.closed !== null) return [ended(view, acceleration, 'cured', view.asOf)]
      const { effectiveOn } = acceleration
      return effectiveOn === null
        ? []
        : [ended(view, acceleration, 'effective', instantAt(effectiveOn, zone))]
    })
}

function ended(
  view: CaseView,
  { accelerationId }: Acceleration,
  outcome: 'effective' | 'cured',
  at: number,
): AgendaItem {
  const on = dateAt(at, view.rules.strategy.zone)
  const envelope = byCase(view, `acceleration/${accelerationId}/ended`, at)
  const fact = {
    ...envelope,
    kind: 'accelerationEnded' as const,
    payload: { accelerationId, outcome, on },
  }
  return { kind: 'record', at, why: `acceleration ${accelerationId} ${outcome}`, fact }
}
