// The bank's own numbers that no strategy decides: each area has a file in policies/, a parser, and one field here.
// platform/terms.ts reads the files.
import type { AffordabilityTerms } from './arrangements/affordability'
import type { Authority } from './arrangements/authority'
import type { ReliefFormula } from './arrangements/relief-formula'
import type { MoneyTerms } from './money/contracts'
import type { HolidayCalendar } from './policy/calendar'
import type { ComplaintRules } from './protection/complaint-terms'
import type { DisputeTerms } from './protection/dispute-terms'
import type { CircumstanceTerms } from './protection/circumstance-terms'
import type { EndingTerms, HoldTerms } from './protection/hold-terms'
import type { RepresentationTerms } from './protection/representation-terms'

export interface Terms {
  /** Who may decide what: policies/authority.yaml. */
  authority: Authority
  /** What a household can pay a month: policies/affordability.yaml. */
  affordability: AffordabilityTerms
  /** How much may be forgiven: policies/relief.yaml. */
  relief: ReliefFormula
  /** How debts are reckoned: policies/contracts.yaml, with the orders and classes of the rule packs in use. */
  money: MoneyTerms
  /** What a hold freezes and who may lift it: policies/holds.yaml. */
  holds: HoldTerms
  /** Who ends what else stops collection: policies/holds.yaml. */
  endings: EndingTerms
  /** How long the word of the first of several people counts: policies/holds.yaml. */
  agreeWithinDays: number
  /** By when a dispute is answered and who takes over: policies/disputes.yaml. */
  disputes: DisputeTerms
  /** By when a complaint is answered, and how many make compliance look: policies/complaints.yaml. */
  complaints: ComplaintRules
  /** Working days of the bank: that of the first rule pack in use which has one; null: none has. */
  calendar: HolidayCalendar | null
  /** What follows from what is learnt of a person: policies/circumstances.yaml. */
  circumstances: CircumstanceTerms
  /** Those who say that they act for a customer: policies/representation.yaml. */
  representation: RepresentationTerms
}
