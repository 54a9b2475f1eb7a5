// When a step may begin: the lawful hours of the rule pack, the rung's own hours within them, and the spreading of a
// morning's steps by person, so that one person's cases stay together (architecture, "Morning").
import { type CalendarDate, type Instant, addDays, dateAt, timeOn } from '../calendar-date'

/** Hours of a day, `from` included, `to` not: CN-TIME-01 forbids 22:00 itself. */
export interface DayHours {
  from: string
  to: string
}

export interface WindowRule {
  /** Rule id of the pack, e.g. CN-TIME-01. */
  id: string
  /** One or more spans of a day. */
  hours: readonly DayHours[]
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
  const spans = options.lawful.reduce<readonly DayHours[]>(
    (open, rule) => intersection(open, rule.hours),
    [options.hours],
  )
  if (spans.length === 0) throw new RangeError(`the hours ${shown(options)} leave no time to act`)
  const today = dateAt(from, options.zone)
  const days = [today, addDays(today, 1)]
  const [open] = days
    .flatMap((day) => spans.map((hours) => spanOn(day, hours, options.zone)))
    .filter(({ end }) => end > from)
  if (!open) throw new RangeError(`the hours ${shown(options)} leave no time to act`)
  const { begin, end } = open
  if (from >= begin) return { at: from, notAfter: end, movedBy: [] }
  const spread = Math.min(spreadMs(options.personId, options.spreadMinutes), end - begin - 1)
  const movedBy = options.lawful
    .filter((rule) => rule.hours.every((hours) => outside(from, hours, options.zone)))
    .map((rule) => rule.id)
  return { at: begin + spread, notAfter: end, movedBy: movedBy.length > 0 ? movedBy : ['RUNG_HOURS'] }
}

/** The spans of a day that lie in both lists, in order. */
export function intersection(a: readonly DayHours[], b: readonly DayHours[]): DayHours[] {
  return a
    .flatMap((one) =>
      b.map((other) => ({ from: later(one.from, other.from), to: earlier(one.to, other.to) })),
    )
    .filter(({ from, to }) => from < to)
    .sort((one, other) => one.from.localeCompare(other.from))
}

function spanOn(day: CalendarDate, { from, to }: DayHours, zone: string): { begin: Instant; end: Instant } {
  return { begin: timeOn(day, zone, from), end: timeOn(day, zone, to) }
}

function shown({ hours, lawful }: { hours: DayHours; lawful: readonly WindowRule[] }): string {
  return [`${hours.from}-${hours.to}`, ...lawful.map(({ id }) => id)].join(', ')
}

function outside(instant: Instant, hours: DayHours, zone: string): boolean {
  const { begin, end } = spanOn(dateAt(instant, zone), hours, zone)
  return instant < begin || instant >= end
}

function later(a: string, b: string): string {
  return a > b ? a : b
}

function earlier(a: string, b: string): string {
  return a < b ? a : b
}

/** A stable share of the spreading time for a person: FNV-1a of the id, whole minutes. */
function spreadMs(personId: string, spreadMinutes: number): number {
  if (spreadMinutes <= 0) return 0
  let hash = 0x811c9dc5
  for (const char of personId) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return ((hash >>> 0) % spreadMinutes) * 60_000
}
