// What is owed on one bill, and the interest that it bears: days with the same base and rate form a period, and a period's
// interest is rounded once, when something ends it.
import { type CalendarDate, daysBetween } from '../calendar-date'
import type { UnpaidBill } from '../facts'
import type { Contract } from './contracts'
import { type Entry, type PartCents, nothing } from './debt-entry'
import { type DailyRate, interestCents } from './rate'
import { interestText, spanText } from './wording'

/** Days in a row with the same base, rate and reason; `why` is set where no interest runs. */
interface Period {
  from: CalendarDate
  to: CalendarDate
  principalCents: number
  unpaidInterestCents: number
  rate: DailyRate
  why: string | null
}

export interface BillAccount {
  bill: UnpaidBill
  /** Whether the bank said what the bill consists of. */
  isSplit: boolean
  /** Still owed and on a bill of the bank's. */
  owed: PartCents
  /** Still owed and not yet billed. */
  unbilled: PartCents
  /** What the bank's bill is to show: payments not taken off. */
  billed: PartCents
  /** Unpaid interest that bears interest itself, as it was on the last statement day. */
  compounding: number
  period: Period | null
}

export function openBillAccount(bill: UnpaidBill): BillAccount {
  return {
    bill,
    isSplit: bill.parts !== undefined,
    owed: nothing(),
    unbilled: nothing(),
    billed: nothing(),
    compounding: 0,
    period: null,
  }
}

/** Whether the bill's principal bears interest on `day` by its contract. */
export function bearsInterest({ bill }: BillAccount, day: CalendarDate, { interest }: Contract): boolean {
  return day > (interest.from === 'due' ? bill.dueOn : bill.statementOn)
}

/**
 * Adds one day to the running period, or begins another when base, rate or reason differ.
 * @returns the entries of the period that has thereby ended
 */
export function accrueDay(
  account: BillAccount,
  day: CalendarDate,
  terms: { contract: Contract; rate: DailyRate; free: string | null },
): Entry[] {
  const next: Period = {
    from: day,
    to: day,
    principalCents: account.owed.principal,
    unpaidInterestCents: Math.min(account.compounding, account.owed.interest),
    rate: terms.rate,
    why: terms.free,
  }
  const { period } = account
  if (period && goesOn(period, next)) {
    period.to = day
    return []
  }
  const ended = endPeriod(account, terms.contract)
  account.period = next
  return ended
}

function goesOn(period: Period, next: Period): boolean {
  return (
    period.principalCents === next.principalCents &&
    period.unpaidInterestCents === next.unpaidInterestCents &&
    period.rate === next.rate &&
    period.why === next.why
  )
}

/** Ends the running period and gives its interest: one entry for the principal, one for unpaid interest. */
export function endPeriod(account: BillAccount, contract: Contract): Entry[] {
  const { period, bill } = account
  account.period = null
  if (period === null || period.principalCents + period.unpaidInterestCents === 0) return []
  const unbilled = contract.interest.booked === 'atStatement'
  const entry = (cents: number, text: string): Entry => ({
    ...{ kind: 'interest', on: period.to, billId: bill.billId, part: 'interest', unbilled, cents, text },
  })
  if (period.why !== null) return [entry(0, `no interest ${spanText(period.from, period.to)}: ${period.why}`)]
  const bases = [
    { cents: period.principalCents, isInterest: false },
    { cents: period.unpaidInterestCents, isInterest: true },
  ]
  return bases
    .filter(({ cents }) => cents > 0)
    .map((base) => {
      const cents = periodInterest(base.cents, period, contract)
      return entry(cents, interestText(base, period.rate, period, cents))
    })
}

function periodInterest(baseCents: number, { rate, from, to }: Period, { interest }: Contract): number {
  const days = daysBetween(from, to) + 1
  return interest.rounding === 'day'
    ? days * interestCents(baseCents, rate, 1)
    : interestCents(baseCents, rate, days)
}
