// When a step may begin: the lawful hours of the rule pack, the rung's own hours within them, and the spreading of a
// morning's steps by person, so that one person's cases stay together (architecture, "Morning").
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from './calendar-date'

/** Hours of a day, `from` included, `to` not: CN-TIME-01 forbids 22:00 itself. */
export interface DayHours {
  from: string
  to: string
}

export interface WindowRule {
  /** Rule id of the pack, e.g. CN-TIME-01. */
  id: string
  hours: DayHours
}

export interface Slot {
  at: Instant
  /** The end of the window: a step that could not begin by then waits for the next one. */
  notAfter: Instant
  /** The rules that moved the step; empty when it may begin at once. */
  movedBy: string[]
}

/**
 * The first slot at or after `from` within the rung's hours and every lawful window, in `zone`. When it opens later
 * than `from`, the person's share of `spreadMinutes` is added.
 */
export function nextSlot(
  from: Instant,
  options: {
    zone: string
    hours: DayHours
    lawful: readonly WindowRule[]
    personId: string
    spreadMinutes: number
  },
): Slot {
  const opens = latest([options.hours.from, ...options.lawful.map((rule) => rule.hours.from)])
  const closes = earliest([options.hours.to, ...options.lawful.map((rule) => rule.hours.to)])
  if (opens >= closes) throw new RangeError(`the hours ${opens}-${closes} leave no time to act`)
  const today = dateAt(from, options.zone)
  const open = instantAt(today, options.zone, opens)
  const close = instantAt(today, options.zone, closes)
  if (from >= open && from < close) return { at: from, notAfter: close, movedBy: [] }
  const day: CalendarDate = from < open ? today : addDays(today, 1)
  const begin = instantAt(day, options.zone, opens)
  const end = instantAt(day, options.zone, closes)
  const spread = Math.min(spreadMs(options.personId, options.spreadMinutes), end - begin - 1)
  const movedBy = options.lawful
    .filter((rule) => outside(from, rule.hours, options.zone))
    .map((rule) => rule.id)
  return { at: begin + spread, notAfter: end, movedBy: movedBy.length > 0 ? movedBy : ['RUNG_HOURS'] }
}

function outside(instant: Instant, hours: DayHours, zone: string): boolean {
  const day = dateAt(instant, zone)
  return instant < instantAt(day, zone, hours.from) || instant >= instantAt(day, zone, hours.to)
}

function latest(times: string[]): string {
  return times.reduce((a, b) => (a > b ? a : b))
}

function earliest(times: string[]): string {
  return times.reduce((a, b) => (a < b ? a : b))
}

/** A stable share of the spreading time for a person: FNV-1a of the id, whole minutes. */
function spreadMs(personId: string, spreadMinutes: number): number {
  if (spreadMinutes <= 0) return 0
  let hash = 0x811c9dc5
  for (const char of personId) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return ((hash >>> 0) % spreadMinutes) * 60_000
}
