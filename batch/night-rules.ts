// Which well-formed rows make no sense beside the other rows of the drop and what is known already? The list of rules;
// night-rejects.ts applies them in order, and of two that a row breaks the first is named.
import type { FileName } from './drop-format'
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

export interface Rule {
  file: FileName
  code: RuleCode
  column: string
  reason: string
  /** SQL condition over the staged row `s` that a bad row meets. */
  broken: (night: Night) => string
}

const notRejected = ({ tables }: Night, file: FileName, row: string) =>
  `not exists (select from ${tables.nightRejects} r where r.file = '${file}' and r.line = ${row}.line)`

const knownAccount = (
  night: Night,
) => `(exists (select from account a where a.id = s.account_id and a.status <> 'withdrawn')
  or exists (select from ${night.staged.accounts} a
    where a.account_id = s.account_id and ${notRejected(night, 'accounts.csv', 'a')}))`

/** The payment that the reversal `s` takes back, among those known and those of this drop. */
const reversedPayment = (night: Night, condition: string) => `exists (
  select from (
    select p.id, p.account_id, p.amount_cents, p.kind from payment p where p.voided_by is null
    union all
    select t.payment_id, t.account_id, t.amount_cents, t.kind from ${night.staged.payments} t
      where ${notRejected(night, 'payments.csv', 't')}
  ) p where p.id = s.reverses_payment_id and p.kind = 'payment' ${condition})`

export const nightRules: readonly Rule[] = [
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
    broken: ({ staged }) => `not exists (select from ${staged.accounts} a where a.account_id = s.account_id)`,
  },
  {
    file: 'accounts.csv',
    code: 'accountWithoutBill',
    column: 'account_id',
    reason: 'bills.csv has no bill of this account',
    broken: ({ staged }) => `not exists (select from ${staged.bills} b where b.account_id = s.account_id)`,
  },
  {
    file: 'accounts.csv',
    code: 'unknownCustomer',
    column: 'customer_id',
    reason: 'neither this nor an earlier customers.csv has such a customer',
    broken: ({ staged }) => `not exists (select from customer c where c.id = s.customer_id)
      and not exists (select from ${staged.customers} c where c.customer_id = s.customer_id)`,
  },
  {
    file: 'contact-points.csv',
    code: 'unknownCustomer',
    column: 'customer_id',
    reason: 'neither this nor an earlier customers.csv has such a customer',
    broken: ({ staged }) => `not exists (select from customer c where c.id = s.customer_id)
      and not exists (select from ${staged.customers} c where c.customer_id = s.customer_id)`,
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
    broken: (night) => `not ${knownAccount(night)}`,
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
    broken: (night) => `s.kind = 'reversal' and not ${reversedPayment(night, '')}`,
  },
  {
    file: 'payments.csv',
    code: 'reversalDiffers',
    column: 'amount',
    reason: 'a reversal must have the account and the amount of the payment that it takes back',
    broken: (night) =>
      `s.kind = 'reversal' and not ${reversedPayment(night, 'and p.account_id = s.account_id and p.amount_cents = s.amount_cents')}`,
  },
  {
    file: 'payments.csv',
    code: 'reversedTwice',
    column: 'reverses_payment_id',
    reason: 'this payment was taken back by another reversal',
    broken: (night) => `s.kind = 'reversal' and (
      exists (select from payment p where p.kind = 'reversal' and p.voided_by is null
        and p.account_id = s.account_id and p.reverses_id = s.reverses_payment_id and p.id <> s.payment_id)
      or exists (select from ${night.staged.payments} t
        where t.reverses_payment_id = s.reverses_payment_id and t.payment_id <> s.payment_id
          and ${notRejected(night, 'payments.csv', 't')}))`,
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
    broken: ({ staged }) => `exists (select from ${staged.accounts} a where a.account_id = s.account_id)`,
  },
  {
    file: 'accounts.csv',
    code: 'leftByExit',
    column: 'account_id',
    reason: 'the account is in exits.csv too',
    broken: ({ staged }) => `exists (select from ${staged.exits} x where x.account_id = s.account_id)`,
  },
  {
    file: 'parties.csv',
    code: 'unknownAccount',
    column: 'account_id',
    reason: 'neither this nor an earlier drop has such an account',
    broken: (night) => `not ${knownAccount(night)}`,
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
    broken: (night) => `not ${knownAccount(night)}`,
  },
]
