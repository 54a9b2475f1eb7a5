// How does the plan reach the tables? Only changed rows are written. What is overwritten is kept in the drop's own
// staging tables first, so that a corrected drop can take the night back.
import type { ClientBase } from 'pg'
import type { Night } from './night'
import { accountAmounts, billColumns, listOf, positionColumns, reportedAccount } from './night-columns'

/** Locks the accounts of the plan in ascending id, the order that every writer keeps. */
export async function lockPlannedAccounts(client: ClientBase): Promise<void> {
  await client.query(`select 1 from account where id in (select account_id from night_plan where not is_new)
    order by id for no key update`)
}

/** Keeps accounts and bills as they were before the night. */
export async function keepBefore(client: ClientBase, { tables }: Night): Promise<void> {
  await client.query(`
    insert into ${tables.touched}
      select account_id, is_new, has_changed_bills or coalesce(exit_reason = 'paid', false) from night_plan;
    insert into ${tables.before.account} select a.id, ${listOf('a', reportedAccount)} from account a join night_plan p on p.account_id = a.id;
    insert into ${tables.before.bill} select b.account_id, b.id, ${listOf('b', billColumns)} from bill b join night_plan p on p.account_id = b.account_id
      where p.has_changed_bills or p.exit_reason = 'paid'`)
}

export interface PeopleCounts {
  customers: number
  contactPoints: number
}

/** Customers and their contact points: new and changed ones. */
export async function writePeople(client: ClientBase): Promise<PeopleCounts> {
  const customer = ['full_name', 'language', 'country', 'zone', 'born_on']
  const customers = await client.query(`
    insert into customer (id, ${customer.join(', ')})
    select s.customer_id, ${listOf('s', customer)} from night_customers s left join customer c on c.id = s.customer_id
    where c.id is null or (${listOf('s', customer)}) is distinct from (${listOf('c', customer)})
    on conflict (id) do update set ${excluded(customer)}`)
  const point = ['customer_id', 'channel', 'value', 'source', 'reserved', 'rank']
  // A number or address that changed is worth a new try, even if the old one was bad.
  const contactPoints = await client.query(`
    insert into contact_point as known (id, ${point.join(', ')})
    select s.contact_point_id, ${listOf('s', point)}
    from night_contact_points s left join contact_point c on c.id = s.contact_point_id
    where c.id is null or (${listOf('s', point)}) is distinct from (${listOf('c', point)})
    on conflict (id) do update set ${excluded(point)},
      status = case when known.value = excluded.value then known.status else 'usable' end,
      status_reason = case when known.value = excluded.value then known.status_reason end`)
  return { customers: customers.rowCount ?? 0, contactPoints: contactPoints.rowCount ?? 0 }
}

const excluded = (columns: readonly string[]) =>
  columns.map((column) => `${column} = excluded.${column}`).join(', ')

/** The accounts and bills of the plan. `reported_on` becomes the night on which the row last changed. */
export async function writePositions(client: ClientBase, { sql }: Night): Promise<void> {
  await client.query(`
    insert into account (id, ${positionColumns.join(', ')}, reported_on)
    select s.id, ${listOf('s', positionColumns)}, ${sql.date}
    from night_position s join night_plan p on p.account_id = s.id where p.is_new`)
  await client.query(`
    update account a set ${positionColumns.map((column) => `${column} = s.${column}`).join(', ')},
      reported_on = ${sql.date}
    from night_position s join night_plan p on p.account_id = s.id
    where a.id = s.id and p.is_changed and not p.is_new`)
  await client.query(`
    delete from bill b using changed_bill c
    where c.change = 'gone' and b.account_id = c.account_id and b.id = c.bill_id`)
  await client.query(`
    update bill b set ${billColumns.map((column) => `${column} = s.${column}`).join(', ')}
    from night_bills s join changed_bill c on c.account_id = s.account_id and c.bill_id = s.bill_id
    where c.change = 'changed' and b.account_id = s.account_id and b.id = s.bill_id`)
  await client.query(`
    insert into bill (account_id, id, ${billColumns.join(', ')})
    select s.account_id, s.bill_id, ${listOf('s', billColumns)}
    from night_bills s join changed_bill c on c.account_id = s.account_id and c.bill_id = s.bill_id
    where c.change = 'new'`)
}

/** Accounts that left: a paid one owes nothing, of another the last position stays; one without a reason is missing. */
export async function writeDepartures(client: ClientBase, { sql }: Night): Promise<void> {
  await client.query(`
    update account a set status = 'missing', reported_on = ${sql.date}
      from night_plan p where p.account_id = a.id and p.is_missing;
    update account a set status = 'exited', reported_on = ${sql.date}
      from night_plan p where p.account_id = a.id and p.exit_reason <> 'paid';
    update account a set status = 'current', reported_on = ${sql.date}, oldest_unpaid_due_on = null, overdue_cents = 0,
        ${accountAmounts.map((column) => `${column} = 0`).join(', ')}
      from night_plan p where p.account_id = a.id and p.exit_reason = 'paid';
    delete from bill b using night_plan p where p.account_id = b.account_id and p.exit_reason = 'paid'`)
}

export interface SecurityCounts {
  parties: number
  collateral: number
}

/** Guarantors and other parties, and collateral: new and changed ones. */
export async function writeSecurities(client: ClientBase): Promise<SecurityCounts> {
  const party = ['role', 'full_name', 'channel', 'value']
  const parties = await client.query(`
    insert into party (account_id, id, ${party.join(', ')})
    select s.account_id, s.party_id, ${listOf('s', party)}
    from night_parties s left join party k on k.account_id = s.account_id and k.id = s.party_id
    where k.id is null or (${listOf('s', party)}) is distinct from (${listOf('k', party)})
    on conflict (account_id, id) do update set ${excluded(party)}`)
  const collateral = await client.query(`
    insert into collateral (account_id, id, kind, description, appraised_cents)
    select s.account_id, s.collateral_id, s.kind, s.description, s.appraised_value_cents
    from night_collateral s left join collateral k on k.account_id = s.account_id and k.id = s.collateral_id
    where k.id is null
      or (s.kind, s.description, s.appraised_value_cents) is distinct from (k.kind, k.description, k.appraised_cents)
    on conflict (account_id, id) do update set ${excluded(['kind', 'description', 'appraised_cents'])}`)
  return { parties: parties.rowCount ?? 0, collateral: collateral.rowCount ?? 0 }
}

/**
 * Payments and reversals that are new, into `payment` and night_posted. One that a webhook brought already with the
 * same amount is known; one that an earlier correction voided counts again.
 */
export async function writePayments(client: ClientBase, { sql }: Night): Promise<number> {
  await client.query(`drop table if exists night_posted;
    create temp table night_posted (like payment) on commit drop`)
  const { rowCount } = await client.query(`
    with written as (
      insert into payment as known (id, account_id, value_on, posted_on, amount_cents, kind, reverses_id, source)
      select payment_id, account_id, value_on, posted_on, amount_cents, kind, reverses_payment_id, ${sql.source}
      from night_payments
      on conflict (id) do update set account_id = excluded.account_id, value_on = excluded.value_on,
        posted_on = excluded.posted_on, amount_cents = excluded.amount_cents, kind = excluded.kind,
        reverses_id = excluded.reverses_id, source = excluded.source, voided_by = null
      where known.voided_by is not null
      returning known.*
    ) insert into night_posted select * from written`)
  return rowCount ?? 0
}
