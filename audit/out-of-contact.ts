// Could the debtor not be reached when somebody else was asked? Counted from the ledger: calls in a row that failed, days
// in a row on which every attempt failed, and it is over as soon as the debtor has been spoken to.
import { momentOf } from './binding-packs'
import type { Contact, Person } from './evidence'
import { dayAfter, localTime } from './local-time'
import type { Pack } from './rule-files'
import { statusesAt } from './standing'

/** Of these nobody can say that the debtor was not reached. */
const spoken = new Set(['voice', 'visit'])
const failures = new Set(['unanswered', 'notConnected', 'voicemail', 'failed'])

export function outOfContact({ outOfContact: rule, zone }: Pack, person: Person, contact: Contact): boolean {
  if (!rule) return false
  const at = momentOf(contact)
  const statuses = statusesAt(person, contact, at)
  if (rule.statuses.some((status) => statuses.has(status))) return true
  const today = localTime(at, zone.home).date
  let calls = 0
  let days: string[] = []
  const open: boolean[] = []
  for (const attempt of person.contacts) {
    if (attempt.role !== 'debtor' || attempt.claimedAt > at) continue
    if (attempt.outcome === 'effective' || (attempt.outcome === 'unknown' && spoken.has(attempt.channel))) {
      calls = 0
      days = []
      open.length = 0
    }
    if (attempt.direction !== 'outbound' || !failures.has(attempt.outcome)) continue
    const day = localTime(attempt.claimedAt, zone.home).date
    if (attempt.channel === 'voice' || attempt.channel === 'voicemail') calls += 1
    if (days.at(-1) !== day) days = days.at(-1) === dayAfter(day, -1) ? [...days, day] : [day]
    if (calls >= rule.failedCallsInARow || days.length >= rule.failedDaysInARow) open.push(day < today)
  }
  return open.includes(true)
}
