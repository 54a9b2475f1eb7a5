// What is on record of one account: the facts that count.
import { liveFacts } from '../domain/ladder/case-view'
import type { Fact } from '../domain/facts'
import { loadFacts } from '../platform/fact-log'
import { withArrears } from './open'

export async function readFacts(account: string, options: { home: string }): Promise<Fact[]> {
  let facts: Fact[] = []
  await withArrears(options, async ({ db }) => {
    facts = liveFacts(await loadFacts(db.prisma, account))
  })
  return facts
}
