// Which facts does the night add? One SELECT per kind of fact; as they are written, all together are numbered and chained
// to the log of each account in one pass.
import { personWideKinds } from '../domain/contact/person-wide'
import type { FactKind } from '../domain/facts'
import type { JudgedNight } from './night'

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

/** SQL condition: no correction took the fact `row` back. */
export const notWithdrawn = (row: string): string =>
  `not exists (select from fact w where w.account_id = ${row}.account_id and w.kind = 'dropWithdrawn'
    and w.payload -> 'seqs' @> to_jsonb(${row}.seq))`

/** Facts that are not numbered yet: what append_staged_facts() starts from. */
export const newFactTable = `drop table if exists new_fact;
  create temp table new_fact (account_id text, ord int, key text, kind text, effective_at timestamptz,
    recorded_at timestamptz, actor text, source text, payload jsonb) on commit drop`

/**
 * SELECT of the night's facts with the columns of `fact`, numbered and chained to the logs of locked_account in one
 * pass. Needs all that was planned before.
 */
export function nightFacts(night: JudgedNight): string {
  return `
    select account_id, seq, key, kind, effective_at, recorded_at, actor, source, payload,
      fact_chain(head_hash,
        fact_content(account_id, seq, key, kind, effective_at, recorded_at, actor, source, payload))
        over (partition by account_id order by ord, key rows unbounded preceding) as hash
    from (
      select f.*, a.head_hash,
        (coalesce(a.seq, 0) + row_number() over (partition by f.account_id order by f.ord, f.key))::int as seq
      from (${[...factStatements(night).map((one) => selectFacts(one, night)), personFacts(night)].join(
        '\n union all ',
      )}) f left join locked_account a on a.id = f.account_id
    ) numbered`
}

function selectFacts(
  { kind, order, key, payload, from, effectiveAt }: FactStatement,
  { sql }: JudgedNight,
): string {
  return `select account_id, ${order} as ord, ${key} as key, '${kind}' as kind,
    ${effectiveAt ?? sql.effectiveAt} as effective_at, ${sql.asOf} as recorded_at, 'bank:nightly-drop' as actor,
    ${sql.source} as source, ${payload} as payload from ${from}`
}

function factStatements(night: JudgedNight): FactStatement[] {
  return [...accountFacts(night), ...paymentFacts(night), ...episodeFacts(night)]
}

/** What the drop says of each account: found again, as it stands, missing, gone. */
function accountFacts({ sql, dropId, rows }: JudgedNight): FactStatement[] {
  const perDrop = (name: string) => `'${name}/${dropId}' || ${sql.keySuffix}`
  const dated = (more = '') => `jsonb_build_object('businessDate', (${sql.date})::text${more})`
  return [
    {
      kind: 'accountFound',
      order: 10,
      key: perDrop('found'),
      payload: dated(),
      from: `night_plan where is_reported and old_status in ('missing', 'exited')`,
    },
    { kind: 'positionReported', order: 20, key: perDrop('position'), ...positionFact(sql.date, rows.bills) },
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
  ]
}

/** Money that came or went back, with its value day as the day from which it counts. */
function paymentFacts({ sql, dropId }: JudgedNight): FactStatement[] {
  const startOfValueDay = `(value_on::timestamp at time zone ${sql.zone})`
  // A payment that was voided and counts again needs a key of its own.
  const paymentKey = `'payment/' || id || case when was_voided then '@${dropId}' || ${sql.keySuffix} else '' end`
  return [
    {
      // A payment that counts again after all: the word that it never was no longer counts.
      kind: 'dropWithdrawn',
      order: 25,
      key: `'voided/' || voided_by || '/${dropId}' || ${sql.keySuffix}`,
      payload: `jsonb_build_object('dropId', voided_by, 'seqs', seqs)`,
      from: `(
        select f.account_id, substr(f.source, 6) as voided_by, jsonb_agg(f.seq order by f.seq) as seqs
        from night_posted n join fact f on f.account_id = n.account_id and f.kind = 'paymentVoided'
          and f.payload ->> 'paymentId' = n.id
        where n.was_voided and ${notWithdrawn('f')}
        group by f.account_id, f.source
      ) n`,
    },
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
  ]
}

