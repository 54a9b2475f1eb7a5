// How the timeline tells of facts: for each kind one plain sentence of ids, dates and amounts, never a name or a number.
// Each area has its own; domain/story.ts puts them together.
import type { Instant } from './calendar-date'
import type { FactPayloads } from './facts'

export type Sentences<K extends keyof FactPayloads> = { [P in K]: (payload: FactPayloads[P]) => string }

/** `2026-03-10T01:30Z` */
export function isoMinute(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 16)}Z`
}
