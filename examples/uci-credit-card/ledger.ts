// What do the bank's books show of one client's card at the close of a day? Entries go in by date; out come the unpaid
// bills. A debt stands in one bill only: a new statement takes over what the older bills did not ask for at once, so an
// older bill keeps its unpaid minimum, and the unpaid rest of all bills is the balance.
import type { CalendarDate } from '../../domain/calendar-date'

export interface Statement {
  billId: string
  statementOn: CalendarDate
  dueOn: CalendarDate
  /** The whole debt that the statement shows. */
  amountCents: number
  /** The bill's own minimum, arrears not carried forward. */
  minimumDueCents: number
}

export interface PostedPayment {
  paymentId: string
  valueOn: CalendarDate
  postedOn: CalendarDate
  amountCents: number
}

export type Entry =
  | { kind: 'payment'; on: CalendarDate; payment: PostedPayment }
  /** The bank takes bills out of arrears without a payment; `reason` counts if the account is overdue no more. */
  | { kind: 'withdrawal'; on: CalendarDate; billIds: readonly string[]; reason: 'closed' | 'migrated' }
  | { kind: 'statement'; on: CalendarDate; statement: Statement }

export interface OpenBill {
  billId: string
  statementOn: CalendarDate
  dueOn: CalendarDate
  totalCents: number
  minimumDueCents: number
  paidCents: number
}

export interface Ledger {
  /** By date; on one day payments first, then withdrawals, then the statement. */
  entries: readonly Entry[]
  entered: number
  /** Oldest first. The newest statement is kept until it is wholly paid, older ones until their minimum is. */
  bills: OpenBill[]
}

/** Enters everything up to the close of `day` and returns the entries that were new. */
export function closeBooks(ledger: Ledger, day: CalendarDate): readonly Entry[] {
  const from = ledger.entered
  let entry = ledger.entries[ledger.entered]
  while (entry && entry.on <= day) {
    enter(ledger, entry)
    entry = ledger.entries[++ledger.entered]
  }
  return ledger.entries.slice(from, ledger.entered)
}

/** Has a bill past its due date whose minimum is not paid. */
export function isOverdue(ledger: Ledger, day: CalendarDate): boolean {
  return ledger.bills.some((bill) => bill.dueOn < day && missingCents(bill) > 0)
}

/** The unpaid bills: everything that is owed. */
export function unpaidBills(ledger: Ledger): OpenBill[] {
  return ledger.bills.filter((bill) => bill.paidCents < bill.totalCents)
}

function enter(ledger: Ledger, entry: Entry): void {
  switch (entry.kind) {
    case 'payment':
      pay(ledger.bills, entry.payment.amountCents)
      return
    case 'withdrawal':
      ledger.bills = ledger.bills.filter((bill) => !entry.billIds.includes(bill.billId))
      return
    case 'statement':
      state(ledger, entry.statement)
      return
  }
}

/** Oldest first; what no bill needs is a credit that the next statement already takes into account. */
function pay(bills: readonly OpenBill[], amountCents: number): void {
  let left = amountCents
  bills.forEach((bill, index) => {
    const wanted = index === bills.length - 1 ? bill.totalCents - bill.paidCents : missingCents(bill)
    const share = Math.min(left, Math.max(wanted, 0))
    bill.paidCents += share
    left -= share
  })
}

function state(ledger: Ledger, statement: Statement): void {
  const { amountCents, ...bill } = statement
  const overdue = ledger.bills.filter((older) => missingCents(older) > 0)
  for (const older of overdue) older.totalCents = older.minimumDueCents
  const carriedCents = overdue.reduce((sum, older) => sum + missingCents(older), 0)
  const totalCents = Math.max(amountCents - carriedCents, bill.minimumDueCents)
  ledger.bills = [...overdue, { ...bill, totalCents, paidCents: 0 }]
}

function missingCents(bill: OpenBill): number {
  return bill.minimumDueCents - bill.paidCents
}
