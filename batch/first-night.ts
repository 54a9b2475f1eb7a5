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
  const { rows } = await client.query('select from account limit 1')
  if (rows.length > 0) return write()
  await client.query(alterForeignKeys('not enforced'))
  const written = await write()
  await client.query(alterForeignKeys('enforced'))
  return written
}

function alterForeignKeys(enforcement: 'enforced' | 'not enforced'): string {
  return Object.entries(foreignKeys)
    .map(([table, key]) => `alter table ${table} alter constraint ${key} ${enforcement}`)
    .join(';\n')
}
