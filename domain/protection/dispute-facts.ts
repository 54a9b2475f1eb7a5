// That a customer says a bill, or the whole debt, is not owed; and what the bank answered.
import type { CalendarDate, Instant } from '../calendar-date'

/** Why the customer does not owe it, in their words. */
export const disputeGrounds = ['amount', 'notMine', 'alreadyPaid', 'fraud', 'service', 'identity'] as const
export type DisputeGround = (typeof disputeGrounds)[number]

/** `upheld`: the customer was right. */
export const disputeOutcomes = ['upheld', 'partlyUpheld', 'rejected'] as const
export type DisputeOutcome = (typeof disputeOutcomes)[number]

/** How word of a dispute or complaint reached the bank. */
export const inboundChannels = [
  'hotline',
  'email',
  'sms',
  'letter',
  'branch',
  'portal',
  'visit',
  'agency',
  'bureau',
  'authority',
] as const
export type InboundChannel = (typeof inboundChannels)[number]

/** What the bank will take off a bill: not pursued from now on, until its books show it. */
export interface BillCorrection {
  billId: string
  amountCents: number
}

export interface DisputeFacts {
  disputeRaised: {
    disputeId: string
    ground: DisputeGround
    /** Empty: the whole debt. */
    bills: string[]
    channel: InboundChannel
    raisedOn: CalendarDate
    /** Since when the part is not collected. */
    from: Instant
    /** The last day for the written answer, by law or the bank's rule, whichever is earlier. */
    answerBy: CalendarDate
    /** The last working day by then: what the bank plans for. */
    targetOn: CalendarDate
    evidence?: string
  }
  disputeAnswered: {
    disputeId: string
    at: Instant
    outcome: DisputeOutcome
    /** The written answer: an explanation or the note of the correction. */
    document: string
    corrections: BillCorrection[]
  }
  disputeWithdrawn: { disputeId: string; at: Instant; evidence: string }
  /** The debt is, or is no longer, to be marked as disputed at the credit bureau (CN-BUR-03). */
  bureauMarked: { disputeId: string; disputed: boolean }
  /** In logs of before the warning was a task: the day for an answer is near, and nobody has answered. */
  answerDueSoon: { matter: string; answerBy: CalendarDate }
}
