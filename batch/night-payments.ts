// Which payments and reversals of the drop are new? One that a webhook or an earlier drop brought is known (rules made
// sure that it is the same); one that a correction voided counts again.
import type { ClientBase } from 'pg'
import type { JudgedNight } from './night'

/** Makes night_posted, with the columns of `payment`. The accounts are locked, so nobody else adds one meanwhile. */
export async function planPayments(client: ClientBase, { rows }: JudgedNight): Promise<void> {
  await client.query(`drop table if exists night_posted;
    create temp table night_posted on commit drop as
    select s.payment_id as id, s.account_id, s.value_on, s.posted_on, s.amount_cents, s.kind,
      s.reverses_payment_id as reverses_id, known.id is not null as was_voided
    from ${rows.payments} s left join payment known on known.id = s.payment_id
    where known.id is null or known.voided_by is not null;
    analyze night_posted`)
}
