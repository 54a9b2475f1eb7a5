// How do commands write instants for people? In the time of the bank's zone, to the minute; `--json` has them in UTC.
import { type Instant, dateAt, timeOfDayAt } from '../domain/calendar-date'

/** `2026-03-05 09:30`, of an instant or of its text in UTC. */
export type LocalTime = (instant: Instant | string) => string

export function localTimeIn(zone: string): LocalTime {
  return (instant) => {
    const at = typeof instant === 'string' ? Date.parse(instant) : instant
    return `${dateAt(at, zone)} ${timeOfDayAt(at, zone).slice(0, 5)}`
  }
}
