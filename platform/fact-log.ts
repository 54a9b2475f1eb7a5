// The one door through which facts enter and are read: append-only, numbered and hash-chained per account, each
// with the wake-up of its case in the same transaction (architecture, decisions 5 and 12).
import type { Instant } from '../domain/calendar-date'
import type { Fact, NewFact } from '../domain/facts'
import type { PrismaClient } from '../prisma/generated/client'
import type { Transaction } from './database'

/** The signals by which a case learns that it must look again. */
export type WakeSignal =
  | 'caseOpened'
  | 'paymentPosted'
  | 'paymentReversed'
  | 'planAgreed'
  | 'hardshipAgreed'
  | 'deliveryReported'
  | 'positionChanged'

export interface AppendedFact {
  accountId: string
  seq: number
  key: string
  /** false: the fact was in the log already, with the same content. */
  inserted: boolean
}

/**
 * Locks account rows in ascending id, the order that every writer keeps, until the transaction ends. Call it before
 * reading facts that a decision or command rests on.
 */
export async function lockAccounts(tx: Transaction, accountIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`select 1 from account where id = any(${[...accountIds]}) order by id for no key update`
}

/**
 * Appends facts within the caller's transaction. A fact with `signal` also gets an outbox row, so that its case is
 * told.
 * @throws FACT_KEY_REUSED when a key exists with other content; UNKNOWN_ACCOUNT when there is no such account.
 */
export async function appendFacts(
  tx: Transaction,
  facts: readonly (NewFact & { signal?: WakeSignal })[],
): Promise<AppendedFact[]> {
  if (facts.length === 0) return []
  return tx.$queryRaw<AppendedFact[]>`
    select account_id as "accountId", seq, key, inserted from append_facts(${JSON.stringify(facts)}::jsonb)`
}

interface LoggedFact {
  effectiveAt: Date
  recordedAt: Date
}

const maxSeq = 2 ** 31 - 1
const anyTurn = 2 ** 31 - 1

/** All facts of an account in the order in which they became known, up to and including `upToSeq`. */
export async function loadFacts(
  tx: Pick<Transaction, '$queryRaw'>,
  accountId: string,
  upToSeq?: number,
): Promise<Fact[]> {
  // Read by plain SQL: this is the one query of every decision, and the client's own way costs three times as much.
  const rows = await tx.$queryRaw<LoggedFact[]>`
    select account_id as "accountId", seq, key, kind, effective_at as "effectiveAt", recorded_at as "recordedAt",
      actor, source, payload
    from fact where account_id = ${accountId} and seq <= ${upToSeq ?? maxSeq} order by seq`
  // The payload was checked against its kind when it was written; the log is append-only.
  return rows.map(
    (row) =>
      ({
        ...row,
        effectiveAt: row.effectiveAt.getTime(),
        recordedAt: row.recordedAt.getTime(),
      }) as unknown as Fact,
  )
}

/**
 * Locks an account as lockAccounts() does, and reads in the same round trip what a decision rests on: its whole log,
 * and when its current episode was last decided on before `turn`, or at all (0: never).
 */
export async function openAccount(
  tx: Transaction,
  accountId: string,
  turn = anyTurn,
): Promise<{ facts: Fact[]; decidedAt: Instant }> {
  const [row] = await tx.$queryRaw<{ facts: Fact[] | null; decidedAt: Date | null }[]>`
    select facts, decided_at as "decidedAt" from open_account(${accountId}, ${turn}::int)`
  return { facts: row?.facts ?? [], decidedAt: row?.decidedAt?.getTime() ?? 0 }
}

/** Runs `work` in one transaction of at most 15 s. */
export function inTransaction<T>(prisma: PrismaClient, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return prisma.$transaction(work, { timeout: 15_000, maxWait: 10_000 })
}
