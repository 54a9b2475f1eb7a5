// Can the debtor not be reached? Only then may others be asked to pass on a message (CN-3P-02). Found from the contacts
// on record, so that nobody can simply claim it, and over as soon as the debtor is reached (CN-3P-05).
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import type { RulePack } from './pack-file'
import type { PastContact, Situation } from './situation'

/** Since when the debtor counts as out of contact; null: not at all, as far as is known at the situation's moment. */
export function outOfContactSince(
  { outOfContact: rule, zone: { home } }: RulePack,
  { at, ledger, statuses }: Situation,
): Instant | null {
  if (!rule) return null
  const byStatus = statuses.filter(({ status }) => rule.statuses.includes(status)).map(({ from }) => from)
  const tries = ledger
    .filter((contact) => contact.role === 'debtor' && contact.at <= at)
    .sort((a, b) => a.at - b.at)
  const reached = tries.findLastIndex(mayHaveReached)
  const failures = tries.slice(reached + 1).filter(isFailure)
  const calls = failures.filter(({ channel }) => channel === 'voice' || channel === 'voicemail')
  const lastCall = calls[rule.failedCallsInARow - 1]
  const lastDay = endOfRun(
    failures.map((contact) => dateAt(contact.at, home)),
    rule.failedDaysInARow,
  )
  const since = [
    ...byStatus,
    ...(lastCall ? [morningAfter(dateAt(lastCall.at, home), home)] : []),
    ...(lastDay === null ? [] : [morningAfter(lastDay, home)]),
  ]
  return since.length > 0 ? Math.min(...since) : null
}

/** Nobody can say of a call or visit with an unknown outcome that it failed: the doubt is the debtor's protection. */
function mayHaveReached({ channel, outcome }: PastContact): boolean {
  return outcome === 'effective' || (outcome === 'unknown' && (channel === 'voice' || channel === 'visit'))
}

function isFailure({ direction, outcome }: PastContact): boolean {
  return (
    direction === 'outbound' &&
    (outcome === 'unanswered' ||
      outcome === 'notConnected' ||
      outcome === 'voicemail' ||
      outcome === 'failed')
  )
}

function morningAfter(day: CalendarDate, zone: string): Instant {
  return instantAt(addDays(day, 1), zone)
}

/** The last of the first `length` days in a row; null: there are not so many. */
function endOfRun(days: readonly CalendarDate[], length: number): CalendarDate | null {
  const known = new Set(days)
  const end = [...known].sort().find((day) => {
    for (let back = 1; back < length; back += 1) if (!known.has(addDays(day, -back))) return false
    return true
  })
  return end ?? null
}
