// What can happen to a repayment plan (D2): proposed, approved, agreed by the customer, kept or broken. Its terms stand
// in the facts: it is judged by what was agreed, whatever the strategy says later.
import type { CalendarDate } from '../calendar-date'
import type { DebtParts } from '../facts'

export interface Instalment {
  dueOn: CalendarDate
  amountCents: number
}

/** By what a customer's consent can be proven; a recording is kept until the debt is settled (CN-REC-04). */
export const consentKinds = ['signedDocument', 'recordedCall', 'portal'] as const
export type ConsentKind = (typeof consentKinds)[number]

/**
 * `article70`: the personal instalment plan for whoever cannot pay and wants to, on evidence of both (CN-ART70-01);
 * `ordinary`: any other one.
 */
export const planBases = ['ordinary', 'article70'] as const
export type PlanBasis = (typeof planBases)[number]

/** The six things that a personal instalment plan must say (CN-ART70-03). */
export interface PlanContents {
  /** Balance, its structure and currency. */
  debt: { balanceCents: number; currency: string; parts?: DebtParts }
  /** Cycle, method, dates and amounts; dates and amounts are the instalments. */
  repayment: { rhythm: Rhythm | 'individual'; method: string }
  /** Whether interest and fees go on. */
  accrues: { interest: boolean; fees: boolean }
  /** The customer applies for no card of any bank until the debt is settled. */
  noNewCard: boolean
  /** What follows when it is broken. */
  onBreach: string
  other: string[]
}

export const rhythms = ['weekly', 'fortnightly', 'monthly'] as const
export type Rhythm = (typeof rhythms)[number]

/** What is to be paid, and how late it may come. */
export interface PlanSchedule {
  instalments: Instalment[]
  toleranceCents: number
  graceDays: number
  /** Days after those in which a missed instalment can be made good; absent: none. */
  cureDays?: number
  /** Days before each due date on which the customer is reminded; absent: not at all. */
  remindDaysBefore?: number
}

/** What is offered, and agreed. */
export interface PlanTermsAgreed extends PlanSchedule {
  basis?: PlanBasis
  contents?: PlanContents
  /** The running plan whose place it takes. */
  replaces?: string
  /** What had been paid under that one: it is not due again. */
  takenOverCents?: number
}

export interface PlanFacts {
  planProposed: {
    planId: string
    offer: PlanTermsAgreed
    amountCents: number
    termMonths: number
    /** The last day on which the customer can agree. */
    validUntil: CalendarDate
    /** The level that must approve it; null: whoever proposed it may decide alone. */
    needsLevel: string | null
    /** Evidence that the customer cannot pay at once and wants to pay, by its ids (CN-ART70-01). */
    inabilityEvidence?: string
    willingnessEvidence?: string
  }
  planApproved: { planId: string; level: string }
  /** It came to nothing: refused by the bank, declined by the customer, withdrawn, or not agreed in time. */
  planProposalEnded: { planId: string; outcome: ProposalEnd; on: CalendarDate }
  planAgreed: PlanTermsAgreed & {
    planId: string
    /** Where the customer's consent is: the document, the recording, the portal's record. */
    evidence: string
    evidenceKind?: ConsentKind
  }
  planEnded: {
    planId: string
    /** `replaced` by a new version; `superseded`: it still ran when another agreement took its place. */
    outcome: 'kept' | 'broken' | 'cancelled' | 'replaced' | 'settled' | 'superseded'
    on: CalendarDate
    /** Of a cancelled one; absent in facts of before: the customer was not told. */
    because?: CancelReason
    /** Where the customer's wish is on record. */
    evidence?: string
  }
  /** It was kept or broken, and news of a payment took that back: it goes on. */
  planReopened: { planId: string; on: CalendarDate }
  /** The customer was told that it is broken, or cancelled by the bank: by the service notice, or otherwise. */
  planBreachTold: {
    planId: string
    evidence: string
    /** Due date of the instalment that broke it, or the day on which it was cancelled; absent in facts of before. */
    dueOn?: CalendarDate
  }
}

/** By a decision of the bank, of which the customer is told first; or because the customer wishes it. */
export const cancelReasons = ['bankDecision', 'customerWish'] as const
export type CancelReason = (typeof cancelReasons)[number]

export const proposalEnds = ['refused', 'declined', 'withdrawn', 'expired'] as const
export type ProposalEnd = (typeof proposalEnds)[number]
