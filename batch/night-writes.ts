// How does the plan reach the tables? Each statement writes what one temporary table holds, in the order of the foreign
// keys; only changed rows are written, each once. What is overwritten is kept in the drop's own staging tables first,
// so that a corrected drop can take the night back.
import type { ClientBase } from 'pg'
import type { JudgedNight, Night } from './night'
import { nightFacts } from './night-facts'
import { assignments, billColumns, differs, listOf, positionColumns, reportedAccount } from './night-columns'

/** Locks the accounts of the plan in ascending id, the order that every writer keeps, and notes their chain's head. */
export async function lockPlannedAccounts(client: ClientBase): Promise<void> {
  await client.query(`drop table if exists locked_account;
    create temp table locked_account on commit drop as
      select id, customer_id, seq, head_hash from account
      where id in (select account_id from night_plan where not is_new) order by id for no key update;
    analyze locked_account (id)`)
}

/** Keeps accounts, bills and episodes as they were before the night. */
export async function keepBefore(client: ClientBase, { tables }: Night): Promise<void> {
  await client.query(`
    insert into ${tables.touched} select account_id, is_new, has_changed_bills from night_plan;
    insert into ${tables.before.account} select a.id, ${listOf('a', reportedAccount)}
      from account a join locked_account l on l.id = a.id;
    insert into ${tables.before.bill} select b.account_id, b.id, ${listOf('b', billColumns)}
      from bill b join night_plan p on p.account_id = b.account_id where p.has_changed_bills and not p.is_new;
    insert into ${tables.episodes} select n.account_id, n.number, n.action, e.closed_at, e.close_reason
      from night_episode n left join episode e on e.account_id = n.account_id and e.number = n.number`)
}

export interface PeopleCounts {
  customers: number
  contactPoints: number
}

/** Customers and their contact points: new and changed ones. */
export async function writePeople(client: ClientBase, { rows }: JudgedNight): Promise<PeopleCounts> {
  await lockGrowing(client, [whoGetsPoints(rows.contact_points), whoGetsAccounts])
  const customer = ['full_name', 'language', 'country', 'zone', 'born_on']
  // Who was purged and is a customer again has data again, which can be exported and purged again.
  const customers = await client.query(`
    merge into customer c using ${rows.customers} s on c.id = s.customer_id
    when matched and ${differs(customer, 's', 'c')} then update set ${assignments(customer, 's')}, purged_at = null
    when not matched then insert (id, ${customer.join(', ')}) values (s.customer_id, ${listOf('s', customer)})`)
  const point = ['customer_id', 'channel', 'value', 'source', 'reserved', 'rank']
  // A number or address that changed is worth a new try if the old one was bad; it ends no STOP.
  const contactPoints = await client.query(`
    merge into contact_point c using ${rows.contact_points} s on c.id = s.contact_point_id
    when matched and ${differs(point, 's', 'c')} then update set ${assignments(point, 's')},
      status = case when c.value <> s.value and c.status = 'bad' then 'usable' else c.status end,
      status_reason = case when c.value <> s.value and c.status = 'bad' then null else c.status_reason end
    when not matched then insert (id, ${point.join(', ')}) values (s.contact_point_id, ${listOf('s', point)})`)
  await keepStops(client)
  return { customers: customers.rowCount ?? 0, contactPoints: contactPoints.rowCount ?? 0 }
}

/**
 * Locks known customers who get something more, by SELECTs of their ids: what is said of them meanwhile, a STOP or a
 * death, waits and finds it.
 */
export async function lockGrowing(client: ClientBase, growing: readonly string[]): Promise<void> {
  await client.query(`
    select count(*) from (
      select from customer where id in (${growing.join(' union all ')}) order by id for no key update) locked`)
}

/** SELECT of the customers who get a further contact point. */
export const whoGetsPoints = (contactPoints: string): string => `
  select s.customer_id from ${contactPoints} s
  where not exists (select from contact_point c where c.id = s.contact_point_id)`

/** SELECT of the customers of accounts that are new or were somebody else's. */
const whoGetsAccounts = `
  select p.customer_id from night_plan p left join locked_account l on l.id = p.account_id
  where l.customer_id is distinct from p.customer_id`

/** A STOP holds for the person and the kind: also for numbers and addresses that came later or changed (C8). */
async function keepStops(client: ClientBase): Promise<void> {
  await client.query(`
    update contact_point p set status = 'stopped', status_reason = 'REPLY_STOP'
    from fact f join account a on a.id = f.account_id
    where f.kind = 'replyReceived' and f.payload ->> 'meaning' = 'stop'
      and p.customer_id = a.customer_id and p.status = 'usable'
      and p.channel = any(stopped_kinds(f.payload ->> 'channel'))`)
}

/**
 * The night's facts, and accounts with the head of their fact chain: one statement, so that each row is written once.
 * `reported_on` becomes the night on which the row last changed. Returns the number of facts.
 */
