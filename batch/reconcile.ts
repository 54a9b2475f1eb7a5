// Do the tables say what the bank wrote? Reads the raw files again and compares them with the tables by other SQL than
// the import's own: rows, money, every field, open cases against delinquent accounts, facts against the report.
import type { Pool, PoolClient } from 'pg'
import type { CalendarDate } from '../domain/calendar-date'
import { type FileComparison, fileComparisons } from './file-comparisons'
import type { NightReport } from './night-report'
import { inOneMessage } from './one-message'
import { type RawFile, loadRawFile } from './raw-rows'
import { stagingTables } from './staging'

export interface Reconciliation {
  /** Money per file: what the bank wrote in rows that were not rejected, and what the tables hold of it. */
  money: { name: string; written: string; kept: string }[]
  /** What does not agree, in words; empty when all does. At most 50 lines. */
  differences: string[]
}

export interface ReconcileInput {
  report: NightReport
  /** The archived files of the drop. */
  folder: string
  zone: string
}

const maxDifferences = 50
/** Compares one applied drop with the tables. Reads only. */
export async function reconcile(pool: Pool, input: ReconcileInput): Promise<Reconciliation> {
  const client = await pool.connect()
  try {
    await client.query(
      `begin isolation level repeatable read; set local work_mem = '64MB'; set local jit = off`,
    )
    return await compare(client, input)
  } finally {
    await client.query('rollback').catch(() => undefined)
    client.release()
  }
}

async function compare(
  client: PoolClient,
  { report, folder, zone }: ReconcileInput,
): Promise<Reconciliation> {
  const differences: string[] = []
  const money: Reconciliation['money'] = []
  const isNewest = await noLaterNight(client, report.businessDate)
  const unreadable = await unreadableLines(client, report.dropId)
  const rejectedRows = await rejectedRowsOf(client, report.dropId)
  for (const file of report.files) {
    const raw = await loadRawFile(client, folder, file.name, unreadable.get(file.name) ?? new Set())
    const rejected = rejectedRows.get(file.name) ?? 0
    if (raw.rows !== file.rows)
      differences.push(`${file.name}: ${raw.rows} rows in the file, ${file.rows} reported`)
    if (rejected !== file.rejected)
      differences.push(`${file.name}: ${rejected} rejects on record, ${file.rejected} reported`)
    if (file.applied + file.unchanged + file.rejected !== file.rows || file.unchanged < 0)
      differences.push(`${file.name}: applied, unchanged and rejected rows do not add up`)
    // Of a night that others followed, the tables still show the payments and nothing else.
    const comparison = isNewest || file.name === 'payments.csv' ? fileComparisons[file.name] : undefined
    const compared = await compareFile(client, report.dropId, raw, comparison)
    differences.push(...compared.differences)
    money.push(...compared.money)
  }
  differences.push(
    ...money
      .filter(({ written, kept }) => written !== kept)
      .map(({ name, written, kept }) => `${name}: the rows sum to ${written}, the tables to ${kept}`),
  )
  if (isNewest) differences.push(...(await casesUnlike(client, report, zone)))
  differences.push(...(await factsUnlike(client, report)))
  return { money, differences: differences.slice(0, maxDifferences) }
}

async function noLaterNight(client: PoolClient, businessDate: CalendarDate): Promise<boolean> {
  const { rows } = await client.query(
    `select from nightly_drop where status = 'applied' and business_date > $1 limit 1`,
    [businessDate],
  )
  return rows.length === 0
}

/** Lines of each file of which the import could not make a row. */
async function unreadableLines(client: PoolClient, dropId: string): Promise<Map<string, Set<number>>> {
  const { rows } = await client.query<{ file: string; lines: number[] }>(
    `select file, array_agg(line) as lines from ${stagingTables(dropId).rejects} group by file`,
  )
  return new Map(rows.map(({ file, lines }) => [file, new Set(lines)]))
}

async function rejectedRowsOf(client: PoolClient, dropId: string): Promise<Map<string, number>> {
  const { rows } = await client.query<{ file: string; count: number }>(
    'select file, count(distinct line)::int as count from drop_reject where drop_id = $1 group by file',
    [dropId],
  )
  return new Map(rows.map(({ file, count }) => [file, count]))
}

