// How are moments written in rule packs and their cases? `2026-03-05 07:59:59` in a zone, or ISO 8601
// with its offset.
import { z } from 'zod'
import { type Instant, instantAt, isZone } from '../calendar-date'
import { instant } from '../date-shape'

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
  const parsed = z.string().transform((text, context) => {
    const moment = parseMoment(text, zone)
    if (moment !== null) return moment
    context.addIssue({ code: 'custom', message: 'must be a moment such as 2026-03-05 08:00' })
    return z.NEVER
  })
  return parsed.pipe(instant)
}

export { date as calendarDate } from '../date-shape'

export const zoneName = z.string().refine(isZone, 'must be an IANA zone such as Asia/Shanghai')
