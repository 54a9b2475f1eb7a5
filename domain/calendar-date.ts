// Business dates ('2026-03-05') and instants (milliseconds) without a clock: how a day begins in the bank's zone,
// and how many calendar days lie between two dates. Days are calendar days, never 24 h times n (conduct rules, 2).
import { DateTime } from 'luxon'

/** A calendar date as the drop writes it, ISO 8601: `2026-03-05`. */
export type CalendarDate = string

/** A point in time in milliseconds since 1970, UTC. */
export type Instant = number

export const dayMs = 86_400_000

/** The calendar date that it is in `zone` at `instant`. */
export function dateAt(instant: Instant, zone: string): CalendarDate {
  return DateTime.fromMillis(instant, { zone }).toFormat('yyyy-MM-dd')
}

/** The instant at which `date` begins in `zone`, plus a time of day such as `08:00`. */
export function instantAt(date: CalendarDate, zone: string, timeOfDay = '00:00'): Instant {
  const at = DateTime.fromISO(`${date}T${timeOfDay}`, { zone })
  if (!at.isValid) throw new RangeError(`not a date and time in ${zone}: ${date} ${timeOfDay}`)
  return at.toMillis()
}

/** `date` moved by whole calendar days. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** Calendar days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)
}

/** An instant moved by whole calendar days in `zone`, keeping the local time of day over daylight saving. */
export function addDaysAt(instant: Instant, days: number, zone: string): Instant {
  return DateTime.fromMillis(instant, { zone }).plus({ days }).toMillis()
}
