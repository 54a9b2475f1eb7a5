// How is a night taken back for the accounts in night_scope? Its facts are named in a dropWithdrawn fact, its payments
// voided, and the rows that it overwrote restored from its staging tables.
import type { PoolClient } from 'pg'
import type { Night } from './night'
import { newFactTable, notWithdrawn } from './night-facts'
import { accountAmounts, billColumns, reportedAccount } from './night-columns'

/** Says in each account's log which facts no longer count. */
export async function withdrawFacts(
  client: PoolClient,
  { sql, dropId }: Night,
  undone: readonly Night[],
): Promise<void> {
  await client.query(`${newFactTable};
    insert into new_fact
    select f.account_id, 1, 'withdrawn/' || substr(f.source, 6) || '/${dropId}', 'dropWithdrawn', ${sql.asOf},
      ${sql.asOf}, 'bank:nightly-drop', ${sql.source},
      jsonb_build_object('dropId', substr(f.source, 6), 'seqs', jsonb_agg(f.seq order by f.seq))
    from fact f
    where f.account_id in (select account_id from night_scope)
      and f.source in (${undone.map((night) => night.sql.source).join(', ')}) and f.kind <> 'dropWithdrawn'
      and ${notWithdrawn('f')}
    group by f.account_id, f.source;
    select append_staged_facts()`)
}

/**
 * Restores what the night `back` overwrote; an account that it brought in stays as `withdrawn`, for its facts' sake.
 * Nights must be undone newest first.
 */
export async function undoNight(client: PoolClient, back: Night, correcting: Night): Promise<void> {
  const { tables, sql } = back
  const inScope = 'account_id in (select account_id from night_scope)'
  await client.query(`
    update account a set ${reportedAccount.map((column) => `${column} = b.${column}`).join(', ')}
      from ${tables.before.account} b where b.id = a.id and a.id in (select account_id from night_scope);
    update account a set status = 'withdrawn', oldest_unpaid_due_on = null,
        ${accountAmounts.map((column) => `${column} = 0`).join(', ')}
      from ${tables.touched} t where t.account_id = a.id and t.is_new and t.${inScope};
    delete from bill b using ${tables.touched} t
      where t.account_id = b.account_id and (t.has_changed_bills or t.is_new) and t.${inScope};
    insert into bill (account_id, id, ${billColumns.join(', ')})
      select account_id, id, ${billColumns.join(', ')} from ${tables.before.bill} where ${inScope};
    update payment set voided_by = ${correcting.sql.dropId}
      where source = ${sql.source} and voided_by is null and ${inScope};
    update episode e set status = 'open', closed_at = null, close_reason = null
      from ${tables.episodes} n where e.account_id = n.account_id and e.number = n.number and n.action = 'close'
        and n.${inScope};
    update episode e set status = 'closed', next_kind = null, next_step = null, next_at = null, closed_at = n.closed_at, close_reason = n.close_reason
      from ${tables.episodes} n where e.account_id = n.account_id and e.number = n.number and n.action = 'reopen'
        and n.${inScope};
    update episode e set status = 'closed', next_kind = null, next_step = null, next_at = null, closed_at = ${correcting.sql.asOf}, close_reason = 'withdrawn'
      from ${tables.episodes} n where e.account_id = n.account_id and e.number = n.number and n.action = 'open'
        and n.${inScope}`)
  for (const table of [tables.touched, tables.before.bill, tables.episodes]) {
    await client.query(`delete from ${table} where ${inScope}`)
  }
  await client.query(`delete from ${tables.before.account} where id in (select account_id from night_scope)`)
}

/** Payments of the nights taken back that no night brought again never were. */
export async function voidPayments(client: PoolClient, { sql, dropId }: Night): Promise<void> {
  await client.query(`${newFactTable};
    insert into new_fact
    select account_id, 90, 'void/' || id || '/${dropId}', 'paymentVoided', ${sql.asOf}, ${sql.asOf},
      'bank:nightly-drop', ${sql.source}, jsonb_build_object('paymentId', id)
    from payment where voided_by = ${sql.dropId};
    select append_staged_facts()`)
}

/** One outbox row for each account with a case, past or present, whose log grew. Returns how many. */
export async function tellCorrected(client: PoolClient, { sql }: Night): Promise<number> {
  const { rowCount } = await client.query(`
    insert into outbox (account_id, signal, as_of, seq)
    select a.id, case when exists (select from fact f join episode e on e.account_id = f.account_id
        where f.account_id = a.id and f.seq > coalesce(s.seq, 0) and e.status = 'open'
          and f.kind in ('episodeOpened', 'episodeReopened')) then 'caseOpened' else 'positionChanged' end,
      ${sql.asOf}, a.seq
    from night_scope s join account a on a.id = s.account_id
    where a.seq > coalesce(s.seq, 0) and exists (select from episode e where e.account_id = a.id)`)
  return rowCount ?? 0
}
