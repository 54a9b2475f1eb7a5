// How are moments and spans of a day written in rule packs and their cases? `2026-03-05 07:59:59` in a zone, or ISO 8601
// with its offset; `08:00-22:00` for hours, the end not included.
import { z } from 'zod'
import { type CalendarDate, type Instant, addDays, instantAt } from '../calendar-date'

/** Hours of a day; `to` may be 24:00. */
export interface DaySpan {
  from: string
  to: string
}

const local = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?)?$/
const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/

/** The instant, or null for a text that names none. A date alone is its beginning. */
export function parseMoment(text: string, zone: string): Instant | null {
  if (withOffset.test(text)) {
    const instant = Date.parse(text)
    return Number.isNaN(instant) ? null : instant
  }
  const [, date, time = '00:00', seconds = ''] = local.exec(text) ?? []
  if (date === undefined) return null
  try {
    return instantAt(date, zone, `${time}${seconds}`)
  } catch {
    return null
  }
}

/** A moment as a person in `zone` writes it. */
export function momentIn(zone: string): z.ZodType<Instant, string> {
  return z.string().transform((text, context) => {
    const instant = parseMoment(text, zone)
    if (instant !== null) return instant
    context.addIssue({ code: 'custom', message: 'must be a moment such as 2026-03-05 08:00' })
    return z.NEVER
  })
}

export const calendarDate = z.string().refine((text) => {
  const instant = Date.parse(`${text}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(instant) && addDays(text, 0) === text
}, 'must be a date such as 2026-03-05')

const span = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/

export const daySpan = z
  .string()
  .regex(span, 'must be hours such as 09:00-18:00')
  .refine((text) => text.slice(0, 5) < text.slice(6), 'leaves no time within a day')
  .transform((text): DaySpan => ({ from: text.slice(0, 5), to: text.slice(6) }))

export const zoneName = z.string().refine(isZone, 'must be an IANA zone such as Asia/Shanghai')

export function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** When a time of day, 24:00 included, is on `day`. */
export function timeOn(day: CalendarDate, zone: string, time: string): Instant {
  return time === '24:00' ? instantAt(addDays(day, 1), zone) : instantAt(day, zone, time)
}
