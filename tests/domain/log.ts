// An account's log in the tests: moments written as people write them, facts appended as the real log appends them, and
// a case that looks at itself until it comes to rest.
import { type Instant, dateAt, instantAt } from '../../domain/calendar-date'
import { type Rules, due } from '../../domain/ladder/decide'
import type { Fact, NewFact } from '../../domain/facts'
import { zone } from './test-strategy'

export const accountId = 'acc-1'

/** `2026-03-05 09:00` (or a date alone: its midnight) in the bank's zone. */
export function local(text: string): Instant {
  const [date = '', time = '00:00'] = text.split(' ')
  return instantAt(date, zone, time)
}

/** The other way round, to the minute: `2026-03-05 09:00`. */
export function shown(instant: Instant): string {
  const minutes = Math.floor((instant - instantAt(dateAt(instant, zone), zone)) / 60_000)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${dateAt(instant, zone)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** The log with new facts at its end; a fact whose key is there already is the same fact. */
export function appended(log: readonly Fact[], news: readonly NewFact[]): Fact[] {
  const facts = [...log]
  for (const fact of news) {
    if (facts.some((known) => known.key === fact.key)) continue
    facts.push({ ...fact, seq: facts.reduce((max, known) => Math.max(max, known.seq), 0) + 1 })
  }
  return facts
}

const roundsAllowed = 10

/** Records what is due at `asOf` until nothing is. @throws when the case does not come to rest. */
export function settled(log: readonly Fact[], rules: Rules, asOf: Instant): Fact[] {
  let facts = [...log]
  for (let round = 0; round < roundsAllowed; round++) {
    const news = due(facts, rules, asOf)
    if (news.length === 0) return facts
    facts = appended(facts, news)
  }
  throw new Error(`the case does not come to rest at ${shown(asOf)}`)
}
