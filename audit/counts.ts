// Was it one contact too many? Of the contacts of a person that a rule counts, those beyond its maximum, in the order in
// which they took their places: whoever came last came too much. What nobody can say counts as used.
import { actionOf } from './conditions'
import { momentOf, zonesOf } from './binding-packs'
import type { Contact, Person } from './evidence'
import { dayAfter, localTime } from './local-time'
import type { Pack } from './rule-files'
import type { Channels, CounterRule } from './rule-shape'
import { isLifted } from './wishes'

/** How many there had been already when there were too many; null: there was room. */
export function tooMany(rule: CounterRule, pack: Pack, person: Person, contact: Contact): string | null {
  if (!isCounted(rule, contact) || contact.outcome === 'failed') return null
  const at = momentOf(contact)
  for (const zone of zonesOf(pack, person)) {
    if (isLifted(rule.override, person, contact, at, zone)) continue
    const day = localTime(contact.claimedAt, zone).date
    const first = rule.calendarDays === 'ever' ? '' : dayAfter(day, 1 - rule.calendarDays)
    const before = person.contacts
      .slice(0, person.contacts.indexOf(contact))
      .filter((other) => usesUp(rule, other) && isSameSide(rule, contact, other))
      .filter(
        (other) =>
          !(rule.exceptUnderConsent && isLifted(rule.override, person, other, other.claimedAt, zone)),
      )
      .filter((other) => first <= localTime(other.claimedAt, zone).date)
    const worst = scopesOf(rule, contact)
      .map((isIn) => before.filter(isIn).length)
      .reduce((a, b) => Math.max(a, b), 0)
    if (worst >= rule.max) return `${worst} of ${rule.max} were used, counted by days in ${zone}`
  }
  return null
}

function isCounted(rule: CounterRule, contact: Contact): boolean {
  return (
    includes(rule.channels, contact.channel) &&
    (rule.direction === 'any' || rule.direction === contact.direction) &&
    (!rule.by || rule.by.includes(contact.caller)) &&
    (!rule.actions || rule.actions.includes(actionOf(contact)))
  )
}

function usesUp(rule: CounterRule, contact: Contact): boolean {
  const { outcome } = contact
  if (!isCounted(rule, contact)) return false
  return outcome === 'unknown' || (rule.outcomes ? rule.outcomes.includes(outcome) : outcome !== 'failed')
}

function isSameSide(rule: CounterRule, contact: Contact, other: Contact): boolean {
  return !rule.per.includes('person') || contact.role === other.role
}

/** One test for each count that the contact belongs to: a count per debt is one for each of its debts. */
function scopesOf(rule: CounterRule, contact: Contact): ((other: Contact) => boolean)[] {
  const same = (other: Contact) =>
    (!rule.per.includes('channel') || other.channel === contact.channel) &&
    (!rule.per.includes('contactPoint') ||
      other.pointId === null ||
      contact.pointId === null ||
      other.pointId === contact.pointId)
  if (!rule.per.includes('debt')) return [same]
  return contact.debts.map((debt) => (other) => same(other) && other.debts.includes(debt))
}

export function includes(channels: Channels | undefined, channel: string): boolean {
  return channels === undefined || channels === 'all' || channels.includes(channel)
}
