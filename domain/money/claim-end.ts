// When did the bank stop owning a claim on the account? It was paid, sold, migrated or the account closed: nothing is owed
// here any more until the bank reports it again. A write-off leaves the claim with the bank.
import { type Fact, type FactOf, factsOf } from '../facts'

/** Every exit that ended the claim, as they were recorded. */
export function claimEnds(facts: readonly Fact[]): FactOf<'accountExited'>[] {
  return factsOf(facts, 'accountExited').filter(({ payload }) => payload.reason !== 'writtenOff')
}
