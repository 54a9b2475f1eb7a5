// Which plan do the people of the example agree by telephone, and who of them may? Within the limits of the strategy and of
// policies/authority.yaml, as a bank's own staff would.
import { type CalendarDate, addDays } from '../../domain/calendar-date'
import { splitEvenly } from '../../domain/money/split'

/** Of a strategy that names no other one. */
const leastInstalmentCents = 50_00

/** Up to six instalments over what is overdue, thirty days apart, and somebody with the authority for them. */
export function agreeable(overdueCents: number, from: CalendarDate) {
  const parts = Math.max(1, Math.min(6, Math.floor(overdueCents / leastInstalmentCents)))
  const instalments = splitEvenly(overdueCents, parts).map((amountCents, index) => ({
    dueOn: addDays(from, 30 * (index + 1)),
    amountCents,
  }))
  return { by: whoDecides(overdueCents), instalments }
}

function whoDecides(amountCents: number): string {
  if (amountCents <= 20_000_00) return 'operator:lin'
  if (amountCents <= 50_000_00) return 'supervisor:qian'
  return amountCents <= 200_000_00 ? 'manager:wu' : 'committee:one'
}
