// What can happen on the way to a hardship agreement, and to one (D4). Inputs and results of the formula stand in the fact,
// so that a decision can be recomputed when the formula has long changed.
import type { Affordability, HouseholdStatement } from './affordability'
import type { CalendarDate } from '../calendar-date'
import type { Cause, DocumentRef } from './documents'
import type { CancelReason } from './plan-facts'

/** Why an application was refused; the customer is told. */
export const hardshipRefusals = [
  'canPay',
  'causeNotProven',
  'documentsMissing',
  'statementWrong',
  'otherHelpFits',
  'repeatedWithoutChange',
] as const
export type HardshipRefusal = (typeof hardshipRefusals)[number]

/** What waits while an application is decided: visits, agencies and courts; the whole ladder; nothing. */
export const heldBack = ['escalation', 'everything', 'nothing'] as const
export type HeldBack = (typeof heldBack)[number]

export interface HardshipFacts {
  /** `holdsBack`: by the strategy of that day. */
  hardshipApplied: {
    applicationId: string
    cause: Cause
    statement: HouseholdStatement
    documents: DocumentRef[]
    holdsBack: HeldBack
  }
  /** `statement`: as it was checked against the papers. */
  hardshipAssessed: { applicationId: string; statement: HouseholdStatement } & Affordability
  /** Granted for a span of days, to be agreed by a day; refused with reasons; or the customer withdrew it. */
  hardshipDecided: {
    applicationId: string
    outcome: 'granted' | 'refused' | 'withdrawn'
    reasons: HardshipRefusal[]
    from?: CalendarDate
    until?: CalendarDate
    reviewOn?: CalendarDate
    agreeBy?: CalendarDate
  }
  /** `reviewOn`: somebody looks whether it is still needed. */
  hardshipAgreed: {
    agreementId: string
    from: CalendarDate
    until: CalendarDate
    evidence: string
    applicationId?: string
    reviewOn?: CalendarDate
  }
  /** `reason`: who wished it; in facts of before a remark, of which nobody had to be told. */
  hardshipEnded: {
    agreementId: string
    on: CalendarDate
    reason: CancelReason | (string & {})
    /** Where the customer's wish is on record. */
    evidence?: string
  }
}
