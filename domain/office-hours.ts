// When does the office of the bank open and close? Tasks of people end with the office day, warnings come with its beginning.
import { type CalendarDate, type Instant, instantAt } from './calendar-date'

const openingTime = '09:00'
const closingTime = '18:00'

/** When the office opens on a day, in `zone`. */
export function openingOn(day: CalendarDate, zone: string): Instant {
  return instantAt(day, zone, openingTime)
}

/** When it closes on a day, in `zone`. */
export function closingOn(day: CalendarDate, zone: string): Instant {
  return instantAt(day, zone, closingTime)
}
