// By when must a dispute be answered? Reads policies/disputes.yaml, and reckons the day with the bank's calendar.
import { z } from 'zod'
import { type CalendarDate, addDays } from '../calendar-date'
import { escalationShape } from '../ladder/level-terms'
import { type HolidayCalendar, workingDayFrom } from '../policy/calendar'
import { type FileProblem, readYaml } from '../yaml-source'
import { type DisputeGround, disputeGrounds } from './dispute-facts'

const days = z.int().min(0).max(365)

const disputesFile = z.strictObject({
  answerDays: z.strictObject(
    Object.fromEntries(disputeGrounds.map((ground) => [ground, days.min(1)])) as Record<
      DisputeGround,
      typeof days
    >,
  ),
  bureauDays: days.min(1).max(20, 'must be at most 20: CN-BUR-03'),
  ...escalationShape,
  /** Days for the bank's books to show what an answer took off. */
  bookWithinDays: days.min(1).default(5),
  cardOperations: z.strictObject({ hours: z.int().min(1).max(72) }),
})

export type DisputeTerms = z.infer<typeof disputesFile>

export type DisputeTermsReading =
  { ok: true; disputes: DisputeTerms } | { ok: false; problems: FileProblem[] }

/** Reads the file; nothing of one with a mistake is used. */
export function parseDisputeTerms(text: string): DisputeTermsReading {
  const reading = readYaml(text, disputesFile)
  return reading.ok ? { ok: true, disputes: reading.value } : reading
}

/** The last day for the answer, and the last working day by then; without a calendar of the year no day is moved later. */
export function answerDays(
  terms: DisputeTerms,
  dispute: { ground: DisputeGround; raisedOn: CalendarDate },
  calendar: HolidayCalendar | null,
): { answerBy: CalendarDate; targetOn: CalendarDate } {
  const answerBy = addDays(dispute.raisedOn, Math.min(terms.answerDays[dispute.ground], terms.bureauDays))
  return { answerBy, targetOn: (calendar && workingDayFrom(calendar, answerBy, -1)) ?? answerBy }
}
