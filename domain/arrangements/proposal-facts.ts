// What can happen to a customer's own proposal: it is recorded, and it is answered (D7).
import type { CalendarDate } from '../calendar-date'

export const proposalWishes = ['promise', 'plan', 'deferral', 'relief', 'settlement', 'other'] as const
export type ProposalWish = (typeof proposalWishes)[number]

export const proposalChannels = ['call', 'branch', 'letter', 'email', 'sms', 'portal', 'visit'] as const

/** Why a proposal was not accepted as it was; the customer is told. */
export const proposalReasons = [
  'tooLittle',
  'tooLong',
  'tooLate',
  'brokenBefore',
  'notAffordable',
  'documentsMissing',
  'outsideStrategy',
  'otherHelpFits',
] as const
export type ProposalReason = (typeof proposalReasons)[number]

/** Of a promise or settlement the amount and the day; of a plan the amount of an instalment, how many months, from when. */
export interface ProposalTerms {
  amountCents?: number
  months?: number
  firstOn?: CalendarDate
}

export interface CustomerProposalFacts {
  proposalReceived: {
    proposalId: string
    wish: ProposalWish
    channel: (typeof proposalChannels)[number]
  } & ProposalTerms
  /** `counter`: what the bank would agree to instead. */
  proposalAnswered: {
    proposalId: string
    answer: 'accepted' | 'countered' | 'refused'
    reasons: ProposalReason[]
    counter?: ProposalTerms
  }
}
