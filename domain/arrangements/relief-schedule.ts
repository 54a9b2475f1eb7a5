// When is the rest of a debt to be paid after relief? What comes out of what the household owns first, then even months.
import { type CalendarDate, addMonths } from '../calendar-date'
import { splitEvenly } from '../money/split'
import type { Instalment } from './plan-facts'

/** Instalments from `firstOn` on, month by month; their sum is `remainingCents`, to the cent. */
export function reliefSchedule(
  remainingCents: number,
  { firstCents, months, firstOn }: { firstCents: number; months: number; firstOn: CalendarDate },
): Instalment[] {
  const amounts = months === 0 ? [] : splitEvenly(remainingCents - firstCents, months)
  const all = firstCents === 0 ? amounts : [firstCents, ...amounts]
  return all.map((amountCents, index) => ({ dueOn: addMonths(firstOn, index), amountCents }))
}
