// A hand-made drop for a test: only what the test is about is written down, the rest is filled in so that the drop is
// one that the import accepts (parts add up, every account has its customer, its phone and its e-mail address).
import { writeDrop as writeWholeDrop } from '../../examples/drop-writer'
import type * as rows from '../../examples/drop-writer'
import { addDays, type CalendarDate } from '../../domain/calendar-date'

type Given<Row, Key extends keyof Row> = Partial<Row> & Pick<Row, Key>

export interface HandMadeDrop {
  businessDate: CalendarDate
  /** 1 unless given: give it when a test writes more than one drop. */
  sequence?: number
  /** Parts not given: all principal, as much as the account's bills leave unpaid. */
  accounts?: readonly Given<rows.AccountRow, 'accountId'>[]
  /** Parts not given: all principal, as much as the minimum. Statement not given: 20 days before the due date. */
  bills?: readonly Given<rows.BillRow, 'accountId' | 'billId' | 'dueOn' | 'minimumDueCents'>[]
  /** Days not given: the business date. Kind not given: reversal if it reverses something. */
  payments?: readonly Given<rows.PaymentRow, 'paymentId' | 'accountId' | 'amountCents'>[]
  exits?: readonly rows.ExitRow[]
  /** Not given: one for each account. An empty list: no such file rows. */
  customers?: readonly Given<rows.CustomerRow, 'customerId'>[]
  /** Not given: a mobile number and an e-mail address for each customer of the accounts. */
  contactPoints?: readonly Given<
    rows.ContactPointRow,
    'contactPointId' | 'customerId' | 'channel' | 'value'
  >[]
  parties?: readonly rows.PartyRow[]
  collateral?: readonly rows.CollateralRow[]
}

/** Writes the drop into `folder` itself (not below it) and returns `folder`. */
export function writeDrop(folder: string, drop: HandMadeDrop): string {
  const bills = (drop.bills ?? []).map(wholeBill)
  const accounts = (drop.accounts ?? []).map((account) => wholeAccount(account, bills))
  const customerIds = [...new Set(accounts.map((account) => account.customerId))]
  return writeWholeDrop(folder, {
    businessDate: drop.businessDate,
    sequence: drop.sequence ?? 1,
    accounts,
    bills,
    payments: (drop.payments ?? []).map((payment) => wholePayment(payment, drop.businessDate)),
    exits: drop.exits ?? [],
    customers: (drop.customers ?? customerIds.map((customerId) => ({ customerId }))).map(wholeCustomer),
    contactPoints: drop.contactPoints?.map(wholeContactPoint) ?? customerIds.flatMap(contactPointsOf),
    ...(drop.parties ? { parties: drop.parties } : {}),
    ...(drop.collateral ? { collateral: drop.collateral } : {}),
  })
}

/** The id of the customer that an account gets when the test names none. */
export function customerOf(accountId: string): string {
  return `c-${accountId}`
}

function wholeBill(given: NonNullable<HandMadeDrop['bills']>[number]): rows.BillRow {
  return {
    statementOn: addDays(given.dueOn, -20),
    principalCents: given.minimumDueCents,
    interestCents: 0,
    penaltyFeeCents: 0,
    otherFeeCents: 0,
    paidCents: 0,
    ...given,
  }
}

function wholeAccount(
  given: NonNullable<HandMadeDrop['accounts']>[number],
  bills: readonly rows.BillRow[],
): rows.AccountRow {
  const parts = { principalCents: 0, interestCents: 0, penaltyFeeCents: 0, otherFeeCents: 0 }
  parts.principalCents = bills
    .filter((bill) => bill.accountId === given.accountId)
    .reduce((sum, bill) => sum + totalCents(bill) - bill.paidCents, 0)
  const account = { ...parts, ...given }
  return {
    customerId: customerOf(given.accountId),
    product: 'card',
    currency: 'CNY',
    balanceCents: totalCents(account),
    dailyRate: '0.0005',
    contractOn: '2020-01-15',
    graceDays: 3,
    toleranceCents: 1000,
    riskSegment: 'medium',
    autopayFailed: false,
    ...account,
  }
}

type Parts = Pick<rows.BillRow, 'principalCents' | 'interestCents' | 'penaltyFeeCents' | 'otherFeeCents'>

function totalCents(parts: Parts): number {
  return parts.principalCents + parts.interestCents + parts.penaltyFeeCents + parts.otherFeeCents
}

function wholePayment(
  given: NonNullable<HandMadeDrop['payments']>[number],
  businessDate: CalendarDate,
): rows.PaymentRow {
  const kind = given.reversesPaymentId === undefined ? 'payment' : 'reversal'
  return { kind, valueOn: businessDate, postedOn: businessDate, ...given }
}

function wholeCustomer(given: NonNullable<HandMadeDrop['customers']>[number]): rows.CustomerRow {
  return { fullName: '张示例', language: 'zh-CN', country: 'CN', zone: 'Asia/Shanghai', ...given }
}

function wholeContactPoint(given: NonNullable<HandMadeDrop['contactPoints']>[number]): rows.ContactPointRow {
  return { source: 'contract', reserved: true, rank: 1, ...given }
}

/** Reserved fictitious numbers (+44 7700 900xxx) and example.com: nobody is reached. */
function contactPointsOf(customerId: string): rows.ContactPointRow[] {
  const charCodes = [...customerId].map((character, place) => character.charCodeAt(0) * (place + 1))
  const lastDigits = charCodes.reduce((sum, code) => sum + code, 0) % 1000
  const mobile = `+447700900${String(lastDigits).padStart(3, '0')}`
  return [
    wholeContactPoint({
      contactPointId: `${customerId}-mobile`,
      customerId,
      channel: 'mobile',
      value: mobile,
    }),
    wholeContactPoint({
      contactPointId: `${customerId}-email`,
      customerId,
      channel: 'email',
      value: `${customerId}@example.com`,
      rank: 2,
    }),
  ]
}
