// Do the bank's books show that a relief was kept? Until they do, the customer owes what was waived on paper alone, and
// nobody may hear of it.
import { type Instant, dateAt } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import { reportedBooked } from '../ladder/reported-booked'

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
  keptAt: Instant | null,
  zone: string,
): Instant | null {
  if (keptAt === null) return null
  const reports = factsOf(facts, 'positionReported').filter(
    ({ payload }) => payload.businessDate >= dateAt(keptAt, zone),
  )
  const without = reports.filter(({ payload: { bills } }) =>
    bills.every(({ billId }) => !billIds.includes(billId)),
  )
  const proof = without.find(({ payload: { product, bills } }) => product !== 'card' || bills.length === 0)
  const exit = factsOf(facts, 'accountExited').find(({ effectiveAt }) => effectiveAt >= keptAt)
  const [first] = without
  const [said] = reportedBooked(facts, reliefMatter.booking(reliefId))
  // At the earliest with the report that lists none of its bills.
  const confirmed = first && said !== undefined ? Math.max(said, first.effectiveAt) : undefined
  const known = [proof?.effectiveAt, exit?.effectiveAt, confirmed].filter((at) => at !== undefined)
  return known.length === 0 ? null : Math.min(...known)
}