function episodeFacts({ sql, dropId }: JudgedNight): FactStatement[] {
  return [
    {
      kind: 'episodeOpened',
      order: 60,
      key: `'episode/' || number || '/opened' || ${sql.keySuffix}`,
      payload: `jsonb_build_object('episode', number, 'because', because, 'strategyId', strategy_id,
        'strategyVersion', strategy_version)`,
      from: `night_episode where action = 'open'`,
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

/**
 * What other accounts of the person say of the person and this one does not: an account that comes after a death or a
 * restriction was recorded knows of it from its first day. By whom and since when is kept; it is learnt from this drop, so
 * that a correction of whose account it is takes it back.
 */
function personFacts({ sql, dropId }: JudgedNight): string {
  const said = (row: string) => `split_part(${row}.key, '@', 1)`
  return `select account_id, 79 + row_number() over (partition by account_id order by recorded_at, seq) as ord,
      said || '@${dropId}' || ${sql.keySuffix} as key, kind, effective_at, ${sql.asOf} as recorded_at, actor,
      ${sql.source} as source, payload
    from (
      select distinct on (p.account_id, said) p.account_id, ${said('f')} as said, f.kind, f.effective_at, f.recorded_at,
        f.seq, f.actor, f.payload
      from night_plan p join account o on o.customer_id = p.customer_id and o.id <> p.account_id
        join fact f on f.account_id = o.id and f.kind in (${personWideKinds.map((kind) => `'${kind}'`).join(', ')})
      where not f.payload ? 'partyId' and ${notWithdrawn('f')}
        and not exists (select from fact k where k.account_id = p.account_id and k.kind = f.kind
          and not k.payload ? 'partyId' and ${said('k')} = ${said('f')} and ${notWithdrawn('k')})
      order by p.account_id, said, f.recorded_at, f.seq
    ) known_elsewhere`
}

/** As text that is parsed once: building it of jsonb values takes twice as long, and this is most of a first night. */
function positionFact(date: string, bills: string): Pick<FactStatement, 'payload' | 'from'> {
  const bill = jsonText({
    billId: word('b.bill_id'),
    statementOn: word('b.statement_on'),
    dueOn: word('b.due_on'),
    minimumDueCents: 'b.minimum_due_cents',
    totalCents: '(b.principal_cents + b.interest_cents + b.penalty_fee_cents + b.other_fee_cents)',
    parts: partsOf('b'),
    paidCents: 'b.paid_cents',
  })
  const position = jsonText({
    businessDate: word(date),
    customerId: word('customer_id'),
    product: word('product'),
    currency: word('currency'),
    riskSegment: word('risk_segment'),
    graceDays: 'grace_days',
    toleranceCents: 'tolerance_cents',
    balanceCents: 'balance_cents',
    parts: partsOf('night_plan'),
    dailyRate: word('trim_scale(daily_rate)'),
    bills: `'[' || bills || ']'`,
  })
  return {
    payload: `(${position})::jsonb`,
    from: `night_plan join (
        select b.account_id, string_agg(${bill}, ',' order by b.due_on, b.bill_id) as bills
        from ${bills} b where b.account_id in (select account_id from night_plan where is_news)
        group by b.account_id
      ) b using (account_id)
      where is_news`,
  }
}

/** SQL: what a debt consists of, by the columns that account and bill share. */
const partsOf = (row: string) =>
  jsonText({
    principalCents: `${row}.principal_cents`,
    interestCents: `${row}.interest_cents`,
    penaltyFeeCents: `${row}.penalty_fee_cents`,
    otherFeeCents: `${row}.other_fee_cents`,
  })

/** SQL: a date, an id or a code as JSON text; none of them has a character that JSON escapes. */
const word = (value: string) => `'"' || ${value} || '"'`

/** SQL: a JSON object as text, made of SQL expressions for its fields. */
function jsonText(fields: Record<string, string>): string {
  const members = Object.entries(fields).map(([name, value]) => `"${name}":' || ${value}`)
  return `'{${members.join(` || ',`)} || '}'`
}
