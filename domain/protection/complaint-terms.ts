// By when must a complaint be answered, and how many make compliance look? Reads policies/complaints.yaml; a rule pack in
// use that is stricter goes before it.
import { z } from 'zod'
import { type CalendarDate, addDays } from '../calendar-date'
import { escalationShape } from '../ladder/level-terms'
import { type HolidayCalendar, workingDayFrom } from '../policy/calendar'
import type { RulePack } from '../policy/pack-file'
import { type FileProblem, readYaml } from '../yaml-source'
import { type ComplaintTerm, complaintTerms } from './complaint-facts'

const days = z.int().min(1).max(365)
const answerDaysShape = z
  .strictObject({ ordinary: days, complex: days, special: days })
  .refine(({ ordinary, complex, special }) => ordinary <= complex && complex <= special, {
    message: 'an extension must not be shorter than what it extends',
  })
const threshold = z.strictObject({ count: z.int().min(2).max(99), days })

const complaintsFile = z.strictObject({
  answerDays: answerDaysShape,
  authorities: z.record(z.string().regex(/^[A-Za-z0-9]+$/, 'must be one word'), answerDaysShape),
  ...escalationShape,
  repeated: z.strictObject({ person: threshold, staff: threshold, agency: threshold, alertDays: days }),
})

export type ComplaintRules = z.infer<typeof complaintsFile>

export type ComplaintRulesReading =
  { ok: true; complaints: ComplaintRules } | { ok: false; problems: FileProblem[] }

/** Reads the file; of each deadline the shortest counts, the file's or that of a pack. */
export function parseComplaintRules(text: string, packs: readonly RulePack[]): ComplaintRulesReading {
  const reading = readYaml(text, complaintsFile)
  if (!reading.ok) return reading
  const byPacks = packs.flatMap(({ terms }) => (terms.complaint ? [terms.complaint] : []))
  const lawful = byPacks.map((term) => ({
    ordinary: term.days,
    complex: term.complexDays,
    special: term.complexDays + term.specialExtraDays,
  }))
  const shortest = (term: ComplaintTerm) =>
    Math.min(reading.value.answerDays[term], ...lawful.map((pack) => pack[term]))
  const answerDays = {
    ordinary: shortest('ordinary'),
    complex: shortest('complex'),
    special: shortest('special'),
  }
  return { ok: true, complaints: { ...reading.value, answerDays } }
}

/** The last day for the answer, and the last working day by then; `authority`: who passed it on, by its own deadlines. */
export function complaintDays(
  rules: ComplaintRules,
  complaint: { receivedOn: CalendarDate; term: ComplaintTerm; authority?: string | undefined },
  calendar: HolidayCalendar | null,
): { answerBy: CalendarDate; targetOn: CalendarDate } {
  const { receivedOn, term, authority } = complaint
  const own = authority === undefined ? undefined : rules.authorities[authority]
  const answerBy = addDays(receivedOn, Math.min(rules.answerDays[term], own?.[term] ?? Infinity))
  return { answerBy, targetOn: (calendar && workingDayFrom(calendar, answerBy, -1)) ?? answerBy }
}

/** The next term that a complaint can be extended to; null: none. */
export function nextTerm(term: ComplaintTerm): ComplaintTerm | null {
  return complaintTerms[complaintTerms.indexOf(term) + 1] ?? null
}
