// Which well-formed rows make no sense beside the other rows of the drop and what is known already? Rules over staged
// rows; a broken rule rejects the row. All rows of an account with a rejected row are set aside that night (A2): the
// account is neither cured nor changed nor missing. Payments alone are not: a drop lists each payment only once.
import { type ClientBase, escapeLiteral } from 'pg'
import { type FileFormat, type FileName, dropFiles, hasAccount } from './drop-format'
import { DropRefused } from './drop-refused'
import type { Night } from './night'

export type RuleCode =
  | 'duplicateKey'
  | 'partsDoNotSum'
  | 'statementAfterDue'
  | 'paidAboveTotal'
  | 'billWithoutAccount'
  | 'accountWithoutBill'
  | 'unknownCustomer'
  | 'badNumber'
  | 'badEmail'
  | 'unknownAccount'
  | 'postedAfterBooks'
  | 'reversalWithoutPayment'
  | 'paymentWithReversedId'
  | 'unknownPayment'
  | 'reversedTwice'
  | 'reversalDiffers'
  | 'paymentDiffers'
  | 'stillInAccounts'
  | 'leftByExit'
  | 'valueWithoutChannel'
  | 'setAside'

interface Rule {
  file: FileName
  code: RuleCode
  column?: string
  reason: string
  /** SQL condition over the staged row `s` that a bad row meets. */
  broken: (night: Night) => string
}

const notRejected = (file: FileName, row: string) =>
  `not exists (select from night_reject r where r.file = '${file}' and r.line = ${row}.line)`

const knownAccount = `(exists (select from account a where a.id = s.account_id and a.status <> 'withdrawn')
  or exists (select from staged_accounts a where a.account_id = s.account_id and ${notRejected('accounts.csv', 'a')}))`

/** The payment that the reversal `s` takes back, among those known and those of this drop. */
const reversedPayment = (condition: string) => `exists (
  select from (
    select p.id, p.account_id, p.amount_cents, p.kind from payment p where p.voided_by is null
    union all
    select t.payment_id, t.account_id, t.amount_cents, t.kind from staged_payments t
      where ${notRejected('payments.csv', 't')}
  ) p where p.id = s.reverses_payment_id and p.kind = 'payment' ${condition})`

