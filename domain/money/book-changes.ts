// What the bank's books changed, entered in ours: new bills, amounts taken over or shown differently, what was not billed
// yet.
import type { CalendarDate } from '../calendar-date'
import type { DebtBook } from './debt-book'
import { type PartCents, parts, reportedParts } from './debt-entry'
import type { BookChange, DebtInput } from './debt-input'
import { formatCents } from './money'
import { orderOn } from './movements'
import { dayText, partNames } from './wording'

/** Enters what the bank's books changed at the close of `day`. */
export function applyChanges(
  book: DebtBook,
  input: DebtInput,
  changes: readonly BookChange[],
  day: CalendarDate,
): void {
  const due = changes.filter(({ on }) => on === day)
  if (due.length === 0) return
  book.endPeriods()
  for (const change of due) applyChange(book, input, change)
  book.useCredit(orderOn(input, day).order, day)
}

/** What one change of the bank's books does to the debt. */
export function applyChange(book: DebtBook, input: DebtInput, change: BookChange): void {
  const { on } = change
  switch (change.kind) {
    case 'open': {
      openBill(book, input, change)
      return
    }
    case 'change': {
      const { billId, part, cents, words: kind, text } = change
      book.change(billId, part, cents, { kind, on, text })
      const account = book.bill(billId)
      if (account && kind === 'split') account.isSplit = true
      return
    }
    case 'bill': {
      const { billId, part, text, toBill } = change
      const cents = book.bill(billId)?.unbilled[part] ?? 0
      if (cents === 0) return
      const kind = toBill ? 'billed' : 'carriedOver'
      book.post({ kind, on, billId, part, unbilled: true, cents: -cents, text })
      if (toBill) book.post({ kind, on, billId, part, unbilled: false, cents, text })
      return
    }
    case 'leave': {
      leave(book, change)
      return
    }
    case 'assign': {
      const { cents, text } = change
      book.post({ kind: 'assigned', on, billId: null, part: 'principal', unbilled: false, cents, text })
    }
  }
}

/** What is owed from then on is not known from these books; what was paid too much stays so. */
function leave(book: DebtBook, { on, reason }: Extract<BookChange, { kind: 'leave' }>): void {
  const words = { kind: 'left' as const, on, text: `the bank reports the account no more: ${reason}` }
  for (const { bill, owed, unbilled } of book.bills())
    for (const part of parts) {
      const { billId } = bill
      const [onBill, notYet] = [owed[part], unbilled[part]]
      if (onBill !== 0) book.post({ ...words, billId, part, unbilled: false, cents: -onBill })
      if (notYet !== 0) book.post({ ...words, billId, part, unbilled: true, cents: -notYet })
    }
  book.isClosed = true
}

function openBill(
  book: DebtBook,
  input: DebtInput,
  { on, bill, paidBeforeCents }: Extract<BookChange, { kind: 'open' }>,
): void {
  book.open(bill)
  const reported: PartCents = reportedParts(bill.parts, bill.totalCents)
  const said = bill.parts ? '' : '; the report does not say what it consists of'
  for (const part of parts) {
    const cents = reported[part]
    const text = `${partNames[part]} of the bill as the bank reported it at close of ${dayText(on)}: ${formatCents(cents)}${said}`
    if (cents !== 0)
      book.post({ kind: 'opening', on, billId: bill.billId, part, unbilled: false, cents, text })
  }
  if (paidBeforeCents === 0) return
  const { order, text } = orderOn(input, on)
  const words = `paid before, by the same report: ${formatCents(paidBeforeCents)}, ${text}`
  book.pay(paidBeforeCents, { order, designated: [bill.billId] }, { kind: 'paidBefore', on, text: words })
}
