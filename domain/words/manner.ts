// In which manner is a customer written to? Plain words for the elderly and the vulnerable, short ones for the young
// who read on a telephone, ordinary ones for everybody else (C4). The ages are the bank's own (policies/words.yaml).
import { type CalendarDate, yearsBetween } from '../calendar-date'

export const manners = ['ordinary', 'plain', 'digital'] as const
export type Manner = (typeof manners)[number]

export interface MannerRules {
  /** Who is this old is written to in plain words. */
  plainFromAge: number
  /** Who is younger than this is written to in digital words. */
  digitalBelowAge: number
}

export interface Reader {
  /** null: not known. */
  bornOn: CalendarDate | null
  /** Whether the bank has marked the customer as vulnerable, now or earlier in this case. */
  isVulnerable: boolean
}

/** The manner for a reader on the day of writing. A template that has no such form is sent in its ordinary one. */
export function mannerFor(reader: Reader, rules: MannerRules, today: CalendarDate): Manner {
  if (reader.isVulnerable) return 'plain'
  if (reader.bornOn === null) return 'ordinary'
  const age = yearsBetween(reader.bornOn, today)
  if (age >= rules.plainFromAge) return 'plain'
  return age < rules.digitalBelowAge ? 'digital' : 'ordinary'
}
