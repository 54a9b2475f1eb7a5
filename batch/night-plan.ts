// What does the night change? Compares the drop's rows with the tables and keeps only what differs, with its new
// values: `changed_bill`, and `night_plan` with one row for each account that anything happens to.
import type { ClientBase } from 'pg'
import type { JudgedNight } from './night'
import { candidates } from './night-candidates'
import {
  accountAmounts,
  accountColumns,
  billColumns,
  differs,
  listOf,
  positionColumns,
} from './night-columns'

/** A change of one of these is news to the case; growth of the debt alone is not. */
const accountNews = ['customer_id', 'product', 'currency', 'grace_days', 'tolerance_cents', 'risk_segment']
const billNews = ['statement_on', 'due_on', 'minimum_due_cents', 'paid_cents']

export interface NightCounts {
  openBook: number
  opening: number
  curing: number
  missing: number
}

/** Makes changed_bill and night_plan. Reads only. */
export async function planNight(client: ClientBase, night: JudgedNight): Promise<NightCounts> {
  const lacksRows = await mayLackRows(client, night)
  await client.query(`${changedBills(night)}; analyze changed_bill (account_id); ${candidates(night)};
    ${plan(night, lacksRows)}; analyze night_plan (account_id)`)
  return countPlan(client)
}

function changedBills({ rows, known }: JudgedNight): string {
  return `drop table if exists changed_bill;
    create temp table changed_bill on commit drop as
    select coalesce(s.account_id, b.account_id) as account_id, coalesce(s.bill_id, b.id) as bill_id,
      case when b.id is null then 'new' when s.bill_id is null then 'gone' else 'changed' end as change,
      b.id is null or s.bill_id is null or ${differs(billNews, 's', 'b')} as is_news, ${listOf('s', billColumns)}
    from ${rows.bills} s full join ${known.bill} b on b.account_id = s.account_id and b.id = s.bill_id
    where b.id is null
      or (s.bill_id is not null and ${differs(billColumns, 's', 'b')})
      or (s.bill_id is null and b.account_id in (select account_id from ${rows.accounts} t))
    order by 1, 2`
}

/** Contract days past due run from the oldest bill whose minimum is not met within tolerance (A7). */
function billSums({ sql, rows }: JudgedNight): string {
  return `
    select b.account_id, min(b.due_on) as oldest_unpaid_due_on,
      sum(b.minimum_due_cents - b.paid_cents)::bigint as overdue_cents
    from ${rows.bills} b join ${rows.accounts} a on a.account_id = b.account_id
    where b.account_id in (select account_id from night_candidate) and b.due_on < ${sql.date}
      and b.minimum_due_cents - b.paid_cents > a.tolerance_cents
    group by b.account_id`
}

/** The drop's accounts as the table `account` will hold them. */
function position({ rows }: JudgedNight): string {
  return `
    select s.account_id as id, ${listOf('s', accountColumns)}, 'overdue'::text as status,
      b.oldest_unpaid_due_on, coalesce(b.overdue_cents, 0) as overdue_cents
    from ${rows.accounts} s left join bill_sum b on b.account_id = s.account_id`
}

/** A bad row whose account is uncertain may be the row of any account that seems to be missing. */
async function mayLackRows(client: ClientBase, { tables }: JudgedNight): Promise<boolean> {
  const { rows } = await client.query(
    `select from ${tables.nightRejects} where file in ('accounts.csv', 'exits.csv') and not account_certain limit 1`,
  )
  return rows.length > 0
}

function plan(night: JudgedNight, lacksRows: boolean): string {
  const { sql, rows, known, tables } = night
  const exitReason = `case when x.reason = 'paid' and a.status <> 'current'
      or x.reason <> 'paid' and a.status <> 'exited' then x.reason end`
  const isMissing = lacksRows
    ? 'false'
    : `s.id is null and a.status = 'overdue' and x.account_id is null
       and not exists (select from ${tables.nightRejects} r where r.account_id = a.id)`
  return `drop table if exists night_plan;
    create temp table night_plan on commit drop as
    with bill_sum as materialized (${billSums(night)})
    select c.account_id,
      a.id is null as is_new,
      s.id is not null as is_reported,
      a.status as old_status,
      s.id is not null and ${differs(positionColumns, 's', 'a')} as is_changed,
      s.id is not null and (a.id is null or a.status <> 'overdue' or ${differs(accountNews, 's', 'a')}
        or coalesce(b.is_news, false) or p.account_id is not null) as is_news,
      coalesce(${sql.date} - s.oldest_unpaid_due_on > s.grace_days, false) as is_delinquent,
      ${exitReason} as exit_reason,
      ${isMissing} as is_missing,
      b.account_id is not null or coalesce(x.reason = 'paid', false) as has_changed_bills,
      e.number as open_episode,
      ${positionColumns.map((column) => `${targetOf(column, exitReason, isMissing)} as ${column}`).join(',\n      ')}
    from night_candidate c
    left join (${position(night)}) s on s.id = c.account_id
    left join ${known.account} a on a.id = c.account_id
    left join (select account_id, bool_or(is_news) as is_news from changed_bill group by account_id) b
      on b.account_id = c.account_id
    left join (select distinct account_id from ${rows.payments} t) p on p.account_id = c.account_id
    left join ${rows.exits} x on x.account_id = a.id
    left join episode e on e.account_id = a.id and e.status = 'open'
    where a.id is null and s.id is not null
      or s.id is not null and (${differs(positionColumns, 's', 'a')}
        or coalesce(${sql.date} - s.oldest_unpaid_due_on > s.grace_days, false) <> (e.number is not null))
      or b.account_id is not null or p.account_id is not null or x.account_id is not null
      or ${isMissing}
    order by c.account_id`
}

/** What the column will hold: a paid account owes nothing, of another that left the last position stays. */
function targetOf(column: (typeof positionColumns)[number], exitReason: string, isMissing: string): string {
  if (column === 'status') {
    return `case when s.id is not null then 'overdue' when ${isMissing} then 'missing'
      when ${exitReason} = 'paid' then 'current' when ${exitReason} is not null then 'exited' else a.status end`
  }
  const whenPaid = accountAmounts.includes(column)
    ? '0'
    : column === 'oldest_unpaid_due_on'
      ? 'null'
      : `a.${column}`
  return `case when s.id is not null then s.${column} when x.reason = 'paid' then ${whenPaid} else a.${column} end`
}

async function countPlan(client: ClientBase): Promise<NightCounts> {
  const { rows } = await client.query<NightCounts>(`
    select (select count(*)::int from episode where status = 'open') as "openBook",
      count(*) filter (where is_delinquent and open_episode is null)::int as opening,
      count(*) filter (where open_episode is not null
        and (is_reported and not is_delinquent or exit_reason is not null))::int as curing,
      count(*) filter (where is_missing)::int as missing
    from night_plan`)
  return rows[0] as NightCounts
}
