// Where do the bank's books and ours differ at the close of a day? The bank's figures stay the truth: each difference is
// entered as one, with both figures, and nothing is replaced silently.
import type { CalendarDate } from '../calendar-date'
import type { FactOf, UnpaidBill } from '../facts'
import type { BillAccount } from './bill-account'
import { applyChange } from './book-changes'
import type { DebtBook } from './debt-book'
import { type EntryKind, type Part, type PartCents, parts, reportedParts, sumOf } from './debt-entry'
import type { BookChange, DebtInput } from './debt-input'
import { formatCents } from './money'
import { dayText, partNames } from './wording'

type Report = FactOf<'positionReported'>['payload']

/** One comparison: the book so far, which takes over what is found, and the changes found. */
interface Comparison {
  book: DebtBook
  report: Report
  make(change: BookChange): void
}

/** The changes by which our book becomes the bank's at the close of the report's day. `book` is changed with them. */
export function reconcile(book: DebtBook, input: DebtInput, report: Report): BookChange[] {
  const changes: BookChange[] = []
  const comparison: Comparison = {
    book,
    report,
    make(change) {
      applyChange(book, input, change)
      changes.push(change)
    },
  }
  const isFirst = book.bills().length === 0
  const fresh = report.bills.filter(({ billId }) => book.bill(billId) === undefined)
  for (const bill of report.bills) {
    const account = book.bill(bill.billId)
    if (account) compareBill(comparison, account, bill, fresh)
  }
  if (fresh.length > 0 && !isFirst) takeOverOldBills(comparison)
  for (const bill of fresh)
    comparison.make({
      ...{ kind: 'open', on: report.businessDate, bill, paidBeforeCents: isFirst ? bill.paidCents : 0 },
    })
  compareBalance(comparison, isFirst)
  return changes
}

/** The bank's bill against ours, both without payments taken off. */
function compareBill(
  { report: { businessDate: on }, make }: Comparison,
  account: BillAccount,
  bill: UnpaidBill,
  fresh: readonly UnpaidBill[],
): void {
  const { billId } = bill
  const shown = shownParts(account, bill)
  const isSplitNow = bill.parts !== undefined && !account.isSplit
  for (const part of parts) {
    if (account.unbilled[part] > 0 && shown[part] > account.billed[part]) {
      const text = `on the bill since ${dayText(on)}`
      make({ kind: 'bill', on, billId, part, toBill: true, text })
    }
    const cents = shown[part] - account.billed[part]
    if (cents === 0) continue
    const isTakenOver = cents < 0 && fresh.length > 0
    const words = isSplitNow ? 'split' : isTakenOver ? 'carriedOver' : 'difference'
    const figures = { shown: shown[part], reckoned: account.billed[part] }
    make({
      ...{ kind: 'change', on, billId, part, cents, words },
      text: changeText(words, part, on, figures, fresh),
    })
  }
}

/** What the report says the bill consists of; an amount that it does not split is taken for principal. */
function shownParts({ billed }: BillAccount, bill: UnpaidBill): PartCents {
  return bill.parts
    ? reportedParts(bill.parts, bill.totalCents)
    : { ...billed, principal: billed.principal + bill.totalCents - sumOf(billed) }
}

function changeText(
  words: EntryKind,
  part: Part,
  on: CalendarDate,
  { shown, reckoned }: { shown: number; reckoned: number },
  fresh: readonly UnpaidBill[],
): string {
  const [cents, name] = [shown - reckoned, partNames[part]]
  switch (words) {
    case 'split':
      return `the bank's books of ${dayText(on)} say what the bill consists of: ${name} ${formatCents(shown)}`
    case 'carriedOver':
      return `taken over by the new bill ${fresh.map(({ billId }) => billId).join(', ')}: ${name} ${formatCents(-cents)}`
    default:
      return `the bank's books of ${dayText(on)} show ${name} ${formatCents(shown)}, reckoned ${formatCents(reckoned)}: difference ${formatCents(cents)}`
  }
}

/** Bills that a new statement has made superfluous, and what was not billed yet: both are within the new one. */
function takeOverOldBills({ book, report: { businessDate: on, bills }, make }: Comparison): void {
  const text = 'taken over by the new statement'
  for (const { bill, owed, unbilled } of book.bills()) {
    const { billId } = bill
    const isListed = bills.some((listed) => listed.billId === billId)
    for (const part of parts) {
      if (unbilled[part] > 0) make({ kind: 'bill', on, billId, part, toBill: false, text })
      const cents = -owed[part]
      if (!isListed && cents !== 0)
        make({ kind: 'change', on, billId, part, cents, words: 'carriedOver', text })
    }
  }
}

/** The bank's balance against ours, by kind of debt where the report has them. */
function compareBalance(comparison: Comparison, isFirst: boolean): void {
  const { book, report, make } = comparison
  const { businessDate: on, balanceCents } = report
  const { owed } = book.totals()
  const unassigned = book.unassignedCents
  const differenceCents = balanceCents - sumOf(owed) - unassigned
  const shown: PartCents = report.parts
    ? reportedParts(report.parts, balanceCents)
    : spread(owed, differenceCents + unassigned)
  if (unassigned !== 0 && sumOf(shown) > 0)
    make({ kind: 'assign', on, cents: -unassigned, text: `on a bill by the books of ${dayText(on)}` })
  const words =
    differenceCents !== 0 ? 'balanceDifference' : unassigned !== 0 ? 'assigned' : 'countedOtherwise'
  for (const part of parts) {
    const cents = shown[part] - owed[part]
    if (cents === 0) continue
    const text = balanceText(part, on, { shown: shown[part], reckoned: owed[part] }, words, isFirst)
    const kind = isFirst && words === 'countedOtherwise' ? 'paidBefore' : words
    for (const share of shares(comparison, part, cents))
      make({ kind: 'change', on, ...share, part, words: kind, text })
  }
}

/** What is owed, changed by an amount of which the report does not say what it consists of. */
function spread(owed: PartCents, cents: number): PartCents {
  if (cents >= 0) return { ...owed, principal: owed.principal + cents }
  const left = { ...owed }
  let leftCents = -cents
  for (const part of parts) {
    const taken = Math.min(leftCents, left[part])
    left[part] -= taken
    leftCents -= taken
  }
  return left
}

function balanceText(
  part: Part,
  on: CalendarDate,
  { shown, reckoned }: { shown: number; reckoned: number },
  words: EntryKind,
  isFirst: boolean,
): string {
  const figures = `${partNames[part]} ${formatCents(shown)} in the bank's balance of ${dayText(on)}, reckoned ${formatCents(reckoned)}`
  if (words !== 'countedOtherwise') return `${figures}: difference ${formatCents(shown - reckoned)}`
  return isFirst
    ? `${figures}: so the bank used what was paid before`
    : `${figures}: the sum is the same, the bank used payments in another order`
}

/** On which bills a difference of the whole account is entered: less on the oldest that owe it, more on the oldest. */
function shares(
  { book, report }: Comparison,
  part: Part,
  cents: number,
): { billId: string; cents: number }[] {
  const oldest = book.bills().find(({ bill }) => report.bills.some(({ billId }) => billId === bill.billId))
  if (cents > 0) return oldest ? [{ billId: oldest.bill.billId, cents }] : []
  let leftCents = -cents
  return book.bills().flatMap(({ bill, owed }) => {
    const taken = Math.min(leftCents, owed[part])
    leftCents -= taken
    return taken > 0 ? [{ billId: bill.billId, cents: -taken }] : []
  })
}
