// Disputes and complaints of the whole book, the one that is due first at the top. Read from the log of each account that
// has any: there are few, and their state is derived, so there is no table to keep in step.
import type { CalendarDate } from '../domain/calendar-date'
import type { Fact, FactKind } from '../domain/facts'
import { liveFacts } from '../domain/ladder/case-view'
import type { Database } from '../platform/database'
import { loadFacts } from '../platform/fact-log'

/** Everything of a kind on accounts that have a fact `beginning`, by the day for the answer. */
export async function listInquiries<T extends { answerBy: CalendarDate }>(
  { prisma }: Pick<Database, 'prisma'>,
  beginning: Extract<FactKind, 'disputeRaised' | 'complaintReceived'>,
  inquiriesOf: (facts: readonly Fact[]) => T[],
): Promise<T[]> {
  const accounts = await prisma.fact.findMany({
    where: { kind: beginning },
    distinct: ['accountId'],
    select: { accountId: true },
    orderBy: { accountId: 'asc' },
  })
  const found: T[] = []
  for (const { accountId } of accounts)
    found.push(...inquiriesOf(liveFacts(await loadFacts(prisma, accountId))))
  return found.sort((a, b) => a.answerBy.localeCompare(b.answerBy))
}
