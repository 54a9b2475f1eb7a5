// What is a debt reckoned from? The bank's reports, payments and what came back, corrections, days on which nothing runs,
// and the contract's terms: everything that statement.ts reads from the facts.
import type { CalendarDate } from '../calendar-date'
import type { Product, UnpaidBill } from '../facts'
import type { MoneyTerms } from './contracts'
import type { Entry, Part } from './debt-entry'
import type { DailyRate } from './rate'

/** Days on which something does not run; `until` is counted too, null: without an end. `why` is told in the statement. */
export interface FreeSpan {
  from: CalendarDate
  until: CalendarDate | null
  why: string
}

/** Days on which interest, and days on which fees do not run. */
export interface FreeDays {
  interest: FreeSpan[]
  fees: FreeSpan[]
}

/** A correction or waiver that somebody decided: below zero, less is owed. */
export interface Adjustment {
  on: CalendarDate
  billId: string
  /** null: nobody said which. */
  part: Part | null
  cents: number
  why: string
}

export interface PaymentIn {
  paymentId: string
  valueOn: CalendarDate
  postedOn: CalendarDate
  amountCents: number
  /** Bills that the debtor named. */
  designated: readonly string[]
}

export interface ReversalIn {
  paymentId: string
  reversesPaymentId: string
  valueOn: CalendarDate
  postedOn: CalendarDate
  amountCents: number
}

/** Money paid too much that has left the account. */
export interface ReturnIn {
  returnId: string
  on: CalendarDate
  amountCents: number
  text: string
}

/** What the bank's books changed at the close of a day; found by reconciliation.ts. */
export type BookChange =
  | { kind: 'open'; on: CalendarDate; bill: UnpaidBill; paidBeforeCents: number }
  | {
      kind: 'change'
      on: CalendarDate
      billId: string
      part: Part
      cents: number
      words: Entry['kind']
      text: string
    }
  /** What was not billed yet is on the bill now (`toBill`), or within a new statement. */
  | { kind: 'bill'; on: CalendarDate; billId: string; part: Part; toBill: boolean; text: string }
  /** The account left the books of overdue accounts: nothing is reckoned any more. */
  | { kind: 'leave'; on: CalendarDate; reason: string }
  /** What came back and stood on no bill, or was paid too much, is so no longer. */
  | { kind: 'assign'; on: CalendarDate; cents: number; text: string }

/** The contract's numbers as one report gave them: from the day after it on. */
export interface ReportedTerms {
  on: CalendarDate
  rate: DailyRate | null
  graceDays: number
  toleranceCents: number
}

export interface DebtInput {
  product: Product
  terms: MoneyTerms
  /** By date; the first is the day on which the reckoning begins. */
  reported: readonly ReportedTerms[]
  payments: readonly PaymentIn[]
  reversals: readonly ReversalIn[]
  returns: readonly ReturnIn[]
  interestFree: readonly FreeSpan[]
  feeFree: readonly FreeSpan[]
  adjustments: readonly Adjustment[]
  /** Contract days past due at the beginning of a day. */
  ageAt(day: CalendarDate): number
  /** What is missing to a bill's own minimum at the beginning of a day. */
  unmetCents(billId: string, day: CalendarDate): number
}

/** The contract's numbers for `day`: those of the last report before it. */
export function termsOn({ reported }: DebtInput, day: CalendarDate): ReportedTerms {
  const inForce = reported.filter(({ on }) => on < day).at(-1) ?? reported[0]
  if (!inForce) throw new Error('a debt is reckoned from a report on')
  return inForce
}

/** Why something does not run on `day`; null: it does. */
export function freeOn(spans: readonly FreeSpan[], day: CalendarDate): string | null {
  return spans.find(({ from, until }) => from <= day && (until === null || day <= until))?.why ?? null
}
