// Which book does the import's benchmark work on? A made-up one of any size, the same every time: a first night on
// which every account is new, and a second on which a twentieth of the book changes. Rows are made one at a time.
import { join } from 'node:path'
import { type CalendarDate, addDays } from '../domain/calendar-date'
import {
  type AccountRow,
  type BillRow,
  type ContactPointRow,
  type CustomerRow,
  type ExitRow,
  type PaymentRow,
  writeDrop,
} from '../examples/drop-writer'

export interface Book {
  /** Accounts of the first night. */
  accounts: number
  /** Business date of the first night. */
  firstNight: CalendarDate
  /** Begins every account's id. */
  prefix: string
}

/** Rows that an account has in the files of the second night: itself, 4 bills for 3 accounts, news. */
const rowsPerAccount = 2.4

/** The book whose second night has about `rows` rows. */
export function bookOf(rows: number): Book {
  return { accounts: Math.ceil(rows / rowsPerAccount), firstNight: '2026-03-02', prefix: 'a' }
}

/** Day one: every account with its bills, its customer and a number. Returns the folder. */
export function writeFirstNight(book: Book, drops: string): string {
  const { firstNight } = book
  return writeDrop(join(drops, firstNight), {
    businessDate: firstNight,
    sequence: 1,
    customers: rowsOf(0, book.accounts, (n) => [customerRow(book, n)]),
    contactPoints: rowsOf(0, book.accounts, (n) => [contactPointRow(book, n)]),
    accounts: rowsOf(0, book.accounts, (n) => [accountRow(book, n, 'same')]),
    bills: rowsOf(0, book.accounts, (n) => billRows(book, n, 'same')),
    payments: [],
    exits: [],
  })
}

/** The night after: the news of newsOf(), new accounts, a few rows that the import must reject. Returns the folder. */
export function writeSecondNight(book: Book, drops: string): string {
  const businessDate = addDays(book.firstNight, 1)
  const withNew = book.accounts + Math.ceil(book.accounts / 100)
  const news = (n: number) => (n < book.accounts ? newsOf(n) : 'same')
  const stays = (n: number) => news(n) !== 'paid'
  return writeDrop(join(drops, businessDate), {
    businessDate,
    sequence: 2,
    customers: rowsOf(book.accounts, withNew, (n) => [customerRow(book, n)]),
    contactPoints: rowsOf(book.accounts, withNew, (n) => [contactPointRow(book, n)]),
    accounts: rowsOf(0, withNew, (n) => (stays(n) ? [spoilt(accountRow(book, n, news(n)), n)] : [])),
    bills: rowsOf(0, withNew, (n) => (stays(n) ? billRows(book, n, news(n)) : [])),
    payments: rowsOf(0, book.accounts, (n) => paymentRows(book, n, businessDate)),
    exits: rowsOf(0, book.accounts, (n): ExitRow[] =>
      stays(n) ? [] : [{ accountId: accountId(book, n), reason: 'paid' }],
    ),
  })
}

type News = 'same' | 'partPayment' | 'paid' | 'newBill' | 'newSegment'

/** What the second night brings: with the new accounts (1 %), 5 % of the book. */
function newsOf(n: number): News {
  const place = n % 200
  if (place < 3) return 'partPayment' // 1.5 %
  if (place < 5) return 'paid' // 1 %
  if (place < 7) return 'newBill' // 1 %
  return place === 7 ? 'newSegment' : 'same' // 0.5 %
}

/** One account in 5,000 has a row that must be rejected: a bad field, or a sum that is wrong. */
function spoilt(row: AccountRow, n: number): AccountRow {
  if (n % 5000 === 100) return { ...row, currency: 'cny' }
  if (n % 5000 === 2600) return { ...row, balanceCents: row.balanceCents + 1 }
  return row
}

function* rowsOf<Row>(from: number, to: number, make: (n: number) => Row[]): Generator<Row> {
  for (let n = from; n < to; n += 1) yield* make(n)
}

function accountRow(book: Book, n: number, news: News): AccountRow {
  const parts = { principalCents: 0, interestCents: 0, penaltyFeeCents: 0, otherFeeCents: 0 }
  for (const bill of billRows(book, n, news)) {
    parts.principalCents += bill.principalCents - bill.paidCents
    parts.interestCents += bill.interestCents
    parts.penaltyFeeCents += bill.penaltyFeeCents
  }
  return {
    accountId: accountId(book, n),
    customerId: customerId(book, n),
    product: n % 5 === 0 ? 'personal_loan' : 'card',
    currency: 'CNY',
    balanceCents: parts.principalCents + parts.interestCents + parts.penaltyFeeCents,
    ...parts,
    dailyRate: '0.0005',
    contractOn: addDays('2020-01-01', spread(n, 2000)),
    graceDays: 3,
    toleranceCents: 1000,
    riskSegment: news === 'newSegment' ? 'high' : 'medium',
    autopayFailed: n % 7 === 0,
  }
}

/** One bill, a second one for every third account, and another where the news is a new bill. */
function billRows(book: Book, n: number, news: News): BillRow[] {
  const count = 1 + (n % 3 === 0 ? 1 : 0) + (news === 'newBill' ? 1 : 0)
  const dueOn = addDays(book.firstNight, -4 - spread(n, 170))
  return Array.from({ length: count }, (_, place): BillRow => {
    const principalCents = 20_000 + spread(n + place, 500_000)
    return {
      accountId: accountId(book, n),
      billId: `b${place + 1}`,
      statementOn: addDays(dueOn, 30 * place - 20),
      dueOn: addDays(dueOn, 30 * place),
      principalCents,
      interestCents: Math.round(principalCents / 70),
      penaltyFeeCents: place === 0 ? 500 : 0,
      otherFeeCents: 0,
      minimumDueCents: Math.round(principalCents / 10),
      paidCents: place === 0 && news === 'partPayment' ? partPaymentCents(n) : 0,
    }
  })
}

function paymentRows(book: Book, n: number, on: CalendarDate): PaymentRow[] {
  const news = newsOf(n)
  if (news !== 'partPayment' && news !== 'paid') return []
  const amountCents = news === 'paid' ? accountRow(book, n, 'same').balanceCents : partPaymentCents(n)
  const paymentId = `p-${accountId(book, n)}`
  return [
    { paymentId, accountId: accountId(book, n), valueOn: on, postedOn: on, amountCents, kind: 'payment' },
  ]
}

function partPaymentCents(n: number): number {
  return 500 + spread(n, 500)
}

function customerRow(book: Book, n: number): CustomerRow {
  return { customerId: customerId(book, n), fullName: `Example, No. ${n}`, language: 'en', country: 'GB' }
}

function contactPointRow(book: Book, n: number): ContactPointRow {
  const base = { contactPointId: `${customerId(book, n)}-m`, customerId: customerId(book, n) }
  const value = `+447700900${String(n % 1000).padStart(3, '0')}` // reserved: reaches nobody
  return { ...base, channel: 'mobile', value, source: 'contract', reserved: true, rank: 1 }
}

/** The id of the book's `n`th account, from 0. */
export const accountId = ({ prefix }: Book, n: number) => `${prefix}${String(n).padStart(8, '0')}`
const customerId = (book: Book, n: number) => `c-${accountId(book, n)}`

/** A number from 0 to `below`, unlike that of the neighbours and always the same for `n`. */
function spread(n: number, below: number): number {
  return (n * 7919) % below
}
