// That somebody complained, about whom and what, and what the bank found and answered.
import type { CalendarDate, Instant } from '../calendar-date'
import type { InboundChannel } from './dispute-facts'

/** Who complains: anybody may. */
export const complainants = ['customer', 'guarantor', 'relative', 'representative', 'thirdParty'] as const

export const complaintCategories = [
  'contactTooOften',
  'contactTime',
  'conduct',
  'thirdPartyContacted',
  'privacy',
  'amount',
  'arrangementRefused',
  'creditReport',
  'service',
  'other',
] as const

export const complaintOutcomes = ['upheld', 'partlyUpheld', 'notUpheld', 'withdrawn'] as const

/** Why it came to the complaint, as far as was found. */
export const rootCauses = [
  'staffConduct',
  'agencyConduct',
  'wrongData',
  'wrongPerson',
  'systemFault',
  'process',
  'productTerms',
  'misunderstanding',
  'notFound',
] as const

/** Whose doing it was about. */
export interface Concerned {
  staffId?: string
  agencyId?: string
}

/** How long an answer may take: `complex` after a first extension, `special` after a second one with approval. */
export const complaintTerms = ['ordinary', 'complex', 'special'] as const
export type ComplaintTerm = (typeof complaintTerms)[number]

interface AnswerDays {
  /** The last day for the answer, by the shortest rule. */
  answerBy: CalendarDate
  /** The last working day by then: what the bank plans for. */
  targetOn: CalendarDate
}

export interface ComplaintFacts {
  complaintReceived: AnswerDays &
    Concerned & {
      complaintId: string
      from: (typeof complainants)[number]
      channel: InboundChannel
      /** Passed on by an authority, which has deadlines of its own: a name of policies/complaints.yaml. */
      authority?: string
      category: (typeof complaintCategories)[number]
      /** Who sees to it. */
      owner: string
      receivedOn: CalendarDate
      at: Instant
    }
  /** The person who extended it is the fact's actor. `notice`: how the complainant was told. */
  complaintExtended: AnswerDays & { complaintId: string; to: ComplaintTerm; notice: string }
  complaintAnswered: Concerned & {
    complaintId: string
    at: Instant
    outcome: (typeof complaintOutcomes)[number]
    rootCause: (typeof rootCauses)[number]
    /** The answer. */
    document: string
  }
}
