// Everything that can happen on the way to a gentler agreement: hardship, deferral, relief, the customer's own proposal.
import type { DeferralFacts } from './deferral-facts'
import type { HardshipFacts } from './hardship-facts'
import type { CustomerProposalFacts } from './proposal-facts'
import type { ReliefFacts } from './relief-facts'

export interface ForbearanceFacts extends HardshipFacts, DeferralFacts, ReliefFacts, CustomerProposalFacts {
  /** A related person has signed in the place of the customer; `agreed`: the key of the fact of the agreement. */
  signedForCustomer: { agreed: string; relatedId: string }
}
