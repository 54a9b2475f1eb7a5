// What does the night change? Compares the drop's rows with the tables, one full join per table, and keeps only what
// differs: `changed_bill` and `night_plan`, one row for each account that anything happens to.
import type { ClientBase } from 'pg'
import type { Night } from './night'
import { accountColumns, billColumns, listOf, positionColumns } from './night-columns'

/** A change of one of these is news to the case; growth of the debt alone is not. */
const accountNews = ['customer_id', 'product', 'currency', 'grace_days', 'tolerance_cents', 'risk_segment']
const billNews = ['statement_on', 'due_on', 'minimum_due_cents', 'paid_cents']

const differs = (columns: readonly string[], a: string, b: string) =>
  `(${listOf(a, columns)}) is distinct from (${listOf(b, columns)})`

export interface NightCounts {
  openBook: number
  opening: number
  curing: number
  missing: number
}

/** Makes changed_bill and night_plan. Reads only. */
export async function planNight(client: ClientBase, night: Night): Promise<NightCounts> {
  await client.query(changedBills())
  await client.query(billSums(night))
  await client.query(position())
  await client.query(await plan(client, night))
  await client.query('analyze changed_bill; analyze night_plan')
  return countPlan(client)
}

function changedBills(): string {
  return `drop table if exists changed_bill;
    create temp table changed_bill on commit drop as
    select coalesce(s.account_id, b.account_id) as account_id, coalesce(s.bill_id, b.id) as bill_id,
      case when b.id is null then 'new' when s.bill_id is null then 'gone' else 'changed' end as change,
      b.id is null or s.bill_id is null or ${differs(billNews, 's', 'b')} as is_news
    from night_bills s full join known_bill b on b.account_id = s.account_id and b.id = s.bill_id
    where b.id is null
      or (s.bill_id is not null and ${differs(billColumns, 's', 'b')})
      or (s.bill_id is null and b.account_id in (select account_id from night_accounts))`
}

/** Contract days past due run from the oldest bill whose minimum is not met within tolerance (A7). */
function billSums({ sql }: Night): string {
  return `drop table if exists bill_sum cascade;
    create temp table bill_sum on commit drop as
    select b.account_id, min(b.due_on) as oldest_unpaid_due_on,
      sum(b.minimum_due_cents - b.paid_cents)::bigint as overdue_cents
    from night_bills b join night_accounts a on a.account_id = b.account_id
    where b.due_on < ${sql.date} and b.minimum_due_cents - b.paid_cents > a.tolerance_cents
    group by b.account_id`
}

/** The drop's accounts as the table `account` will hold them. */
function position(): string {
  return `drop view if exists night_position;
    create temp view night_position as
    select s.account_id as id, ${listOf('s', accountColumns)}, 'overdue'::text as status,
      b.oldest_unpaid_due_on, coalesce(b.overdue_cents, 0) as overdue_cents
    from night_accounts s left join bill_sum b on b.account_id = s.account_id`
}

async function plan(client: ClientBase, { sql }: Night): Promise<string> {
  // A bad row whose account is uncertain may be the row of any account that seems to be missing.
  const { rows } = await client.query<{ lost: boolean }>(`select exists (
    select from night_reject where file in ('accounts.csv', 'exits.csv') and not account_certain) as lost`)
  const mayBeMissing = rows[0]?.lost ? 'false' : 'true'
  return `drop table if exists night_plan;
    create temp table night_plan on commit drop as
    select * from (
      select coalesce(s.id, a.id) as account_id,
        a.id is null as is_new,
        s.id is not null as is_reported,
        a.status as old_status,
        s.id is not null and ${differs(positionColumns, 's', 'a')} as is_changed,
        s.id is not null and (a.id is null or a.status <> 'overdue' or ${differs(accountNews, 's', 'a')}
          or coalesce(b.is_news, false) or p.account_id is not null) as is_news,
        coalesce(${sql.date} - s.oldest_unpaid_due_on > s.grace_days, false) as is_delinquent,
        case when x.reason = 'paid' and a.status <> 'current' or x.reason <> 'paid' and a.status <> 'exited'
          then x.reason end as exit_reason,
        s.id is null and a.status = 'overdue' and x.account_id is null and ${mayBeMissing}
          and not exists (select from night_reject r where r.account_id = a.id) as is_missing,
        b.account_id is not null as has_changed_bills,
        p.account_id is not null as has_payments,
        e.number as open_episode
      from night_position s
      full join known_account a on a.id = s.id
      left join (select account_id, bool_or(is_news) as is_news from changed_bill group by account_id) b
        on b.account_id = coalesce(s.id, a.id)
      left join (select distinct account_id from night_payments) p on p.account_id = coalesce(s.id, a.id)
      left join night_exits x on x.account_id = a.id
      left join episode e on e.account_id = a.id and e.status = 'open'
    ) every
    where is_new or is_changed or is_missing or has_changed_bills or has_payments or exit_reason is not null
      or (is_reported and is_delinquent <> (open_episode is not null))`
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
