// How is the first book taken in? As PostgreSQL's manual says of filling empty tables: without looking up for each row
// the row that it refers to. The foreign keys are checked by one join each when all rows are there. Until the commit
// nobody else reads these tables, in which there is nothing yet to read.
import type { ClientBase } from 'pg'

/** Foreign keys of what a night writes, by table. */
const foreignKeys = {
  contact_point: 'contact_point_customer_id_fkey',
  account: 'account_customer_id_fkey',
  bill: 'bill_account_id_fkey',
  episode: 'episode_account_id_fkey',
  fact: 'fact_account_id_fkey',
}

/** Runs `write`, which fills the tables of the book; while no account is known, references are checked afterwards. */
export async function checkingReferencesOnce<T>(client: ClientBase, write: () => Promise<T>): Promise<T> {
  if (!(await isFirstNight(client))) return write()
  await client.query(alterForeignKeys('not enforced'))
  const written = await write()
  await client.query(alterForeignKeys('enforced'))
  return written
}

/** Nothing is known yet, and this server and this role can put the check off: PostgreSQL 18, the tables' owner. */
async function isFirstNight(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ is_first: boolean }>(
    `select not exists (select from account) and current_setting('server_version_num')::int >= 180000
       and (select bool_and(pg_has_role(relowner, 'usage')) from pg_class where oid = any($1::regclass[])) as is_first`,
    [Object.keys(foreignKeys)],
  )
  return rows[0]?.is_first === true
}

function alterForeignKeys(enforcement: 'enforced' | 'not enforced'): string {
  return Object.entries(foreignKeys)
    .map(([table, key]) => `alter table ${table} alter constraint ${key} ${enforcement}`)
    .join(';\n')
}
