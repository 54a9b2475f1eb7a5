// Is a day a public holiday, a day of rest, a working day? Answers from a calendar file, policies/calendars/; a year that
// the file does not have has no answer, and whoever asks must fail closed.
import { z } from 'zod'
import { type CalendarDate, addDays } from '../calendar-date'
import { type YamlReading, readYaml } from '../yaml-source'
import { calendarDate } from './moment'

const yearOfDays = z.strictObject({
  /** Days off, those that were moved there included. */
  holidays: z.array(z.strictObject({ name: z.string().min(1), from: calendarDate, to: calendarDate })),
  /** Days of a weekend on which people work. */
  workingDays: z.array(calendarDate),
})

const calendarFile = z.strictObject({
  calendar: z.string().regex(/^[a-z0-9-]+$/, 'must consist of small letters, digits and -'),
  source: z.string().min(1),
  years: z.record(z.string().regex(/^\d{4}$/, 'must be a year'), yearOfDays),
})

export type HolidayCalendar = z.infer<typeof calendarFile>

export type DayKind = 'publicHoliday' | 'weekend' | 'workingDay'

/** Reads one calendar file. */
export function parseCalendar(text: string): YamlReading<HolidayCalendar> {
  const reading = readYaml(text, calendarFile)
  if (!reading.ok) return reading
  const { value, problemAt } = reading
  const strangers = Object.entries(value.years).flatMap(([year, { holidays, workingDays }]) => [
    ...holidays.flatMap(({ from, to }, index) =>
      from <= to && from.startsWith(year) && to.startsWith(year)
        ? []
        : [problemAt(['years', year, 'holidays', index], `must be a span of days in ${year}`)],
    ),
    ...workingDays.flatMap((day, index) =>
      day.startsWith(year) ? [] : [problemAt(['years', year, 'workingDays', index], `is not in ${year}`)],
    ),
  ])
  return strangers.length > 0 ? { ok: false, problems: strangers } : reading
}

/** What kind of day `day` is; null: the calendar does not have its year. */
export function dayKind(calendar: HolidayCalendar, day: CalendarDate): DayKind | null {
  const year = calendar.years[day.slice(0, 4)]
  if (!year) return null
  if (year.workingDays.includes(day)) return 'workingDay'
  if (year.holidays.some(({ from, to }) => from <= day && day <= to)) return 'publicHoliday'
  return weekdayOf(day) === 'saturday' || weekdayOf(day) === 'sunday' ? 'weekend' : 'workingDay'
}

/**
 * The nearest working day at or after `day` (`step` 1) or at or before it (-1); null: a year is missing on the way.
 */
export function workingDayFrom(
  calendar: HolidayCalendar,
  day: CalendarDate,
  step: 1 | -1,
): CalendarDate | null {
  let candidate = day
  for (;;) {
    const kind = dayKind(calendar, candidate)
    if (kind === null) return null
    if (kind === 'workingDay') return candidate
    candidate = addDays(candidate, step)
  }
}

export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const
export type Weekday = (typeof weekdays)[number]

export function weekdayOf(day: CalendarDate): Weekday {
  const weekday = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]
  if (!weekday) throw new RangeError(`not a date: ${day}`)
  return weekday
}
