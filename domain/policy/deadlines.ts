// Until when? Limitation of a claim and the answer to a complaint, in calendar days of the law. Of our own deadlines
// never the convenient reading: a day of rest makes them earlier, not later, and a missing calendar helps nobody.
import { type CalendarDate, addDays } from '../calendar-date'
import { workingDayFrom } from './calendar'
import type { RulePack } from './pack-file'
import type { InterruptionKind } from './vocabulary'

export interface Interruption {
  kind: InterruptionKind
  on: CalendarDate
  /** Of a demand: whether it arrived. */
  delivered: boolean
  /** Of a demand: whether the debtor had reserved the contact point that it went to. */
  toReserved: boolean
}

export interface Limitation {
  /** The last day of the period, counted in calendar days: what the bank relies on. */
  lastDay: CalendarDate
  /** The last day where the law moves it off a day of rest; null: nobody can say. Not to be relied on without advice. */
  movedTo: CalendarDate | null
  /** What a lawyer should look at. */
  flags: string[]
}

/**
 * The last day of the limitation period that began with `start`, and anew with each interruption while it was running.
 * @throws RangeError when the pack has no such term.
 */
export function limitation(
  pack: RulePack,
  claim: { start: CalendarDate; interruptions: readonly Interruption[] },
): Limitation {
  const { limitation: term } = pack.terms
  if (!term) throw new RangeError(`${pack.policy} says nothing about limitation`)
  const flags: string[] = []
  const counted = claim.interruptions.filter(({ kind, delivered, toReserved, on }) => {
    if (!term.interruptedBy.includes(kind)) return false
    if (kind !== 'demandDelivered') return true
    if (!delivered) flags.push(`the demand of ${on} did not arrive: it interrupts nothing`)
    else if (term.demandToReservedOnly && !toReserved)
      flags.push(`the demand of ${on} went to a contact point that was not reserved: it interrupts nothing`)
    return delivered && (toReserved || !term.demandToReservedOnly)
  })
  let lastDay = addYears(claim.start, term.years)
  for (const { kind, on } of [...counted].sort((a, b) => a.on.localeCompare(b.on))) {
    if (on > lastDay)
      flags.push(`${kind} of ${on} came after the period had run out: it revives nothing by itself`)
    else if (on > claim.start) lastDay = addYears(on, term.years)
  }
  const movedTo = pack.calendar && workingDayFrom(pack.calendar, lastDay, 1)
  if (movedTo === null) flags.push(`${noCalendar(pack, lastDay)}: no extension is used`)
  else if (movedTo !== lastDay)
    flags.push(`${lastDay} is a day of rest: an extension to ${movedTo} needs legal advice`)
  return { lastDay, movedTo, flags }
}

export interface Deadline {
  dueOn: CalendarDate
  /** The last working day up to then: what to plan for. */
  targetOn: CalendarDate
  flags: string[]
}

/**
 * When a complaint received on a day must be answered.
 * @throws RangeError when the pack has no such term.
 */
export function complaintDeadline(
  pack: RulePack,
  complaint: { receivedOn: CalendarDate; kind: 'ordinary' | 'complex' | 'special' },
): Deadline {
  const { complaint: term } = pack.terms
  if (!term) throw new RangeError(`${pack.policy} says nothing about complaints`)
  const days = {
    ordinary: term.days,
    complex: term.complexDays,
    special: term.complexDays + term.specialExtraDays,
  }[complaint.kind]
  const dueOn = addDays(complaint.receivedOn, days)
  const targetOn = pack.calendar && workingDayFrom(pack.calendar, dueOn, -1)
  return targetOn === null
    ? { dueOn, targetOn: dueOn, flags: [noCalendar(pack, dueOn)] }
    : { dueOn, targetOn, flags: [] }
}

function noCalendar({ calendar }: RulePack, day: CalendarDate): string {
  return `the calendar ${calendar?.calendar ?? ''} has no ${day.slice(0, 4)}`
}

/** The same day `years` later; of 29 February the 28th where there is none. */
function addYears(day: CalendarDate, years: number): CalendarDate {
  const later = `${String(Number(day.slice(0, 4)) + years).padStart(4, '0')}${day.slice(4)}`
  const exists = new Date(`${later}T00:00:00Z`).toISOString().slice(0, 10) === later
  return exists ? later : `${later.slice(0, 8)}28`
}
