// Which facts does the night add, and which cases must look again? One set-based statement per kind of fact into
// new_fact, then the log's own function, then one outbox row per account.
import type { ClientBase } from 'pg'
import type { FactKind } from '../domain/facts'
import type { Night } from './night'

interface FactStatement {
  kind: FactKind
  /** Place among the facts that an account gets in one night. */
  order: number
  /** SQL expressions over the rows of `from`, which has `account_id`. */
  key: string
  payload: string
  from: string
  effectiveAt?: string
}

/** Adds the night's facts to the log; returns how many. */
export async function writeFacts(client: ClientBase, night: Night): Promise<number> {
  await client.query(`drop table if exists new_fact;
    create temp table new_fact (account_id text, ord int, key text, kind text, effective_at timestamptz,
      recorded_at timestamptz, actor text, source text, payload jsonb) on commit drop`)
  for (const statement of factStatements(night)) await client.query(insertFacts(statement, night))
  const { rows } = await client.query<{ written: number }>('select append_staged_facts()::int as written')
  return rows[0]?.written ?? 0
}

function insertFacts(
  { kind, order, key, payload, from, effectiveAt }: FactStatement,
  { sql }: Night,
): string {
  return `insert into new_fact select account_id, ${order}, ${key}, '${kind}', ${effectiveAt ?? sql.effectiveAt},
    ${sql.asOf}, 'bank:nightly-drop', ${sql.source}, ${payload} from ${from}`
}

function factStatements({ sql, dropId }: Night): FactStatement[] {
  const perDrop = (name: string) => `'${name}/${dropId}' || ${sql.keySuffix}`
  const dated = (more = '') => `jsonb_build_object('businessDate', (${sql.date})::text${more})`
  const startOfValueDay = `(value_on::timestamp at time zone ${sql.zone})`
  // A payment that was voided and counts again needs a key of its own.
  const paymentKey = `'payment/' || id || case when exists (
      select from fact f where f.account_id = night_posted.account_id and f.key = 'payment/' || night_posted.id)
    then '@${dropId}' || ${sql.keySuffix} else '' end`
  return [
    {
      kind: 'accountFound',
      order: 10,
      key: perDrop('found'),
      payload: dated(),
      from: `night_plan where is_reported and old_status in ('missing', 'exited')`,
    },
    { kind: 'positionReported', order: 20, key: perDrop('position'), ...positionFact(sql.date) },
    {
      kind: 'paymentPosted',
      order: 30,
      key: paymentKey,
      effectiveAt: startOfValueDay,
      payload: `jsonb_build_object('paymentId', id, 'amountCents', amount_cents, 'valueOn', value_on,
        'postedOn', posted_on)`,
      from: `night_posted where kind = 'payment'`,
    },
    {
      kind: 'paymentReversed',
      order: 40,
      key: paymentKey,
      effectiveAt: startOfValueDay,
      payload: `jsonb_build_object('paymentId', id, 'reversesPaymentId', reverses_id, 'amountCents', amount_cents,
        'valueOn', value_on, 'postedOn', posted_on)`,
      from: `night_posted where kind = 'reversal'`,
    },
    {
      kind: 'accountMissing',
      order: 50,
      key: perDrop('missing'),
      payload: dated(),
      from: 'night_plan where is_missing',
    },
    {
      kind: 'accountExited',
      order: 50,
      key: perDrop('exit'),
      payload: dated(`, 'reason', exit_reason`),
      from: 'night_plan where exit_reason is not null',
    },
    {
      kind: 'episodeOpened',
      order: 60,
      key: `'episode/' || number || '/opened' || ${sql.keySuffix}`,
      payload: `jsonb_build_object('episode', number, 'because', because, 'strategyId', strategy_id,
        'strategyVersion', strategy_version)`,
      from: `(select n.account_id, n.number, n.because, e.strategy_id, e.strategy_version from night_episode n
        join episode e on e.account_id = n.account_id and e.number = n.number where n.action = 'open') n`,
    },
    {
      kind: 'episodeReopened',
      order: 60,
      key: `'episode/' || number || '/reopened/${dropId}' || ${sql.keySuffix}`,
      payload: `jsonb_build_object('episode', number)`,
      from: `night_episode where action = 'reopen'`,
    },
    {
      kind: 'episodeClosed',
      order: 70,
      key: `'episode/' || number || '/closed/${dropId}' || ${sql.keySuffix}`,
      payload: `jsonb_build_object('episode', number, 'reason', because)`,
      from: `night_episode where action = 'close'`,
    },
  ]
}

function positionFact(date: string): Pick<FactStatement, 'payload' | 'from'> {
  return {
    payload: `jsonb_build_object('businessDate', (${date})::text, 'customerId', customer_id, 'product', product,
      'currency', currency, 'riskSegment', risk_segment, 'graceDays', grace_days, 'toleranceCents', tolerance_cents,
      'balanceCents', balance_cents, 'bills', bills)`,
    from: `(
      select p.account_id, a.customer_id, a.product, a.currency, a.risk_segment, a.grace_days, a.tolerance_cents,
        a.balance_cents, b.bills
      from night_plan p
      join account a on a.id = p.account_id
      join (
        select b.account_id, jsonb_agg(jsonb_build_object('billId', b.id, 'statementOn', b.statement_on,
          'dueOn', b.due_on, 'minimumDueCents', b.minimum_due_cents,
          'totalCents', b.principal_cents + b.interest_cents + b.penalty_fee_cents + b.other_fee_cents,
          'paidCents', b.paid_cents) order by b.due_on, b.id) as bills
        from bill b where b.account_id in (select account_id from night_plan where is_news)
        group by b.account_id
      ) b on b.account_id = p.account_id
      where p.is_news
    ) n`,
  }
}

/** Tells each case with news to look again: one row per account. Returns how many. */
export async function writeOutbox(client: ClientBase, { sql }: Night): Promise<number> {
  const { rowCount } = await client.query(`
    insert into outbox (account_id, signal, as_of, seq)
    select f.account_id,
      case when bool_or(f.kind in ('episodeOpened', 'episodeReopened')) then 'caseOpened'
        when bool_or(f.kind = 'paymentReversed') then 'paymentReversed'
        when bool_or(f.kind = 'paymentPosted') then 'paymentPosted'
        else 'positionChanged' end,
      ${sql.asOf}, max(a.seq)
    from new_fact f
    join account a on a.id = f.account_id
    join night_plan p on p.account_id = f.account_id
    where p.open_episode is not null or f.account_id in (select account_id from night_episode)
    group by f.account_id`)
  return rowCount ?? 0
}
