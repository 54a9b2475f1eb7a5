// Is what a customer once asked for still about this debt? Not when the case has closed and began anew: income, expenses
// and what is owed are others then.
import type { Instant } from '../calendar-date'
import { type Fact, factsOf } from '../facts'

/** When the case began anew after a fact; null: it did not. */
export function begunAnewAfter(facts: readonly Fact[], { seq }: Fact): Instant | null {
  return factsOf(facts, 'episodeOpened').find((opened) => opened.seq > seq)?.effectiveAt ?? null
}
