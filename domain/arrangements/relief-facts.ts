// What can happen to debt relief and to an incentive offer, which is relief with one instalment (D5, D8). What is waived
// stands in the facts by bill and part, so that a breach restores exactly that.
import type { Affordability, HouseholdStatement } from './affordability'
import type { CalendarDate } from '../calendar-date'
import type { Part } from '../money/debt-entry'
import type { Consent, DocumentRef } from './documents'
import type { CancelReason, PlanSchedule } from './plan-facts'
import type { PartsCents, ReliefCircumstances, ReliefProposal } from './relief-formula'

export interface WaivedPart {
  billId: string
  part: Part
  amountCents: number
}

export const reliefPurposes = ['relief', 'offer'] as const
export type ReliefPurpose = (typeof reliefPurposes)[number]

/**
 * Before it was agreed: `refused` by the bank, `declined` by the customer, `expired`; `settled`: the debt left the books;
 * `superseded`: it still ran when another agreement took its place.
 */
export const reliefEnds = [
  'kept',
  'broken',
  'settled',
  'superseded',
  'cancelled',
  'refused',
  'declined',
  'expired',
] as const
export type ReliefEnd = (typeof reliefEnds)[number]

export interface ReliefFacts {
  reliefAssessed: {
    assessmentId: string
    /** The debt at close of this day. */
    owedOn: CalendarDate
    statement: HouseholdStatement
    affordability: Affordability
    documents: DocumentRef[]
    circumstances: ReliefCircumstances
    proposal: ReliefProposal
  }
  /** Interest does not run from the day after `owedOn` on, if it is agreed and kept. */
  reliefProposed: PlanSchedule & {
    reliefId: string
    purpose: ReliefPurpose
    /** Absent: an offer. */
    assessmentId?: string
    owedOn: CalendarDate
    owedCents: PartsCents
    waivedCents: PartsCents
    waived: WaivedPart[]
    /** The bills that it covers. */
    billIds: string[]
    termMonths: number
    /** The last day on which the customer can agree. */
    validUntil: CalendarDate
  }
  reliefApproved: { reliefId: string; level: string }
  reliefAgreed: { reliefId: string; consent: Consent }
  reliefEnded: {
    reliefId: string
    outcome: ReliefEnd
    on: CalendarDate
    /** Of a cancelled one: who wished it. */
    because?: CancelReason
    /** Where the customer's wish is on record. */
    evidence?: string
  }
  /** It was kept or broken, and news of a payment took that back: it goes on. */
  reliefReopened: { reliefId: string; on: CalendarDate }
  /** It was kept: this is gone. For the statement and for the bank's books. */
  debtWaived: { reliefId: string; on: CalendarDate; waived: WaivedPart[] }
  /** It was broken: this is owed as if it had never been waived. */
  debtRestored: { reliefId: string; on: CalendarDate; waived: WaivedPart[] }
}
