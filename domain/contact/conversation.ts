// What is known of the customer's reasons, will and means: what the last conversation said of each. It steers the ladder:
// a rung may leave out customers of whom it is known that it would be of no use, or hard on them (B10).
import { type Fact, factsOf } from '../facts'
import type { Conversation } from './conversation-facts'

/** What the last conversation that said something of it said; a later "unknown" takes nothing back. */
export function conversationOf(facts: readonly Fact[]): Conversation {
  const coded = factsOf(facts, 'conversationCoded').sort(
    (a, b) => a.effectiveAt - b.effectiveAt || a.seq - b.seq,
  )
  return {
    cause: coded.findLast(({ payload }) => payload.cause !== null)?.payload.cause ?? null,
    willingness:
      coded.findLast(({ payload }) => payload.willingness !== 'unknown')?.payload.willingness ?? 'unknown',
    capacity: coded.findLast(({ payload }) => payload.capacity !== 'unknown')?.payload.capacity ?? 'unknown',
  }
}
