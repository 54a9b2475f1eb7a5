// Which accounts does a late or corrected drop concern? Those that it shows differently than the drop it replaces, or,
// when it is merely late, than the night before it.
import type { PoolClient } from 'pg'
import { type FileFormat, dropFiles, hasAccount, stagedName } from './drop-format'
import type { DropRow } from './drop-rows'
import { type Night, instantLiteral } from './night'
import { type StagingTables, stagingTables } from './staging'

/** Files of which a drop has all rows every time; the others have only news. */
const snapshots = ['accounts.csv', 'bills.csv']

/** Makes night_scope (accounts, with their seq as it is) and night_scope_customer; locks the accounts. */
export async function createScope(
  client: PoolClient,
  night: Night,
  { superseded, previous, later }: { superseded: DropRow | null; previous: DropRow | null; later: DropRow[] },
): Promise<number> {
  const other = superseded ?? previous
  const otherTables = other ? stagingTables(other.id) : null
  const compared = (file: FileFormat) =>
    otherTables && (superseded || snapshots.includes(file.name))
      ? difference(file, night.tables, otherTables)
      : `select * from ${night.tables.of(file)}`
  const accounts = [
    ...dropFiles.filter(hasAccount).map((file) => `select account_id from (${compared(file)}) d`),
    `select account_id from ${night.tables.rejects}`,
    ...(superseded ? [`select account_id from ${stagingTables(superseded.id).rejects}`] : []),
    ...(superseded || !later[0]?.report
      ? []
      : [delinquentThen(night, Date.parse(later[0].report.effectiveAt))]),
    ...uncertain(superseded, night),
  ]
  const customers = dropFiles
    .filter((file) => !hasAccount(file))
    .map((file) => `select customer_id from (${compared(file)}) d`)
  await client.query(`
    create temp table night_scope (account_id text primary key, seq int) on commit drop;
    insert into night_scope select distinct account_id from (${accounts.join(' union all ')}) x
      where account_id is not null;
    create temp table night_scope_customer on commit drop as ${customers.join(' union ')};
    select 1 from account where id in (select account_id from night_scope) order by id for no key update;
    update night_scope s set seq = a.seq from account a where a.id = s.account_id;
    analyze night_scope`)
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from night_scope')
  return rows[0]?.count ?? 0
}

/** Rows that are in one of two drops only; line numbers do not matter. */
function difference(file: FileFormat, a: StagingTables, b: StagingTables): string {
  const columns = file.columns.map(stagedName).join(', ')
  const rowsOf = (tables: StagingTables) => `select ${columns} from ${tables.of(file)}`
  return `(${rowsOf(a)} except ${rowsOf(b)}) union all (${rowsOf(b)} except ${rowsOf(a)})`
}

/** Accounts that were delinquent on the late night though nothing changed, and had no open case before the next. */
function delinquentThen({ tables, sql }: Night, nextNightAt: number): string {
  const next = instantLiteral(nextNightAt)
  const [accounts, bills] = ['accounts.csv', 'bills.csv'].map((name) =>
    tables.of(dropFiles.find((file) => file.name === name) as FileFormat),
  )
  return `
    select a.account_id from ${accounts} a join ${bills} b on b.account_id = a.account_id
    where b.minimum_due_cents - b.paid_cents > a.tolerance_cents and ${sql.date} - b.due_on > a.grace_days
      and not exists (select from episode e where e.account_id = a.account_id and e.opened_at < ${next}
        and e.close_reason is distinct from 'withdrawn' and (e.closed_at is null or e.closed_at >= ${next}))`
}

/** While bad rows could not be tied to accounts, nothing went missing: those that should have are concerned too. */
function uncertain(superseded: DropRow | null, night: Night): string[] {
  if (!superseded) return []
  const accounts = night.tables.of(dropFiles.find((file) => file.name === 'accounts.csv') as FileFormat)
  return [
    `select id from account where status in ('overdue', 'missing')
       and exists (select from ${stagingTables(superseded.id).rejects} where not account_certain)
       and id not in (select account_id from ${accounts})`,
  ]
}
