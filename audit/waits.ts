// Was it too soon after something? Days after a conversation, counted as dates. Events that are no contacts are not on
// record, so rules that wait for them cannot be checked.
import { momentOf, zonesOf } from './binding-packs'
import { actionOf } from './conditions'
import { includes } from './counts'
import type { Contact, Person } from './evidence'
import { dayAfter, localTime } from './local-time'
import type { Pack } from './rule-files'
import type { WaitRule } from './rule-shape'
import { isLifted } from './wishes'

/** What it came too soon after; null: nothing. */
export function tooSoon(rule: WaitRule, pack: Pack, person: Person, contact: Contact): string | null {
  const { after } = rule
  if ('event' in after || contact.outcome === 'failed' || !includes(rule.channels, contact.channel))
    return null
  if (rule.actions && !rule.actions.includes(actionOf(contact))) return null
  const waited = rule.calendarDays + (rule.firstDay === 'dayAfter' ? 1 : 0)
  const at = momentOf(contact)
  for (const zone of zonesOf(pack, person)) {
    if (isLifted(rule.override, person, contact, at, zone)) continue
    const day = localTime(contact.claimedAt, zone).date
    const cause = person.contacts
      .slice(0, person.contacts.indexOf(contact))
      .filter(({ outcome }) => outcome === 'unknown' || after.outcomes.includes(outcome))
      .filter((other) => includes(after.channels, other.channel) && other.role === contact.role)
      .filter(({ direction }) => after.direction === 'any' || direction === after.direction)
      .filter(({ debts }) => !rule.per.includes('debt') || debts.some((debt) => contact.debts.includes(debt)))
      .find(({ claimedAt }) => day < dayAfter(localTime(claimedAt, zone).date, waited))
    if (cause) return `${cause.key} was on ${localTime(cause.claimedAt, zone).date}`
  }
  return null
}
