// When does a row of a raw file say the same as a row of a table? Conditions over `r` (the file's fields as text) and
// `t`, written apart from the import's own.

export interface FileComparison {
  table: string
  key: string
  equal: readonly string[]
  /** The file's control column and the table's. */
  money?: { written: string; kept: string }
}

const cents = (kept: string, written: string) => `t.${kept} = r.${written}::numeric * 100`
const same = (kept: string, written = kept) => `t.${kept} = r.${written}`
const date = (column: string) => `t.${column} = r.${column}::date`
const optional = (kept: string, written: string) => `t.${kept} is not distinct from ${written}`
const parts = ['principal', 'interest', 'penalty_fee', 'other_fee'].map((part) =>
  cents(`${part}_cents`, part),
)

export const fileComparisons: Record<string, FileComparison> = {
  'accounts.csv': {
    table: 'account',
    key: 't.id = r.account_id',
    equal: [
      same('customer_id'),
      `t.product = case r.product when 'personal_loan' then 'personalLoan' else r.product end`,
      same('currency'),
      cents('balance_cents', 'balance'),
      ...parts,
      't.daily_rate = r.daily_rate::numeric',
      date('contract_on'),
      't.grace_days = r.grace_days::int',
      cents('tolerance_cents', 'tolerance'),
      `t.risk_segment = coalesce(r.risk_segment, 'unknown')`,
      `t.autopay_failed = (r.autopay_failed = 'yes')`,
      `t.status = 'overdue'`,
    ],
    money: { written: 'balance', kept: 'balance_cents' },
  },
  'bills.csv': {
    table: 'bill',
    key: 't.account_id = r.account_id and t.id = r.bill_id',
    equal: [
      date('statement_on'),
      date('due_on'),
      ...parts,
      cents('minimum_due_cents', 'minimum_due'),
      cents('paid_cents', 'paid'),
    ],
    money: { written: 'minimum_due', kept: 'minimum_due_cents' },
  },
  'payments.csv': {
    table: 'payment',
    key: 't.id = r.payment_id and t.voided_by is null',
    equal: [same('account_id'), cents('amount_cents', 'amount'), same('kind')],
    money: { written: 'amount', kept: 'amount_cents' },
  },
  'exits.csv': {
    table: 'account',
    key: 't.id = r.account_id',
    equal: [`t.status = case r.reason when 'paid' then 'current' else 'exited' end`],
  },
  'customers.csv': {
    table: 'customer',
    key: 't.id = r.customer_id',
    equal: [
      same('full_name'),
      same('language'),
      same('country'),
      optional('zone', 'r.zone'),
      optional('born_on', 'r.born_on::date'),
    ],
  },
  'contact-points.csv': {
    table: 'contact_point',
    key: 't.id = r.contact_point_id',
    equal: [
      same('customer_id'),
      same('channel'),
      same('value'),
      `t.source = case r.source when 'reserved_contact' then 'reservedContact' else r.source end`,
      `t.reserved = (r.reserved = 'yes')`,
      't.rank = r.rank::int',
    ],
  },
  'parties.csv': {
    table: 'party',
    key: 't.account_id = r.account_id and t.id = r.party_id',
    equal: [
      `t.role = case r.role when 'supplementary_holder' then 'supplementaryHolder'
        when 'reserved_contact' then 'reservedContact' else r.role end`,
      same('full_name'),
      optional('channel', 'r.channel'),
      optional('value', 'r.value'),
    ],
  },
  'collateral.csv': {
    table: 'collateral',
    key: 't.account_id = r.account_id and t.id = r.collateral_id',
    equal: [same('kind'), same('description'), cents('appraised_cents', 'appraised_value')],
    money: { written: 'appraised_value', kept: 'appraised_cents' },
  },
}
