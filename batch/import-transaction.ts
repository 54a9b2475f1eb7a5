// Who may write a night? One import at a time, in one transaction that leaves nothing when it breaks off.
import type { ClientBase, Pool, PoolClient } from 'pg'
import { DropRefused } from './drop-refused'

/** Another import is writing right now. Try again when it has ended. */
export class ImportBusy extends Error {
  override readonly name = 'ImportBusy'
  readonly code = 'IMPORT_BUSY'
}

/** Both numbers of the advisory lock that the import holds. */
export const importLock = [1_096_966_739, 1] as const

/** How long an earlier attempt has to end after it was told to. */
const endingMs = 5_000

/**
 * Runs the import's work. An earlier attempt for the same drop that still runs in the database, though its worker was
 * killed, is ended first.
 * @throws ImportBusy when another drop is being written
 */
export async function inImportTransaction<T>(
  pool: Pool,
  dropId: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let failure: Error | undefined
  try {
    await client.query(`begin; set local work_mem = '128MB'; set local jit = off; set local default_statistics_target = 10;
      set local datestyle = 'ISO';
      set local application_name = ${client.escapeLiteral(applicationName(dropId))}`)
    await takeImportLock(client, dropId)
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    failure = error as Error
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release(failure !== undefined && !(failure instanceof DropRefused))
  }
}

/** By it an attempt recognises an earlier one of its own. */
export function applicationName(dropId: string): string {
  return `arrears import ${dropId}`
}

async function takeImportLock(client: ClientBase, dropId: string): Promise<void> {
  if (await tryLock(client)) return
  await client.query(
    `select pg_terminate_backend(a.pid, ${endingMs}) from pg_stat_activity a join pg_locks l on l.pid = a.pid
     where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database
         where datname = current_database())
       and l.classid = ${importLock[0]} and l.objid = ${importLock[1]} and a.application_name = $1`,
    [applicationName(dropId)],
  )
  if (await tryLock(client)) return
  throw new ImportBusy('another import is running; start this one again when it has ended')
}

async function tryLock(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ free: boolean }>(
    `select pg_try_advisory_xact_lock(${importLock.join(', ')}) as free`,
  )
  return rows[0]?.free ?? false
}
