// An account that never had a case may owe somebody an answer: a complaint, a dispute. It is watched as case number 0, which
// is closed from its beginning, so that warnings and deadlines come as they do after a case.
import type { Instant } from '../domain/calendar-date'
import type { Transaction } from '../platform/database'

interface Strategy {
  id: string
  version: string
}

/** Gives the account its row to be watched by, unless it has, or had, a case. Lock the account first. */
export async function watchWithoutCase(
  tx: Transaction,
  { accountId, asOf, strategy }: { accountId: string; asOf: Instant; strategy: Strategy },
): Promise<void> {
  const at = new Date(asOf)
  await tx.$executeRaw`
    insert into episode (account_id, number, opened_at, opened_because, strategy_id, strategy_version, status, closed_at,
      close_reason, next_kind)
    select ${accountId}, 0, ${at}::timestamptz, 'matter', ${strategy.id}, ${strategy.version}, 'closed',
      ${at}::timestamptz, 'neverOpened', 'wait:agenda'
    where not exists (select from episode where account_id = ${accountId})`
}

/** Under which strategy it is watched; null: nobody has opened a task for it. */
export async function strategyWithoutCase(
  reader: Pick<Transaction, 'episode'>,
  accountId: string,
): Promise<{ strategyId: string; strategyVersion: string } | null> {
  return reader.episode.findUnique({ where: { accountId_number: { accountId, number: 0 } } })
}
