// Which columns of the tables does the drop report? The lists that comparing, writing and taking back share.

/** Columns of `account` that the drop reports, by their names in staging and in the table. */
export const accountColumns = [
  'customer_id',
  'product',
  'currency',
  'balance_cents',
  'principal_cents',
  'interest_cents',
  'penalty_fee_cents',
  'other_fee_cents',
  'daily_rate',
  'contract_on',
  'grace_days',
  'tolerance_cents',
  'risk_segment',
  'autopay_failed',
] as const

/** Columns of `bill` that the drop reports. */
export const billColumns = [
  'statement_on',
  'due_on',
  'principal_cents',
  'interest_cents',
  'penalty_fee_cents',
  'other_fee_cents',
  'minimum_due_cents',
  'paid_cents',
] as const

/** Those of `account` that follow from the drop's rows. */
export const positionColumns = [...accountColumns, 'status', 'oldest_unpaid_due_on', 'overdue_cents'] as const

/** Everything in `account` that a night may write, apart from the head of the fact chain. */
export const reportedAccount = [...positionColumns, 'reported_on'] as const

/** What an account without debt has zero of. */
export const accountAmounts: readonly string[] = [
  ...accountColumns.filter((column) => column.endsWith('_cents') && column !== 'tolerance_cents'),
  'overdue_cents',
]

/** `a.x, a.y` */
export const listOf = (row: string, columns: readonly string[]): string =>
  columns.map((column) => `${row}.${column}`).join(', ')

/** `x = s.x, y = s.y` */
export const assignments = (columns: readonly string[], row: string): string =>
  columns.map((column) => `${column} = ${row}.${column}`).join(', ')

/** SQL condition: two rows differ in one of the columns; null equals null. */
export const differs = (columns: readonly string[], a: string, b: string): string =>
  `(${listOf(a, columns)}) is distinct from (${listOf(b, columns)})`
