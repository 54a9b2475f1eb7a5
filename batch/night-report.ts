// What did the night do? The report that is stored with the drop, printed by the command and compared with the raw
// files by reconcile.ts.
import type { ClientBase } from 'pg'
import type { CalendarDate } from '../domain/calendar-date'
import type { JudgedNight } from './night'
import type { EpisodeCounts } from './night-episodes'
import type { PeopleCounts, SecurityCounts } from './night-writes'
import type { Reconciliation } from './reconcile'

export interface FileReport {
  name: string
  /** Data rows as the bank wrote them; each is exactly one of the next three. */
  rows: number
  applied: number
  unchanged: number
  rejected: number
  /** Sum of the control column, two places. */
  controlTotal: string
}

export interface NightReport {
  dropId: string
  businessDate: CalendarDate
  sequence: number
  /** ISO instants: when the import ran, and when what the drop says counts. */
  asOf: string
  effectiveAt: string
  warnings: string[]
  /** Bad rows that could not be tied to an account. */
  uncertainRows: number
  files: FileReport[]
  /** New ones, those with news for their case, and those of which only amounts changed. */
  accounts: { new: number; news: number; grown: number }
  cases: EpisodeCounts & { missing: number; found: number; told: number }
  payments: { posted: number; reversed: number; known: number }
  facts: number
  /** Present when the drop was late or corrected an earlier one. */
  correction?: { supersedes: string | null; accounts: number; replayed: CalendarDate[] }
  reconciliation?: Reconciliation
}

export interface WrittenCounts {
  people: PeopleCounts
  securities: SecurityCounts
  episodes: EpisodeCounts
  posted: number
  facts: number
  told: number
}

/** The report of the night that was just written in this transaction. */
export async function reportNight(
  client: ClientBase,
  night: JudgedNight,
  sequence: number,
  written: WrittenCounts,
): Promise<NightReport> {
  const { rows } = await client.query<PlanCounts>(planCounts(night))
  const counts = rows[0] as PlanCounts
  const applied: Record<string, number> = {
    'accounts.csv': counts.new + counts.changed,
    'bills.csv': counts.bills,
    'payments.csv': written.posted,
    'exits.csv': counts.exits,
    'customers.csv': written.people.customers,
    'contact-points.csv': written.people.contactPoints,
    'parties.csv': written.securities.parties,
    'collateral.csv': written.securities.collateral,
  }
  return {
    dropId: night.dropId,
    businessDate: night.businessDate,
    sequence,
    asOf: new Date(night.asOf).toISOString(),
    effectiveAt: new Date(night.effectiveAt).toISOString(),
    warnings: counts.uncertain === 0 ? [] : [uncertainWarning(counts.uncertain)],
    uncertainRows: counts.uncertain,
    files: await fileReports(client, night, applied),
    accounts: { new: counts.new, news: counts.news, grown: counts.grown },
    cases: { ...written.episodes, missing: counts.missing, found: counts.found, told: written.told },
    payments: { posted: counts.payments, reversed: counts.reversals, known: counts.listed - written.posted },
    facts: written.facts,
  }
}

interface PlanCounts {
  new: number
  changed: number
  news: number
  grown: number
  exits: number
  missing: number
  found: number
  bills: number
  payments: number
  reversals: number
  listed: number
  uncertain: number
}

const planCounts = ({ rows, tables }: JudgedNight) => `
  select p.*,
    (select count(*)::int from changed_bill where change <> 'gone') as bills,
    (select count(*)::int from night_posted where kind = 'payment') as payments,
    (select count(*)::int from night_posted where kind = 'reversal') as reversals,
    (select count(*)::int from ${rows.payments} t) as listed,
    (select count(*)::int from ${tables.nightRejects} where not account_certain) as uncertain
  from (
    select count(*) filter (where is_new)::int as new,
      count(*) filter (where is_changed and not is_new)::int as changed,
      count(*) filter (where is_news and not is_new)::int as news,
      count(*) filter (where is_changed and not is_news)::int as grown,
      count(*) filter (where exit_reason is not null)::int as exits,
      count(*) filter (where is_missing)::int as missing,
      count(*) filter (where is_reported and old_status in ('missing', 'exited'))::int as found
    from night_plan
  ) p`

const uncertainWarning = (count: number) =>
  `${count} bad rows could not be tied to an account: nothing counts as missing or paid by its absence tonight`

async function fileReports(
  client: ClientBase,
  { tables }: JudgedNight,
  applied: Record<string, number>,
): Promise<FileReport[]> {
  const { rows } = await client.query<{
    name: string
    rows: number
    rejected: number
    controlTotal: string
  }>(`
    select f.file as name, f.rows, f.control_total as "controlTotal",
      (select count(*)::int from ${tables.nightRejects} r where r.file = f.file) as rejected
    from ${tables.files} f order by f.file`)
  return rows.map((file) => {
    const count = applied[file.name] ?? 0
    return { ...file, applied: count, unchanged: file.rows - count - file.rejected }
  })
}
