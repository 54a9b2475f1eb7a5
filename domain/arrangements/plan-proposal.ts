// How far is a proposed repayment plan? Waiting for approval, open to the customer, agreed, or come to nothing.
import { type CalendarDate, dateAt } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import type { PlanFacts, ProposalEnd } from './plan-facts'

export interface ProposalState {
  planId: string
  proposedBy: string
  proposal: PlanFacts['planProposed']
  status: 'proposed' | 'approved' | 'agreed' | ProposalEnd
  approvedBy: string | null
}

/** Every proposal as it stands on a day. */
export function proposalStates(facts: readonly Fact[], today: CalendarDate): ProposalState[] {
  return factsOf(facts, 'planProposed').map((proposal) => stateOf(proposal, facts, today))
}

/** The proposal with this id; undefined: nobody made it. */
export function proposalOf(
  facts: readonly Fact[],
  planId: string,
  { asOf, zone }: { asOf: number; zone: string },
): ProposalState | undefined {
  return proposalStates(facts, dateAt(asOf, zone)).find((state) => state.planId === planId)
}

function stateOf(
  { payload: proposal, actor: proposedBy }: FactOf<'planProposed'>,
  facts: readonly Fact[],
  today: CalendarDate,
): ProposalState {
  const { planId, needsLevel, validUntil } = proposal
  const isOf = ({ payload }: { payload: { planId: string } }) => payload.planId === planId
  const approval = factsOf(facts, 'planApproved').find(isOf)
  const end = factsOf(facts, 'planProposalEnded').find(isOf)
  const state = { planId, proposedBy, proposal, approvedBy: approval?.actor ?? null }
  if (factsOf(facts, 'planAgreed').some(isOf)) return { ...state, status: 'agreed' }
  if (end) return { ...state, status: end.payload.outcome }
  if (today > validUntil) return { ...state, status: 'expired' }
  return { ...state, status: approval || needsLevel === null ? 'approved' : 'proposed' }
}
