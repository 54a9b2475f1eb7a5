// What became of a customer's proposal that was answered? An accepted one is granted only when what it led to may be agreed:
// while somebody has to approve that, the customer hears nothing, and of a refusal that it was refused (D7).
import type { Instant } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import type { ProposalReason, ProposalWish } from './proposal-facts'

/** What the customer is told. */
export interface ProposalOutcome {
  answer: FactOf<'proposalAnswered'>['payload']['answer']
  at: Instant
  reasons: readonly ProposalReason[]
}

/** null: it waits for an approval, or the customer has declined what it led to. */
export function outcomeOf(
  facts: readonly Fact[],
  { payload: { proposalId, answer, reasons }, effectiveAt: at }: FactOf<'proposalAnswered'>,
): ProposalOutcome | null {
  const wish = factsOf(facts, 'proposalReceived').find(({ payload }) => payload.proposalId === proposalId)
  const led = answer === 'accepted' && wish ? ledTo(facts, wish.payload.wish, proposalId) : null
  if (!led?.needsApproval) return { answer, at, reasons }
  const { approved, ended } = led
  if (approved) return { answer, at: approved.effectiveAt, reasons }
  if (!ended || ended.payload.outcome === 'declined') return null
  return { answer: 'refused', at: ended.effectiveAt, reasons: ['outsideStrategy'] }
}

interface Led {
  needsApproval: boolean
  approved: Fact | undefined
  /** How it came to nothing. */
  ended: FactOf<'planProposalEnded' | 'deferralEnded' | 'reliefEnded'> | undefined
}

/** What the answer has made, under the proposal's id; null: nothing that waits. */
function ledTo(facts: readonly Fact[], wish: ProposalWish, id: string): Led | null {
  switch (wish) {
    case 'plan': {
      const isOfIt = ({ payload }: FactOf<PlanStep>) => payload.planId === id
      const proposed = factsOf(facts, 'planProposed').find(isOfIt)
      return {
        needsApproval: proposed !== undefined && proposed.payload.needsLevel !== null,
        approved: factsOf(facts, 'planApproved').find(isOfIt),
        ended: factsOf(facts, 'planProposalEnded').find(isOfIt),
      }
    }
    case 'deferral': {
      const isOfIt = ({ payload }: FactOf<DeferralStep>) => payload.deferralId === id
      const proposed = factsOf(facts, 'deferralProposed').find(isOfIt)
      return {
        needsApproval: proposed !== undefined && proposed.payload.level !== null,
        approved: factsOf(facts, 'deferralApproved').find(isOfIt),
        ended: factsOf(facts, 'deferralEnded').find(isOfIt),
      }
    }
    case 'relief':
    case 'settlement': {
      const isOfIt = ({ payload }: FactOf<ReliefStep>) => payload.reliefId === id
      return {
        needsApproval: factsOf(facts, 'reliefProposed').some(isOfIt),
        approved: factsOf(facts, 'reliefApproved').find(isOfIt),
        ended: factsOf(facts, 'reliefEnded').find(isOfIt),
      }
    }
    case 'promise':
    case 'other':
      return null
  }
}

type PlanStep = 'planProposed' | 'planApproved' | 'planProposalEnded'
type DeferralStep = 'deferralProposed' | 'deferralApproved' | 'deferralEnded'
type ReliefStep = 'reliefProposed' | 'reliefApproved' | 'reliefEnded'
