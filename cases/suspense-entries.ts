// The entries of money in suspense as rows, and the lock under which they are read and added.
import type { Command } from '../domain/commands/commands'
import type { SuspenseEntry } from '../domain/money/suspense'
import type { Transaction } from '../platform/database'
import type { SuspenseEntry as Row } from '../prisma/generated/client'

/** Until the transaction ends nobody else changes the item. Lock accounts first. */
export async function lockItem(tx: Transaction, itemId: string): Promise<void> {
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`suspense/${itemId}`}, 0))::text`
}

/** Every entry of an item. */
export async function entriesOf(tx: Transaction, itemId: string): Promise<SuspenseEntry[]> {
  return (await tx.suspenseEntry.findMany({ where: { itemId } })).map(entryOf)
}

/** Null: money may be put into suspense under the id that the command names, or it was by this very return. */
export async function objectionToItem(
  tx: Transaction,
  accountId: string,
  command: Command,
): Promise<{ ok: false; code: string; message: string } | null> {
  if (command.kind !== 'returnOverpayment' || command.itemId === undefined) return null
  const { itemId, returnId } = command
  await lockItem(tx, itemId)
  const [known] = await entriesOf(tx, itemId)
  if (!known || known.id === `${accountId}/return/${returnId}`) return null
  return { ok: false, code: 'ITEM_KNOWN', message: `item ${itemId} exists; choose another id` }
}

export function entryOf(row: Row): SuspenseEntry {
  return {
    ...row,
    kind: row.kind as SuspenseEntry['kind'],
    amountCents: Number(row.amountCents),
    valueOn: row.valueOn.toISOString().slice(0, 10),
    recordedAt: row.recordedAt.getTime(),
  }
}

export function rowOf(entry: SuspenseEntry): Row {
  return {
    ...entry,
    amountCents: BigInt(entry.amountCents),
    valueOn: new Date(entry.valueOn),
    recordedAt: new Date(entry.recordedAt),
  }
}
