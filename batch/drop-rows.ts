// Which drops are known, and how far did each get? Reads and writes the rows of nightly_drop and drop_reject within
// the import's transaction.
import type { ClientBase } from 'pg'
import type { CalendarDate } from '../domain/calendar-date'
import type { Night } from './night'
import type { NightReport } from './night-report'

export interface HeldBecause {
  reasons: string[]
  importedBy: string
}

export interface DropRow {
  id: string
  businessDate: CalendarDate
  sequence: number
  status: 'staging' | 'held' | 'applied' | 'refused' | 'superseded'
  heldBecause: HeldBecause | null
  /** Present when the drop was applied. */
  report: NightReport | null
}

const columns = `id, business_date::text as "businessDate", sequence, status, held_because as "heldBecause", report`

/** The drop's row, locked until the transaction ends. */
export async function lockDrop(client: ClientBase, dropId: string): Promise<DropRow> {
  const { rows } = await client.query<DropRow>(
    `select ${columns} from nightly_drop where id = $1 for update`,
    [dropId],
  )
  if (!rows[0]) throw new Error(`UNKNOWN_DROP: ${dropId} was never received`)
  return rows[0]
}

/** The nights that count from the last one before `date` on, oldest first: the others have no say in this one. */
export async function nightsSince(client: ClientBase, date: CalendarDate): Promise<DropRow[]> {
  const { rows } = await client.query<DropRow>(
    `select ${columns} from nightly_drop where status = 'applied' and business_date >= coalesce(
       (select max(business_date) from nightly_drop where status = 'applied' and business_date < $1), $1)
     order by business_date`,
    [date],
  )
  return rows
}

export async function setHeld(client: ClientBase, drop: DropRow, heldBecause: HeldBecause): Promise<void> {
  await client.query(`update nightly_drop set status = 'held', held_because = $2 where id = $1`, [
    drop.id,
    JSON.stringify(heldBecause),
  ])
}

export async function setApplied(
  client: ClientBase,
  drop: DropRow,
  report: NightReport,
  release: { by: string; reason: string } | null,
): Promise<void> {
  await client.query(
    `update nightly_drop set status = 'applied', report = $2, applied_at = $3, released_by = $4, release_reason = $5
     where id = $1`,
    [drop.id, JSON.stringify(report), report.asOf, release?.by ?? null, release?.reason ?? null],
  )
}

export async function setStatus(
  client: ClientBase,
  dropId: string,
  status: 'superseded' | 'refused',
): Promise<void> {
  await client.query('update nightly_drop set status = $2 where id = $1', [dropId, status])
}

/** Adds to the stored report of a drop. */
export async function amendReport(
  client: ClientBase,
  dropId: string,
  part: Partial<NightReport>,
): Promise<void> {
  await client.query('update nightly_drop set report = report || $2::jsonb where id = $1', [
    dropId,
    JSON.stringify(part),
  ])
}

/** Keeps the night's rejected rows with the drop: of the accounts in scope, when the night is replayed after a correction. */
export async function storeRejects(client: ClientBase, night: Night): Promise<void> {
  const isLaterNight = night.replayedFor !== undefined && night.replayedFor !== night.dropId
  const scope = isLaterNight ? 'and account_id in (select account_id from night_scope)' : ''
  await client.query(`
    delete from drop_reject where drop_id = ${night.sql.dropId} ${scope};
    insert into drop_reject (drop_id, file, line, column_name, code, reason, account_id)
      select ${night.sql.dropId}, file, line, column_name, code, reason, account_id
      from ${night.tables.nightRejects} where true ${scope} order by file, line`)
}
