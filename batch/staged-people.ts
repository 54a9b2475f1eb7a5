// What of a customer still lies in the staged files of recent drops? Rows with names and numbers are removed; bills and
// payments hold none and stay, so that a correction still finds the night as it was.
import type { Transaction } from '../platform/database'

/** Tables of personal data, by the column that says whose it is. */
const tables = [
  { begins: 'customers', column: 'customer_id' },
  { begins: 'contact_points', column: 'customer_id' },
  { begins: 'parties', column: 'account_id' },
  { begins: 'collateral', column: 'account_id' },
] as const

/** Removes the rows in every drop that is still staged; how many there were. */
export async function removeStagedRows(
  tx: Transaction,
  customerId: string,
  accounts: readonly string[],
): Promise<number> {
  const staged = await tx.$queryRaw<{ name: string }[]>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'staging' order by tablename`
  let removed = 0
  for (const { begins, column } of tables) {
    const ids = column === 'customer_id' ? [customerId] : [...accounts]
    for (const { name } of staged.filter((table) => table.name.startsWith(`${begins}_`)))
      removed += await tx.$executeRawUnsafe(`delete from staging.${name} where ${column} = any($1)`, ids)
  }
  return removed
}
