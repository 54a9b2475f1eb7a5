// What of the debt may be collected now: the position without disputed bills and without what was found not to be owed.
// The ladder, notices, call lists and offers look at this; days past due by contract, bucket and class look at all of it.
import type { CalendarDate } from '../calendar-date'
import type { Fact } from '../facts'
import { notCollected } from '../protection/dispute-state'
import { type Position, positionAt } from './position'

/** The part of the position on `asOfDate` that is collected; null before the first report. */
export function collectableAt(facts: readonly Fact[], asOfDate: CalendarDate): Position | null {
  return positionAt(facts, asOfDate, notCollected(facts))
}
