// What is kept about drops outside the import's own transaction: refusals, reports, and for how long staging lives.
import type { Database } from '../platform/database'
import type { DropRefused } from './drop-refused'
import type { NightReport } from './night-report'
import type { Reconciliation } from './reconcile'
import type { Reject } from './reject-codes'
import { dropStaging, hasStaging } from './staging'

/** Marks a received drop as refused and keeps the bad rows that made it so. */
export async function refuseDrop({ prisma }: Database, dropId: string, refusal: DropRefused): Promise<void> {
  const rejects = refusal.rejects.map(({ file, line, column, code, reason, accountId }) => ({
    dropId,
    file,
    line,
    columnName: column,
    code,
    reason,
    accountId,
  }))
  await prisma.$transaction([
    prisma.dropReject.deleteMany({ where: { dropId } }),
    prisma.dropReject.createMany({ data: rejects }),
    prisma.drop.update({
      where: { id: dropId },
      data: { status: 'refused', heldBecause: { code: refusal.code, reasons: [refusal.message] } },
    }),
  ])
}

/** The report of an applied drop, or null. */
export async function storedReport({ prisma }: Database, dropId: string): Promise<NightReport | null> {
  const drop = await prisma.drop.findUnique({ where: { id: dropId }, select: { report: true } })
  return (drop?.report ?? null) as NightReport | null
}

export async function storeReconciliation(
  { pool }: Database,
  dropId: string,
  reconciliation: Reconciliation,
): Promise<void> {
  await pool.query(
    `update nightly_drop set report = jsonb_set(report, '{reconciliation}', $2::jsonb) where id = $1`,
    [dropId, JSON.stringify(reconciliation)],
  )
}

/** The rows of a drop that had no effect, in the order of the files. */
export async function rejectsOf(
  { prisma }: Database,
  dropId: string,
): Promise<Omit<Reject, 'accountCertain'>[]> {
  const rows = await prisma.dropReject.findMany({
    where: { dropId },
    orderBy: [{ file: 'asc' }, { line: 'asc' }],
  })
  return rows.map(({ file, line, columnName, code, reason, accountId }) => ({
    file,
    line,
    column: columnName,
    code,
    reason,
    accountId,
  }))
}

/** Removes the staging tables of drops that are older than the newest `keepNights` nights. Returns how many. */
export async function forgetOldNights({ pool }: Database, keepNights: number): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from nightly_drop where business_date <= (
       select max(business_date) - $1::int from nightly_drop where status = 'applied')
     and ${hasStaging('id')}`,
    [keepNights],
  )
  if (rows.length === 0) return 0
  const client = await pool.connect()
  try {
    for (const { id } of rows) await dropStaging(client, id)
  } finally {
    client.release()
  }
  return rows.length
}
