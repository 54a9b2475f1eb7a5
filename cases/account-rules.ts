// Under which rules does an account stand? Those its newest case is pinned to; before there is one, the strategy that a new
// case of its product would begin with.
import type { Fact, Product } from '../domain/facts'
import { type Rules, episodeOf, liveFacts } from '../domain/ladder/case-view'
import type { Database } from '../platform/database'
import type { RuleBooks } from '../platform/rule-books'

export type AccountRules = (facts: readonly Fact[], product: Product) => Promise<Rules>

/** Looks them up in the rule books of this installation. */
export function accountRules(db: Database, books: Pick<RuleBooks, 'rulesFor' | 'currentFor'>): AccountRules {
  return (facts, product) => {
    const episode = episodeOf(liveFacts(facts))
    const { id, version } = episode
      ? { id: episode.strategyId, version: episode.strategyVersion }
      : books.currentFor(product)
    return books.rulesFor(db, id, version)
  }
}
