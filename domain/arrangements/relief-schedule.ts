// When is the rest of a debt to be paid after relief? Even months; what comes out of what the household owns with the first.
import { type CalendarDate, addMonths } from '../calendar-date'
import { splitEvenly } from '../money/split'
import type { Instalment } from './plan-facts'

/** Instalments from `firstOn` on, month by month; their sum is `remainingCents`, to the cent. */
export function reliefSchedule(
  remainingCents: number,
  { firstCents, months, firstOn }: { firstCents: number; months: number; firstOn: CalendarDate },
): Instalment[] {
  if (remainingCents === 0) return []
  const [first = 0, ...later] = months === 0 ? [] : splitEvenly(remainingCents - firstCents, months)
  // A month of its own for what is paid at once would make sixty months sixty-one (CN-ART70-02).
  const all = [firstCents + first, ...later]
  return all.map((amountCents, index) => ({ dueOn: addMonths(firstOn, index), amountCents }))
}