const rules: readonly Rule[] = [
  {
    file: 'accounts.csv',
    code: 'partsDoNotSum',
    column: 'balance',
    reason: 'balance must be the sum of principal, interest, penalty_fee and other_fee',
    broken: () =>
      's.principal_cents + s.interest_cents + s.penalty_fee_cents + s.other_fee_cents <> s.balance_cents',
  },
  {
    file: 'bills.csv',
    code: 'statementAfterDue',
    column: 'statement_on',
    reason: 'statement_on must not be after due_on',
    broken: () => 's.statement_on > s.due_on',
  },
  {
    file: 'bills.csv',
    code: 'paidAboveTotal',
    column: 'paid',
    reason: "paid must not be above the sum of the bill's parts",
    broken: () =>
      's.paid_cents > s.principal_cents + s.interest_cents + s.penalty_fee_cents + s.other_fee_cents',
  },
  {
    file: 'bills.csv',
    code: 'billWithoutAccount',
    column: 'account_id',
    reason: 'accounts.csv has no such account',
    broken: () => 'not exists (select from staged_accounts a where a.account_id = s.account_id)',
  },
  {
    file: 'accounts.csv',
    code: 'accountWithoutBill',
    column: 'account_id',
    reason: 'bills.csv has no bill of this account',
    broken: () => 'not exists (select from staged_bills b where b.account_id = s.account_id)',
  },
  {
    file: 'accounts.csv',
    code: 'unknownCustomer',
    column: 'customer_id',
    reason: 'neither this nor an earlier customers.csv has such a customer',
    broken: () => `not exists (select from customer c where c.id = s.customer_id)
      and not exists (select from staged_customers c where c.customer_id = s.customer_id)`,
  },
  {
    file: 'contact-points.csv',
    code: 'unknownCustomer',
    column: 'customer_id',
    reason: 'neither this nor an earlier customers.csv has such a customer',
    broken: () => `not exists (select from customer c where c.id = s.customer_id)
      and not exists (select from staged_customers c where c.customer_id = s.customer_id)`,
  },
  {
    file: 'contact-points.csv',
    code: 'badNumber',
    column: 'value',
    reason: 'a number must be + and 7 to 15 digits, without spaces',
    broken: () => `s.channel in ('mobile', 'landline') and s.value !~ '^[+][1-9][0-9]{6,14}$'`,
  },
  {
    file: 'contact-points.csv',
    code: 'badEmail',
    column: 'value',
    reason: 'an e-mail address must have one @ and no spaces',
    broken: () => `s.channel = 'email' and s.value !~ '^[^@ ]+@[^@ ]+$'`,
  },
  {
    file: 'payments.csv',
    code: 'unknownAccount',
    column: 'account_id',
    reason: 'neither this nor an earlier drop has such an account',
    broken: () => `not ${knownAccount}`,
  },
  {
    file: 'payments.csv',
    code: 'postedAfterBooks',
    column: 'posted_on',
    reason: 'posted_on must not be after the business date of the drop',
    broken: ({ sql }) => `s.posted_on > ${sql.date}`,
  },
  {
    file: 'payments.csv',
    code: 'reversalWithoutPayment',
    column: 'reverses_payment_id',
    reason: 'a reversal must name the payment that it takes back',
    broken: () => `s.kind = 'reversal' and s.reverses_payment_id is null`,
  },
  {
    file: 'payments.csv',
    code: 'paymentWithReversedId',
    column: 'reverses_payment_id',
    reason: 'only a reversal may name another payment',
    broken: () => `s.kind = 'payment' and s.reverses_payment_id is not null`,
  },
  {
    file: 'payments.csv',
    code: 'unknownPayment',
    column: 'reverses_payment_id',
    reason: 'neither this nor an earlier drop has such a payment',
    broken: () => `s.kind = 'reversal' and not ${reversedPayment('')}`,
  },
  {
    file: 'payments.csv',
    code: 'reversalDiffers',
    column: 'amount',
    reason: 'a reversal must have the account and the amount of the payment that it takes back',
    broken: () =>
      `s.kind = 'reversal' and not ${reversedPayment('and p.account_id = s.account_id and p.amount_cents = s.amount_cents')}`,
  },
  {
    file: 'payments.csv',
    code: 'reversedTwice',
    column: 'reverses_payment_id',
    reason: 'this payment was taken back by another reversal',
    broken: () => `s.kind = 'reversal' and (
      exists (select from payment p where p.kind = 'reversal' and p.voided_by is null
        and p.account_id = s.account_id and p.reverses_id = s.reverses_payment_id and p.id <> s.payment_id)
      or exists (select from staged_payments t
        where t.reverses_payment_id = s.reverses_payment_id and t.payment_id <> s.payment_id
          and ${notRejected('payments.csv', 't')}))`,
  },
  {
    file: 'payments.csv',
    code: 'paymentDiffers',
    column: 'payment_id',
    reason: 'this payment is known with another account, amount or kind',
    broken: () => `exists (select from payment p where p.id = s.payment_id and p.voided_by is null
      and (p.account_id, p.amount_cents, p.kind) <> (s.account_id, s.amount_cents, s.kind))`,
  },
  {
    file: 'exits.csv',
    code: 'unknownAccount',
    column: 'account_id',
    reason: 'no earlier drop has such an account',
    broken: () => `not exists (select from account a where a.id = s.account_id and a.status <> 'withdrawn')`,
  },
  {
    file: 'exits.csv',
    code: 'stillInAccounts',
    column: 'account_id',
    reason: 'the account is in accounts.csv too',
    broken: () => 'exists (select from staged_accounts a where a.account_id = s.account_id)',
  },
  {
    file: 'accounts.csv',
    code: 'leftByExit',
    column: 'account_id',
    reason: 'the account is in exits.csv too',
    broken: () => 'exists (select from staged_exits x where x.account_id = s.account_id)',
  },
  {
    file: 'parties.csv',
    code: 'unknownAccount',
    column: 'account_id',
    reason: 'neither this nor an earlier drop has such an account',
    broken: () => `not ${knownAccount}`,
  },
  {
    file: 'parties.csv',
    code: 'valueWithoutChannel',
    column: 'value',
    reason: 'channel and value are given together or not at all',
    broken: () => '(s.channel is null) <> (s.value is null)',
  },
  {
    file: 'collateral.csv',
    code: 'unknownAccount',
    column: 'account_id',
    reason: 'neither this nor an earlier drop has such an account',
    broken: () => `not ${knownAccount}`,
  },
]

/** Files whose rows are set aside when another row of their account was rejected. */
const setAsideFiles = dropFiles.filter((file) =>
  ['accounts.csv', 'bills.csv', 'exits.csv', 'parties.csv', 'collateral.csv'].includes(file.name),
)

/**
 * Fills night_reject, one row per rejected line.
 * @throws DropRefused DROP_TOO_MANY_REJECTS
 */