export async function writeAccountsAndFacts(client: ClientBase, night: JudgedNight): Promise<number> {
  const { sql } = night
  const { rows } = await client.query<{ facts: number }>(`
    with written as (
      insert into fact (account_id, seq, key, kind, effective_at, recorded_at, actor, source, payload, hash)
      ${nightFacts(night)}
      returning account_id, seq, hash
    ), head as materialized (
      select distinct on (account_id) account_id, seq, hash from written order by account_id, seq desc
    ), added as (
      insert into account (id, ${positionColumns.join(', ')}, reported_on, seq, head_hash)
      select p.account_id, ${listOf('p', positionColumns)}, ${sql.date}, coalesce(h.seq, 0), h.hash
      from night_plan p left join head h on h.account_id = p.account_id where p.is_new
    ), changed as (
      update account a set ${assignments(positionColumns, 'p')},
        reported_on = case when p.is_changed or p.is_missing or p.exit_reason is not null
          then ${sql.date} else a.reported_on end,
        seq = coalesce(h.seq, a.seq), head_hash = coalesce(h.hash, a.head_hash)
      from night_plan p left join head h on h.account_id = p.account_id
      where a.id = p.account_id and not p.is_new and (p.is_changed or h.seq is not null)
    )
    select count(*)::int as facts from written`)
  return rows[0]?.facts ?? 0
}

export async function writeBills(client: ClientBase): Promise<void> {
  await client.query(`
    delete from bill b using night_plan p where p.account_id = b.account_id and p.exit_reason = 'paid';
    delete from bill b using changed_bill c
      where c.change = 'gone' and b.account_id = c.account_id and b.id = c.bill_id;
    update bill b set ${assignments(billColumns, 'c')} from changed_bill c
      where c.change = 'changed' and b.account_id = c.account_id and b.id = c.bill_id;
    insert into bill (account_id, id, ${billColumns.join(', ')})
      select account_id, bill_id, ${billColumns.join(', ')} from changed_bill where change = 'new'`)
}

export interface SecurityCounts {
  parties: number
  collateral: number
}

/** Guarantors and other parties, and collateral: new and changed ones. */
export async function writeSecurities(client: ClientBase, { rows }: JudgedNight): Promise<SecurityCounts> {
  const party = ['role', 'full_name', 'channel', 'value']
  const parties = await client.query(`
    merge into party k using ${rows.parties} s on k.account_id = s.account_id and k.id = s.party_id
    when matched and ${differs(party, 's', 'k')} then update set ${assignments(party, 's')}
    when not matched then insert (account_id, id, ${party.join(', ')})
      values (s.account_id, s.party_id, ${listOf('s', party)})`)
  const security = ['kind', 'description', 'appraised_cents']
  const collateral = await client.query(`
    insert into collateral (account_id, id, ${security.join(', ')})
    select s.account_id, s.collateral_id, s.kind, s.description, s.appraised_value_cents
    from ${rows.collateral} s left join collateral k on k.account_id = s.account_id and k.id = s.collateral_id
    where k.id is null
      or (s.kind, s.description, s.appraised_value_cents) is distinct from (${listOf('k', security)})
    on conflict (account_id, id) do update set ${assignments(security, 'excluded')}`)
  return { parties: parties.rowCount ?? 0, collateral: collateral.rowCount ?? 0 }
}

/** Payments and reversals of night_posted; returns how many. */
export async function writePayments(client: ClientBase, { sql }: Night): Promise<number> {
  const columns = ['account_id', 'value_on', 'posted_on', 'amount_cents', 'kind', 'reverses_id']
  const { rowCount } = await client.query(`
    insert into payment (id, ${columns.join(', ')}, source)
    select id, ${columns.join(', ')}, ${sql.source} from night_posted
    on conflict (id) do update set ${assignments(columns, 'excluded')}, source = excluded.source, voided_by = null`)
  return rowCount ?? 0
}

/** Of an account's episodes only the newest has anything ahead of it: what a closed one still waited for is the new one's. */
export async function writeEpisodes(client: ClientBase, { sql }: Night): Promise<void> {
  const opened = ['opened_at', 'opened_because', 'strategy_id', 'strategy_version', 'status']
  await client.query(`
    insert into episode as known (account_id, number, ${opened.join(', ')})
      select account_id, number, ${sql.effectiveAt}, because, strategy_id, strategy_version, 'open'
      from night_episode where action = 'open'
      on conflict (account_id, number) do update
        set ${assignments(opened, 'excluded')}, closed_at = null, close_reason = null
        where known.close_reason = 'withdrawn';
    update episode e set next_kind = 'closed', next_step = null, next_at = null from night_episode n
      where n.action = 'open' and e.account_id = n.account_id and e.number < n.number;
    update episode e set status = 'open', closed_at = null, close_reason = null from night_episode n
      where n.action = 'reopen' and e.account_id = n.account_id and e.number = n.number;
    update episode e set status = 'closed', next_kind = null, next_step = null, next_at = null, closed_at = ${sql.effectiveAt}, close_reason = n.because
      from night_episode n where n.action = 'close' and e.account_id = n.account_id and e.number = n.number`)
}

/**
 * Tells each case with news to look again, also a closed one that still owes somebody an answer: one row per account.
 * Returns how many.
 */
export async function writeOutbox(client: ClientBase, { sql }: Night): Promise<number> {
  const { rowCount } = await client.query(`
    insert into outbox (account_id, signal, as_of, seq)
    select a.id,
      case when e.action in ('open', 'reopen') then 'caseOpened' when m.reverses then 'paymentReversed'
        when m.account_id is not null then 'paymentPosted' else 'positionChanged' end,
      ${sql.asOf}, a.seq
    from night_plan p join account a on a.id = p.account_id
    left join locked_account l on l.id = p.account_id
    left join night_episode e on e.account_id = p.account_id
    left join (
      select account_id, bool_or(kind = 'reversal') as reverses from night_posted group by account_id
    ) m on m.account_id = p.account_id
    where a.seq > coalesce(l.seq, 0) and (p.open_episode is not null or e.account_id is not null
      or exists (select from episode o where o.account_id = a.id and o.next_kind <> 'closed'))
    order by a.id`)
  return rowCount ?? 0
}
