// Which proposals has the customer made, and which of them still wait for an answer (D7)?
import { type Fact, type FactOf, factsOf } from '../facts'
import { begunAnewAfter } from './lapse'

export interface CustomerProposal {
  received: FactOf<'proposalReceived'>
  /** null: it waits. */
  answered: FactOf<'proposalAnswered'> | null
  /** Whether the case began anew before it was answered: it was about another debt. */
  lapsed: boolean
}

/** Every proposal in the order of arrival. */
export function customerProposals(facts: readonly Fact[]): CustomerProposal[] {
  return factsOf(facts, 'proposalReceived').map((received) => ({
    received,
    answered:
      factsOf(facts, 'proposalAnswered').find(
        ({ payload }) => payload.proposalId === received.payload.proposalId,
      ) ?? null,
    lapsed: begunAnewAfter(facts, received) !== null,
  }))
}

/** The work of answering it. */
export function proposalMatter(proposalId: string): string {
  return `proposal/${proposalId}/answer`
}
