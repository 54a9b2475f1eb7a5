// Was it a permitted time of day where the person was? Read off the wall clock of each zone that counts.
import { momentOf, zonesOf } from './binding-packs'
import type { Contact, Person } from './evidence'
import { localTime, weekdayOf } from './local-time'
import type { Pack } from './rule-files'
import type { WindowRule } from './rule-shape'
import { isLifted } from './wishes'

/** What is wrong with the hour of a contact that the rule is about; null: nothing. */
export function wrongHour(rule: WindowRule, pack: Pack, person: Person, contact: Contact): string | null {
  const at = momentOf(contact)
  for (const zone of zonesOf(pack, person)) {
    const { date, time } = localTime(at, zone)
    const subject = isSubject(rule, pack, date)
    if (subject === 'noCalendar') return `the calendar has no ${date.slice(0, 4)}, which the rule asks for`
    if (!subject) continue
    const margin = contact.channel === 'voice' ? rule.callMarginMinutes * 60_000 : 0
    const isOpen = (moment: number) => {
      const clock = localTime(moment, zone).time
      return (
        rule.allow.some((span) => span.slice(0, 5) <= clock && clock < span.slice(6)) ||
        isLifted(rule.override, person, contact, at, zone, moment)
      )
    }
    // A call is to end within the hours as well: so long is it thought to last at least.
    if (!isOpen(at) || !isOpen(at + margin)) return `at ${time.slice(0, 5)} in ${zone}`
  }
  return null
}

function isSubject({ days }: WindowRule, { calendar }: Pack, date: string): boolean | 'noCalendar' {
  if (!days) return true
  const kinds: string[] = days
  if (kinds.includes(weekdayOf(date))) return true
  if (!['publicHoliday', 'weekend', 'workingDay'].some((kind) => kinds.includes(kind))) return false
  const year = calendar?.years[date.slice(0, 4)]
  if (!year) return 'noCalendar'
  if (year.workingDays.includes(date)) return kinds.includes('workingDay')
  if (year.holidays.some(({ from, to }) => from <= date && date <= to)) return kinds.includes('publicHoliday')
  const weekend = ['saturday', 'sunday'].includes(weekdayOf(date))
  return kinds.includes(weekend ? 'weekend' : 'workingDay')
}
