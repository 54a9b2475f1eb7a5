// Business dates ('2026-03-05') and instants (milliseconds) without a clock: how a day begins in the bank's zone,
// and how many calendar days lie between two dates. Days are calendar days, never 24 h times n (conduct rules, 2).
import { IANAZone } from 'luxon'

/** A calendar date as the drop writes it, ISO 8601: `2026-03-05`. */
export type CalendarDate = string

/** A point in time in milliseconds since 1970, UTC. */
export type Instant = number

export const dayMs = 86_400_000

/** The calendar date that it is in `zone` at `instant`. */
export function dateAt(instant: Instant, zone: string): CalendarDate {
  return isoDate(instant + offsetMs(instant, zone))
}

/** What the clocks of `zone` show at `instant`: `07:59:59.999`. */
export function timeOfDayAt(instant: Instant, zone: string): string {
  return new Date(instant + offsetMs(instant, zone)).toISOString().slice(11, 23)
}

/**
 * The instant at which `date` begins in `zone`, plus a time of day such as `08:00`. A time that clocks skip is the one
 * after the skip; of a time that they repeat the later one counts.
 * @throws RangeError for a date or time that does not exist.
 */
export function instantAt(date: CalendarDate, zone: string, timeOfDay = '00:00'): Instant {
  const wallClock = Date.parse(`${date}T${timeOfDay}Z`)
  if (Number.isNaN(wallClock) || isoDate(wallClock) !== date) {
    throw new RangeError(`not a date and time in ${zone}: ${date} ${timeOfDay}`)
  }
  return whenShown(wallClock, zone)
}

/** When a time of day, 24:00 included, is on `date`. */
export function timeOn(date: CalendarDate, zone: string, timeOfDay: string): Instant {
  return timeOfDay === '24:00' ? instantAt(addDays(date, 1), zone) : instantAt(date, zone, timeOfDay)
}

/**
 * `date` moved by whole calendar days.
 * @throws RangeError beyond the years 0000 to 9999
 */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return isoDate(Date.parse(`${date}T00:00:00Z`) + days * dayMs)
}

/** Calendar days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs)
}

/**
 * `date` moved by whole months; where the month has no such day it is the month's last.
 * @throws RangeError beyond the years 0000 to 9999
 */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return isoDate(Date.UTC(year, month - 1 + months, Math.min(day, lastDay)))
}

/** How many months, begun ones counted whole, lie between two dates: to the same day of the next month it is one. */
export function monthsUpTo(from: CalendarDate, to: CalendarDate): number {
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
    Number(to.slice(5, 7)) -
    Number(from.slice(5, 7))
  return Math.max(0, addMonths(from, months) < to ? months + 1 : months)
}

/** Whole years from one date to another, as ages are counted: who was born on 29 February is a year older on 1 March. */
export function yearsBetween(from: CalendarDate, to: CalendarDate): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4))
  return to.slice(5) < from.slice(5) ? years - 1 : years
}

/** An instant moved by whole calendar days in `zone`, keeping the local time of day over daylight saving. */
export function addDaysAt(instant: Instant, days: number, zone: string): Instant {
  return whenShown(instant + offsetMs(instant, zone) + days * dayMs, zone)
}

/** When the clocks of `zone` show `wallClock`, written as if it were UTC. */
function whenShown(wallClock: number, zone: string): Instant {
  const guess = wallClock - offsetMs(wallClock, zone)
  const corrected = wallClock - offsetMs(guess, zone)
  if (corrected === guess) return guess
  const isShown = corrected + offsetMs(corrected, zone) === wallClock
  return isShown ? corrected : Math.max(guess, corrected)
}

/** Whether the platform knows a time zone of this name. */
export function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** Clocks change at full quarters of an hour, so an offset holds for the quarter that it was asked for. */
const quarterMs = 900_000
/** Offsets already looked up: a decision asks for the same midnights again and again, and asking costs. */
const knownOffsets = new Map<string, Map<number, number>>()
const offsetsKept = 20_000

function offsetMs(instant: Instant, zone: string): number {
  let known = knownOffsets.get(zone)
  if (known === undefined || known.size >= offsetsKept) {
    known = new Map<number, number>()
    knownOffsets.set(zone, known)
  }
  const quarter = Math.floor(instant / quarterMs)
  const kept = known.get(quarter)
  if (kept !== undefined) return kept
  const offset = IANAZone.create(zone).offset(instant) * 60_000
  known.set(quarter, offset)
  return offset
}

/** Years of more digits are written with a sign, and such texts no longer order as the days do. */
function isoDate(utc: number): CalendarDate {
  const text = new Date(utc).toISOString()
  if (!/^\d/.test(text)) throw new RangeError(`not a date of the years 0000 to 9999: ${text}`)
  return text.slice(0, 10)
}
