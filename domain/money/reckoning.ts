// What happened to a debt, day by day: fees, payments, corrections, interest, and what the bank's books changed at close.
// The same input gives the same book, in whatever order it became known.
import { type CalendarDate, addDays } from '../calendar-date'
import { accrueDay, bearsInterest } from './bill-account'
import { applyChanges } from './book-changes'
import { DebtBook } from './debt-book'
import { type BookChange, type DebtInput, freeOn, termsOn } from './debt-input'
import { adjust, giveBack, payAndTakeBack } from './movements'
import { percentOfCents } from './rate'
import { penaltyFeeText } from './wording'

export interface Reckoned {
  book: DebtBook
  /** Sum of the unpaid principal over all days: what charges are measured by as a yearly rate. */
  principalCentDays: number
  /** On which some was unpaid. */
  days: number
}

/** The debt at close of `until`, with payments posted up to `postedUntil` (the bank's books know no others). */
export function reckon(
  input: DebtInput,
  changes: readonly BookChange[],
  span: { from: CalendarDate; until: CalendarDate; postedUntil?: CalendarDate },
): Reckoned {
  const book = new DebtBook(input.terms.contracts[input.product])
  const known = <M extends { postedOn: CalendarDate; valueOn: CalendarDate }>(list: readonly M[]): M[] =>
    list.filter(({ postedOn, valueOn }) => valueOn <= span.until && postedOn <= (span.postedUntil ?? '9999'))
  const payments = known(input.payments).sort((a, b) => a.paymentId.localeCompare(b.paymentId))
  const reversals = known(input.reversals).sort((a, b) => a.paymentId.localeCompare(b.paymentId))
  const result = { book, principalCentDays: 0, days: 0 }
  for (let day = span.from; day <= span.until; day = addDays(day, 1)) {
    const first = day === span.from
    const isDue = ({ valueOn }: { valueOn: CalendarDate }) => (first ? valueOn <= day : valueOn === day)
    if (first) applyChanges(book, input, changes, day)
    else chargePenaltyFees(book, input, day)
    payAndTakeBack(book, input, { payments, reversals }, isDue)
    adjust(book, input, day)
    giveBack(book, input, day)
    if (first) continue
    accrue(book, input, day)
    const { principal } = book.totals().owed
    if (principal > 0) result.days += 1
    result.principalCentDays += principal
    applyChanges(book, input, changes, day)
    compound(book, input, day)
  }
  book.endPeriods()
  return result
}

/** Once for each bill, on the day after its last day of grace (CN-FEE-01: only where the contract has such a fee). */
function chargePenaltyFees(book: DebtBook, input: DebtInput, day: CalendarDate): void {
  const { penaltyFee, interest } = input.terms.contracts[input.product]
  const { graceDays, toleranceCents } = termsOn(input, day)
  if (penaltyFee === null || book.isClosed || freeOn(input.feeFree, day) !== null) return
  for (const { bill } of book.bills()) {
    const lastDay = addDays(bill.dueOn, graceDays)
    if (addDays(lastDay, 1) !== day) continue
    const unmetCents = input.unmetCents(bill.billId, day)
    if (unmetCents <= toleranceCents) continue
    const { percentOfUnpaidMinimum: percent, atLeast: atLeastCents } = penaltyFee
    const cents = Math.max(atLeastCents, percentOfCents(unmetCents, percent))
    const text = penaltyFeeText({
      ...{ percent, unmetCents, minimumDueCents: bill.minimumDueCents, lastDay, atLeastCents, cents },
    })
    const unbilled = interest.booked === 'atStatement'
    book.post({
      ...{ kind: 'penaltyFee', on: day, billId: bill.billId, part: 'penaltyFee', unbilled, cents, text },
    })
  }
}

function accrue(book: DebtBook, input: DebtInput, day: CalendarDate): void {
  const contract = input.terms.contracts[input.product]
  const { rate } = termsOn(input, day)
  if (rate === null) return
  const free = freeOn(input.interestFree, day)
  for (const account of book.bills())
    if (bearsInterest(account, day, contract))
      for (const entry of accrueDay(account, day, { contract, rate, free })) book.post(entry)
}

/** On the day of the month of the newest statement, unpaid interest on bills begins to bear interest (CN-INT-04). */
function compound(book: DebtBook, input: DebtInput, day: CalendarDate): void {
  if (input.terms.contracts[input.product].interest.compounding === 'none') return
  const bills = book.bills()
  const newest = bills
    .map(({ bill }) => bill.statementOn)
    .sort()
    .at(-1)
  if (newest === undefined || !isMonthlyDay(day, Number(newest.slice(8)))) return
  book.endPeriods()
  for (const account of bills) account.compounding = account.owed.interest
}

/** The `dayOfMonth`, or the last day of a month that has no such day. */
function isMonthlyDay(day: CalendarDate, dayOfMonth: number): boolean {
  const isLast = addDays(day, 1).endsWith('-01')
  const today = Number(day.slice(8))
  return today === dayOfMonth || (isLast && today < dayOfMonth)
}
