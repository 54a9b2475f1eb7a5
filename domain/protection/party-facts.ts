// What makes somebody beside the customer liable: a guarantee within its contract, a spouse's share in a joint debt decided
// by two people on a paper (CN-3P-06, CN-3P-07).
import type { CalendarDate, Instant } from '../calendar-date'

export const guaranteeScopes = ['wholeDebt', 'principal', 'capped'] as const
/** Why a debt is the spouse's too (Civil Code 1064). */
export const jointDebtGrounds = ['jointSignature', 'laterConsent', 'householdUse'] as const

export interface PartyFacts {
  /** `until` null: the contract names no end. `capCents`: only with the scope `capped`. */
  guaranteeRecorded: {
    partyId: string
    contractId: string
    scope: (typeof guaranteeScopes)[number]
    capCents?: number
    from: CalendarDate
    until: CalendarDate | null
  }
  guaranteeEnded: { partyId: string; contractId: string; on: CalendarDate }
  jointDebtAsked: {
    requestId: string
    partyId: string
    grounds: (typeof jointDebtGrounds)[number]
    evidence: string
  }
  jointDebtApproved: { requestId: string }
  /** The spouse is an unrelated third party again. */
  jointDebtRevoked: { requestId: string; at: Instant }
}