export async function rejectRows(client: ClientBase, night: Night, maxRejects: number): Promise<void> {
  await client.query(`
    drop table if exists night_reject cascade;
    create temp table night_reject (file text, line int, column_name text, code text, reason text, account_id text,
      account_certain boolean not null, primary key (file, line)) on commit drop;
    insert into night_reject select file, line, column_name, code, reason, account_id, account_certain
      from ${night.tables.rejects}`)
  const apply = async (chosen: readonly Rule[]) => {
    for (const rule of chosen) await client.query(brokenRule(rule, night, maxRejects))
  }
  await setAsideRejected(client)
  await setAsideShrunk(client)
  for (const file of await unorderedFiles(client, night)) await client.query(duplicateKeys(file, maxRejects))
  await apply(rules.filter((rule) => rule.file !== 'payments.csv'))
  await setAsideRejected(client)
  await apply(rules.filter((rule) => rule.file === 'payments.csv'))
  await setAsideRejected(client)
  await apply(rules.filter((rule) => rule.file === 'payments.csv' && rule.code === 'unknownAccount'))
  await checkRejectCount(client, maxRejects)
}

async function checkRejectCount(client: ClientBase, maxRejects: number): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from night_reject where code <> 'setAside'`,
  )
  if ((rows[0]?.count ?? 0) > maxRejects) {
    throw new DropRefused('DROP_TOO_MANY_REJECTS', `more than ${maxRejects} rows of the drop are bad`)
  }
}

function insertRejects(
  file: string,
  code: RuleCode,
  column: string | null,
  reason: string,
  select: string,
): string {
  return `insert into night_reject (file, line, column_name, code, reason, account_id, account_certain)
    select '${file}', line, ${column === null ? 'null' : `'${column}'`}, '${code}', ${escapeLiteral(reason)},
      account_id, true from (${select}) s on conflict do nothing`
}

const accountOf = (file: FileFormat) => (hasAccount(file) ? 's.account_id' : 'null::text as account_id')

function brokenRule(rule: Rule, night: Night, maxRejects: number): string {
  const file = dropFiles.find(({ name }) => name === rule.file) as FileFormat
  const select = `select s.line, ${accountOf(file)} from staged_${file.table} s
    where ${rule.broken(night)} limit ${maxRejects + 1}`
  return insertRejects(rule.file, rule.code, rule.column ?? null, rule.reason, select)
}

/** Files in which a key may be there twice; where keys ascend, reading the file has shown that none is. */
async function unorderedFiles(client: ClientBase, { tables }: Night): Promise<FileFormat[]> {
  const { rows } = await client.query<{ file: string }>(
    `select file from ${tables.files} where not keys_ascend`,
  )
  return dropFiles.filter((file) => rows.some((row) => row.file === file.name))
}

/** Which of two rows with one key is right cannot be known, so that both are rejected. */
function duplicateKeys(file: FileFormat, maxRejects: number): string {
  const key = file.key.join(', ')
  const select = `select s.line, ${accountOf(file)} from staged_${file.table} s
    where (${key}) in (select ${key} from staged_${file.table} group by ${key} having count(*) > 1)
    limit ${maxRejects + 1}`
  return insertRejects(
    file.name,
    'duplicateKey',
    file.key.at(-1) ?? null,
    `another row has the same ${key}`,
    select,
  )
}

async function setAsideRejected(client: ClientBase): Promise<void> {
  const { rows } = await client.query('select from night_reject where account_id is not null limit 1')
  if (rows.length > 0) {
    await setAside(client, 'select account_id from night_reject', 'another row of this account was rejected')
  }
}

/** A bad row of bills.csv that cannot be tied to an account may be of any that now has fewer bills. */
async function setAsideShrunk(client: ClientBase): Promise<void> {
  const { rows } = await client.query(
    `select from night_reject where file = 'bills.csv' and not account_certain limit 1`,
  )
  if (rows.length === 0) return
  const shrunk = `select b.account_id from known_bill b where not exists (
    select from staged_bills s where s.account_id = b.account_id and s.bill_id = b.id)`
  await setAside(
    client,
    shrunk,
    'a bad row of bills.csv, whose account is uncertain, may be a bill of this account',
  )
}

async function setAside(client: ClientBase, accounts: string, why: string): Promise<void> {
  for (const file of setAsideFiles) {
    const select = `select line, account_id from staged_${file.table} where account_id in (${accounts})`
    await client.query(insertRejects(file.name, 'setAside', null, `set aside: ${why}`, select))
  }
}
