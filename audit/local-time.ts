// What did the clock on the wall and the calendar show, where the person was?
import { DateTime } from 'luxon'

export interface LocalTime {
  /** `2026-03-05` */
  date: string
  /** `07:59:59.999` */
  time: string
}

const known = new Map<string, LocalTime>()
const kept = 50_000

export function localTime(at: number, zone: string): LocalTime {
  const key = `${zone} ${at}`
  const found = known.get(key)
  if (found) return found
  const local = DateTime.fromMillis(at, { zone })
  const shown = { date: local.toFormat('yyyy-MM-dd'), time: local.toFormat('HH:mm:ss.SSS') }
  if (known.size >= kept) known.clear()
  known.set(key, shown)
  return shown
}

/** A date moved by calendar days. */
export function dayAfter(date: string, days: number): string {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd')
}

export function weekdayOf(date: string): string {
  return DateTime.fromISO(date, { zone: 'utc', locale: 'en' }).toFormat('cccc').toLowerCase()
}

/** Full years of age on a date. */
export function ageOn(bornOn: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(bornOn.slice(0, 4))
  return date.slice(5) < bornOn.slice(5) ? years - 1 : years
}
