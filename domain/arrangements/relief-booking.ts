// Do the bank's books show that a relief was kept? Until they do, the customer owes what was waived on paper alone, and
// nobody may hear of it.
import type { CalendarDate, Instant } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import { reportedBooked } from '../ladder/reported-booked'
import { waiversInForce } from './waivers'

/** What people must do about relief: approve it, and book it when it was kept. */
export const reliefMatter = {
  approval: (reliefId: string) => `relief/${reliefId}/approval`,
  booking: (reliefId: string) => `relief/${reliefId}/booking`,
}

/**
 * When the books did not show any more what was waived; null: they still do. A loan's: the covered bills are listed no
 * longer. A card's new statement takes over what was left of old bills: that they are gone proves nothing there, unless
 * no bill is left or somebody who has looked says so (task `booking`).
 */
export function bookedSince(
  facts: readonly Fact[],
  { payload: { reliefId, billIds } }: FactOf<'reliefProposed'>,
  kept: { at: Instant; on: CalendarDate },
): Instant | null {
  const reports = factsOf(facts, 'positionReported').filter(({ payload }) => payload.businessDate >= kept.on)
  const without = reports.filter(({ payload: { bills } }) =>
    bills.every(({ billId }) => !billIds.includes(billId)),
  )
  const proof = without.find(({ payload: { product, bills } }) => product !== 'card' || bills.length === 0)
  const exit = factsOf(facts, 'accountExited').find(({ effectiveAt }) => effectiveAt >= kept.at)
  const [first] = without
  const [said] = reportedBooked(facts, reliefMatter.booking(reliefId))
  // At the earliest with the report that lists none of its bills.
  const confirmed = first && said !== undefined ? Math.max(said, first.effectiveAt) : undefined
  const known = [proof?.effectiveAt, exit?.effectiveAt, confirmed].filter((at) => at !== undefined)
  return known.length === 0 ? null : Math.min(...known)
}

/** What was waived and is still within the balance that the bank reports: nobody owes it any more. */
export function waivedNotBookedCents(facts: readonly Fact[]): number {
  return waiversInForce(facts)
    .filter(({ payload: { reliefId, on }, effectiveAt: at }) => {
      const proposed = factsOf(facts, 'reliefProposed').find(({ payload }) => payload.reliefId === reliefId)
      return !proposed || bookedSince(facts, proposed, { at, on }) === null
    })
    .flatMap(({ payload: { waived } }) => waived)
    .reduce((sum, { amountCents }) => sum + amountCents, 0)
}
