// What a forecast says, line by line: what happens, what ends by itself, what the case waits for and why. Work that is
// asked for again and again until somebody does it is one line, not one for each time.
import { type Instant, dayMs } from '../calendar-date'
import type { Reason } from './candidate'
import type { ContactChannel, NewFact } from '../facts'

export interface ForecastEntry {
  at: Instant
  what: 'step' | 'putOff' | 'deadline' | 'passedOver' | 'closed' | 'waits'
  /** The rung, the task's outcome or what is waited for. */
  text: string
  key?: string
  /** Contacts with the customer that the step makes by itself. */
  contacts: ContactChannel[]
  reasons: Reason[]
  /** The same happens again, about every so many days and for the last time at `until`; absent: once. */
  again?: { everyDays: number; times: number; until: Instant }
}

/** What an assumed fact is told as; empty: nothing of its own. */
export function entryOf(fact: NewFact): ForecastEntry[] {
  const base = { at: fact.effectiveAt, contacts: [], reasons: [] }
  if (fact.kind === 'taskEnded') {
    const { taskId, outcome } = fact.payload
    const key = taskId.slice(fact.accountId.length + 1)
    return [{ ...base, what: 'deadline', text: `task ends with ${outcome}: ${taskId}`, key }]
  }
  if (fact.kind === 'stepTaken') {
    const { rung, outcome, ruleId, stepKey } = fact.payload
    return [{ ...base, what: 'passedOver', text: `${rung} is ${outcome}: ${ruleId ?? ''}`, key: stepKey }]
  }
  return []
}

export function ending(
  at: Instant,
  what: 'closed' | 'waits',
  text: string,
  reasons: Reason[],
): ForecastEntry {
  return { at, what, text, contacts: [], reasons }
}

/** The ladder stands still. */
export function standing(at: Instant, reasons: Reason[]): ForecastEntry {
  return ending(at, 'waits', 'waits for standstill', reasons)
}

/** Deadlines of one side task after the other (`<matter>/1`, `<matter>/2` ...) with the same outcome become the first. */
export function folded(entries: readonly ForecastEntry[]): ForecastEntry[] {
  const firsts = new Map<string, ForecastEntry>()
  return entries.flatMap((entry) => {
    const matter = matterOf(entry)
    const first = matter === null ? undefined : firsts.get(matter)
    if (first) {
      const times = (first.again?.times ?? 0) + 1
      const everyDays = Math.round((entry.at - first.at) / times / dayMs)
      first.again = { everyDays, times, until: entry.at }
      return []
    }
    const own = { ...entry }
    if (matter !== null) firsts.set(matter, own)
    return [own]
  })
}

/** The task without its number, and its outcome; null: no side task ends (those of the ladder begin with the episode). */
function matterOf({ what, text, key = '' }: ForecastEntry): string | null {
  if (what !== 'deadline' || /^\d+\//.test(key)) return null
  return text.replace(/\/\d+$/, '')
}
