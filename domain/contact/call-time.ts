// From when and until when may be called, by the law and by the bank's own hours? The two are asked in turn until they
// agree.
import type { Instant } from '../calendar-date'
import { type DayHours, nextSlot } from '../ladder/contact-window'

export interface CallHours {
  zone: string
  /** The rung's own hours. */
  hours: DayHours
  /** The task ends by itself then; null: it does not. */
  notAfter: Instant | null
  /** When a call is lawful at the earliest, asked at a moment; null: within a year not at all. */
  lawfulFrom(at: Instant): Instant | null
}

/** More turns than this are a rule and hours that never meet. */
const turnsAllowed = 50

/** The first moment from `from` on that is lawful, within the hours and before the task ends; null: there is none. */
export function nextCallAt(from: Instant, { zone, hours, notAfter, lawfulFrom }: CallHours): Instant | null {
  let at = from
  for (let turn = 0; turn < turnsAllowed; turn += 1) {
    const open = nextSlot(at, { zone, hours, lawful: [], personId: '', spreadMinutes: 0 }).at
    if (notAfter !== null && open >= notAfter) return null
    const lawful = lawfulFrom(open)
    if (lawful === null) return null
    if (lawful === open) return open
    at = lawful
  }
  return null
}

/** Steps in which the end of a window is looked for, before it is found to the minute. */
const strideMs = 30 * 60_000
const minuteMs = 60_000

/** The last moment, to the minute, up to which calls may begin without a break from `from` on, where one may begin. */
export function callableUntil(from: Instant, { zone, hours, notAfter, lawfulFrom }: CallHours): Instant {
  const slot = nextSlot(from, { zone, hours, lawful: [], personId: '', spreadMinutes: 0 })
  const end = Math.min(slot.notAfter, notAfter ?? Infinity)
  const isLawful = (at: Instant) => lawfulFrom(at) === at
  let good = from
  while (good + strideMs < end && isLawful(good + strideMs)) good += strideMs
  let bad = Math.min(good + strideMs, end)
  if (bad === end && isLawful(end - 1)) return end
  while (bad - good > minuteMs) {
    const middle = Math.floor((good + bad) / 2)
    if (isLawful(middle)) good = middle
    else bad = middle
  }
  return bad
}
