// What do agreements say of interest and fees? The days on which neither runs, from the facts alone: as a plan's contents
// say it (CN-ART70-03), during relief and offers, and while payment is put off.
import { type CalendarDate, addDays, dateAt } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import type { FreeDays, FreeSpan } from '../money/debt-input'
import { endedWell } from './course'
import { deferralFree } from './deferral'

/** Days are those of `zone`. */
export function daysFreeByAgreement(facts: readonly Fact[], zone: string): FreeDays {
  const areas = [planFree(facts, zone), reliefFree(facts), deferralFree(facts, zone)]
  return {
    interest: areas.flatMap(({ interest }) => interest),
    fees: areas.flatMap(({ fees }) => fees),
  }
}

/** From the day of the agreement to its end, however it ended; what did not run meanwhile is not made up for. */
function planFree(facts: readonly Fact[], zone: string): FreeDays {
  const spans = factsOf(facts, 'planAgreed').map(({ payload: { planId, contents }, effectiveAt }) => {
    const told = facts.filter((fact) => fact.kind === 'planEnded' || fact.kind === 'planReopened')
    const last = told.findLast(({ payload }) => payload.planId === planId)
    const until = last?.kind === 'planEnded' ? last.payload.on : null
    const span = (what: string): FreeSpan => ({
      from: dateAt(effectiveAt, zone),
      until,
      why: `plan ${planId}: ${what} not run`,
    })
    return {
      interest: contents?.accrues.interest === false ? [span('interest does')] : [],
      fees: contents?.accrues.fees === false ? [span('fees do')] : [],
    }
  })
  return { interest: spans.flatMap(({ interest }) => interest), fees: spans.flatMap(({ fees }) => fees) }
}

/**
 * Of relief and offers from the day on whose debt they were built; a breach takes these days back. Once it was kept, or
 * the debt left the books, they are over: a later delinquency is another one.
 */
function reliefFree(facts: readonly Fact[]): FreeDays {
  const spans = factsOf(facts, 'reliefAgreed').flatMap(({ payload: { reliefId } }) => {
    const proposed = factsOf(facts, 'reliefProposed').find(({ payload }) => payload.reliefId === reliefId)
    const end = lastEnd(facts, reliefId)
    if (!proposed || (end !== null && !endedWell(end.payload.outcome))) return []
    const { owedOn, purpose } = proposed.payload
    const until: CalendarDate | null = end?.payload.on ?? null
    return [{ from: addDays(owedOn, 1), until, why: `${purpose} ${reliefId}` }]
  })
  return {
    interest: spans.map((span) => ({ ...span, why: `${span.why}: interest is frozen` })),
    fees: spans.map((span) => ({ ...span, why: `${span.why}: fees do not run` })),
  }
}

/** How it ended, unless news of a payment has taken that back. */
function lastEnd(facts: readonly Fact[], reliefId: string): FactOf<'reliefEnded'> | null {
  const told = facts.filter((fact) => fact.kind === 'reliefEnded' || fact.kind === 'reliefReopened')
  const last = told.findLast(({ payload }) => payload.reliefId === reliefId)
  return last?.kind === 'reliefEnded' ? last : null
}