/** Leaves out the rejected rows of the file and, if there is a table that should say the same, compares the others. */
async function compareFile(
  client: PoolClient,
  dropId: string,
  { name, table }: RawFile,
  comparison: FileComparison | undefined,
): Promise<Reconciliation> {
  const [, , differing, sum] = await inOneMessage(client, [
    `delete from ${table} where line in (
       select line from drop_reject where drop_id = '${dropId}' and file = '${name}')`,
    `analyze ${table}`,
    ...(comparison ? [unlike(table, comparison)] : []),
    ...(comparison?.money ? [sums(table, comparison, comparison.money)] : []),
  ])
  const [money] = (sum?.rows ?? []) as { written: string; kept: string }[]
  return {
    differences: (differing?.rows ?? []).map(
      ({ line }) => `${name}, line ${String(line)}: the table has no row that says the same`,
    ),
    money: money ? [{ name, ...money }] : [],
  }
}

/**
 * Rows whose fields are not what the table holds under their key. Materialized, here and below: a query that is planned
 * for the first few rows of a join compares every row with every other when there are none.
 */
function unlike(raw: string, { table, key, equal }: FileComparison): string {
  return `
    with differing as materialized (
      select r.line from ${raw} r left join ${table} t on ${key}
      where not coalesce(${equal.join(' and ')}, false)
    ) select line from differing order by line limit ${maxDifferences}`
}

function sums(
  raw: string,
  { table, key }: FileComparison,
  money: NonNullable<FileComparison['money']>,
): string {
  return `
    select to_char(coalesce(sum(r.${money.written}::numeric), 0), 'FM999999999999990.00') as written,
      to_char(coalesce(sum(t.${money.kept}), 0) / 100.0, 'FM999999999999990.00') as kept
    from ${raw} r left join ${table} t on ${key}`
}

/** Open cases are the delinquent accounts of the drop, and accounts that it does not show keep theirs. */
async function casesUnlike(client: PoolClient, report: NightReport, zone: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string; what: string }>(
    `
    with shown as materialized (
      select a.account_id as id, bool_or(b.minimum_due::numeric - b.paid::numeric > a.tolerance::numeric
        and $1::date - b.due_on::date > a.grace_days::int) as delinquent
      from raw_accounts a join raw_bills b using (account_id) group by a.account_id
    ), paid_since as (
      select distinct account_id as id from payment where posted_on > $1::date
      union select account_id from episode where number > 0 and closed_at >= (($1::date + 1)::timestamp at time zone $3)
    ), differing as materialized (
    select s.id, 'is delinquent without an open case' as what from shown s
      where s.delinquent and s.id not in (select id from paid_since)
        and not exists (select from episode e where e.account_id = s.id and e.status = 'open')
    union all
    select s.id, 'is not delinquent but has an open case' from shown s
      join episode e on e.account_id = s.id and e.status = 'open' where not s.delinquent
    union all
    select x.account_id, 'left but has an open case' from raw_exits x
      join episode e on e.account_id = x.account_id and e.status = 'open'
    union all
    select a.id, 'is neither in the drop nor missing' from account a
      where a.status = 'overdue' and not exists (select from raw_accounts r where r.account_id = a.id)
        and not exists (select from drop_reject r where r.drop_id = $2 and r.account_id = a.id)
        and not $4::boolean
    ) select * from differing limit ${maxDifferences}`,
    [report.businessDate, report.dropId, zone, report.uncertainRows > 0],
  )
  return rows.map(({ id, what }) => `account ${id} ${what}`)
}

/** The facts that the night left in the log, beside the report's numbers. */
async function factsUnlike(client: PoolClient, report: NightReport): Promise<string[]> {
  const { rows } = await client.query<{ kind: string; count: number }>(
    `select kind, count(*)::int as count from fact where source = $1 and recorded_at = $2 group by kind`,
    [`drop/${report.dropId}`, report.asOf],
  )
  const counted = (kind: string) => rows.find((row) => row.kind === kind)?.count ?? 0
  const { cases, payments } = report
  const expected: [string, number][] = [
    ['episodeOpened', cases.opened],
    ['episodeReopened', cases.reopened],
    ['episodeClosed', cases.cured + cases.exited],
    ['accountMissing', cases.missing],
    ['accountFound', cases.found],
    ['paymentPosted', payments.posted],
    ['paymentReversed', payments.reversed],
  ]
  return expected
    .filter(([kind, count]) => counted(kind) !== count)
    .map(([kind, count]) => `${counted(kind)} facts ${kind}, but ${count} reported`)
}
