// How far has calling the whole debt due come? Derived from the facts each time; what time brings to it is in
// acceleration-agenda.ts.
import type { CalendarDate } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import type { AccelerationFacts } from './acceleration-facts'

export interface Acceleration {
  accelerationId: string
  proposed: FactOf<'accelerationProposed'>
  /** null: nobody has approved or refused it. */
  decided: FactOf<'accelerationDecided'> | null
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
      factsOf(facts, kind).findLast(({ payload }) => payload.accelerationId === accelerationId)
    const served = of('accelerationServed')?.payload
    const decided = of('accelerationDecided') ?? null
    const decision = decided === null ? 'proposed' : decided.payload.approved ? 'approved' : 'refused'
    const ended = of('accelerationEnded')?.payload
    const status = ended?.outcome ?? (served ? 'served' : decision)
    const { deliveredOn = null, effectiveOn = null } = served ?? {}
    const endedOn = ended?.on ?? null
    return { accelerationId, proposed, decided, status, deliveredOn, effectiveOn, endedOn }
  })
}

/** Nothing more can be done about it. */
export function isOver({ status }: Acceleration): boolean {
  return status === 'refused' || endings.has(status)
}

const endings: ReadonlySet<Acceleration['status']> = new Set<Acceleration['status']>([
  ...(['effective', 'cured', 'withdrawn', 'caseClosed'] as const),
])
