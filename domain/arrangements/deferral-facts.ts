// What can happen to a deferral: payment put off for a cause (D3).
import type { CalendarDate } from '../calendar-date'
import type { Cause, Consent, DocumentRef } from './documents'
import type { CancelReason } from './plan-facts'

/** Whether interest goes on while payment is put off. */
export const deferralInterest = ['accrues', 'frozen'] as const
export type DeferralInterest = (typeof deferralInterest)[number]

export const deferralEnds = ['ended', 'declined', 'refused', 'expired'] as const
export type DeferralEnd = (typeof deferralEnds)[number]

export interface DeferralFacts {
  /** `level`: who must approve it; null: whoever proposed it may decide alone. */
  deferralProposed: {
    deferralId: string
    cause: Cause
    evidence: DocumentRef[]
    from: CalendarDate
    /** The last day. */
    until: CalendarDate
    interest: DeferralInterest
    /** The last day on which the customer can agree. */
    validUntil: CalendarDate
    level: string | null
  }
  deferralApproved: { deferralId: string; level: string }
  deferralAgreed: { deferralId: string; consent: Consent }
  /** Ended early, or never agreed: declined by the customer, refused by the bank, not agreed in time. */
  deferralEnded: {
    deferralId: string
    outcome: DeferralEnd
    on: CalendarDate
    /** Of one that was agreed: who wished it. */
    because?: CancelReason
    /** Where the customer's wish is on record. */
    evidence?: string
  }
}
