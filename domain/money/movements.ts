// Money that came, went back or was waived, entered on its value date: in which order it is used, and how a use is undone.
import type { CalendarDate } from '../calendar-date'
import { orderFor } from './contracts'
import type { DebtBook, Words } from './debt-book'
import { type Entry, type Part, parts, partsInOrder } from './debt-entry'
import type { DebtInput, PaymentIn, ReversalIn } from './debt-input'
import { formatCents } from './money'
import { dayText, partNames } from './wording'

/** The order of payment for the age at the beginning of a day, with the words for it. */
export function orderOn(input: DebtInput, day: CalendarDate): { order: Part[]; text: string } {
  const age = input.ageAt(day)
  const { ruleId, order } = orderFor(input.terms, input.product, age)
  const kinds = partsInOrder(order)
  return {
    order: kinds,
    text: `${age} days past due: ${kinds.map((part) => partNames[part]).join(', then ')} (${ruleId})`,
  }
}

/** Payments of the day, by their ids, then what came back. */
export function payAndTakeBack(
  book: DebtBook,
  input: DebtInput,
  { payments, reversals }: { payments: readonly PaymentIn[]; reversals: readonly ReversalIn[] },
  isDue: (movement: { valueOn: CalendarDate }) => boolean,
): void {
  const net = (payment: PaymentIn) => payment.amountCents - neverThere(payment, reversals)
  const due = payments.filter((payment) => isDue(payment) && net(payment) > 0)
  const back = reversals.filter((reversal) => isDue(reversal) && cameBack(reversal, payments))
  if (due.length + back.length > 0) book.endPeriods()
  for (const payment of due) pay(book, input, payment, net(payment))
  for (const reversal of back)
    takeBack(
      book,
      reversal,
      payments.find(({ paymentId }) => paymentId === reversal.reversesPaymentId),
    )
}

/** What came back with the payment's own value date, or an earlier one, was never there. */
function neverThere({ paymentId, valueOn }: PaymentIn, reversals: readonly ReversalIn[]): number {
  return reversals
    .filter((one) => one.reversesPaymentId === paymentId && one.valueOn <= valueOn)
    .reduce((sum, { amountCents }) => sum + amountCents, 0)
}

function cameBack({ reversesPaymentId, valueOn }: ReversalIn, payments: readonly PaymentIn[]): boolean {
  const paid = payments.find(({ paymentId }) => paymentId === reversesPaymentId)
  return !paid || valueOn > paid.valueOn
}

function pay(book: DebtBook, input: DebtInput, payment: PaymentIn, amountCents: number): void {
  const { paymentId, valueOn, designated } = payment
  const { order, text } = orderOn(input, valueOn)
  const named = designated.length === 0 ? '' : `, for ${designated.join(', ')} as the debtor said`
  const words = `payment ${paymentId} of ${formatCents(amountCents)}, value date ${dayText(valueOn)}, ${text}${named}`
  book.pay(amountCents, { order, designated }, { kind: 'payment', on: valueOn, text: words, paymentId })
}

/** The uses of the payment are undone one by one; of a payment from before the first report, what is known of it. */
function takeBack(book: DebtBook, reversal: ReversalIn, paid: PaymentIn | undefined): void {
  const { reversesPaymentId: paymentId, amountCents, valueOn: on } = reversal
  const text = `payment ${paymentId} came back: ${formatCents(amountCents)}, value date ${dayText(on)}; what it was used for is owed again`
  const words = { kind: 'reversal', on, text, paymentId } as const
  const isUse = (entry: Entry) =>
    paid ? entry.kind === 'payment' && entry.paymentId === paymentId : entry.kind === 'paidBefore'
  const restCents = book.takeBack(amountCents, isUse, words)
  if (restCents > 0)
    book.post({ ...words, billId: null, part: 'principal', unbilled: false, cents: restCents })
  book.restoreCredit(words)
}

/** What was paid too much and left the account on the day. */
export function giveBack(book: DebtBook, { returns }: DebtInput, day: CalendarDate): void {
  for (const { on, amountCents: cents, text } of returns)
    if (on === day)
      book.post({ kind: 'returned', on, billId: null, part: 'principal', unbilled: false, cents, text })
}

/** Corrections and waivers of the day. */
export function adjust(book: DebtBook, input: DebtInput, day: CalendarDate): void {
  const due = input.adjustments.filter(({ on }) => on === day)
  if (due.length === 0) return
  book.endPeriods()
  for (const { billId, part, cents, why } of due) {
    const words = { kind: 'adjustment', on: day, text: `${why}: ${formatCents(cents)}` } as const
    if (part === null) correct(book, billId, cents, words)
    else book.adjust(billId, part, cents, words)
  }
  book.useCredit(orderOn(input, day).order, day)
}

/** A correction that does not say what it consists of comes off the principal first, until the bank's books say more. */
function correct(book: DebtBook, billId: string, cents: number, words: Words): void {
  let leftCents = -cents
  for (const part of parts) {
    const taken = Math.min(leftCents, book.bill(billId)?.owed[part] ?? 0)
    leftCents -= taken
    if (taken > 0) book.adjust(billId, part, -taken, words)
  }
  if (leftCents > 0) book.adjust(billId, 'principal', -leftCents, words)
}
