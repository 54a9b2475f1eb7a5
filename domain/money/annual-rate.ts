// What do all charges together come to as a yearly rate? Above the guard an account is flagged: a court may cut interest,
// compound interest, fees and penalties that are too high together (CN-INT-02, confidence C).
import type { Contract } from './contracts'
import { dailyRateOf, annualPercent } from './rate'
import type { Entry } from './debt-entry'
import type { Reckoned } from './reckoning'

export interface AnnualRate {
  /** The yearly rate that belongs to the contract's daily one, in percent; null: no rate was reported. */
  contractPercent: string | null
  /** All charges since the first report over the principal that was unpaid, in percent a year; null: too few days. */
  allInPercent: number | null
  guardPercent: number
  isAboveGuard: boolean
}

/** Fewer days with unpaid principal tell little: one fee in them would look like a rate of hundreds of percent. */
const leastDays = 30

/**
 * Charges (interest, penalty fees, and what the bank's books show beyond them) divided by the sum of the unpaid principal
 * over all days, times the contract's days in a year; to two decimals. Charges within a bill when it was first reported
 * are left out: it is not known over which days they arose. What was waived, or never came onto a bill because the
 * account had left, is no charge.
 */
export function annualRateOf(
  { book, principalCentDays, days }: Reckoned,
  { interest: { daysInYear }, annualRateGuardPercent: guardPercent }: Contract,
  dailyRate: string | undefined,
): AnnualRate {
  const chargesCents = book.entries.filter(isCharge).reduce((sum, { cents }) => sum + cents, 0)
  const isLong = days >= leastDays && principalCentDays > 0
  const allInPercent = isLong
    ? Math.round((Math.max(0, chargesCents) * daysInYear * 10_000) / principalCentDays) / 100
    : null
  const contractPercent = dailyRate === undefined ? null : annualPercent(dailyRateOf(dailyRate), daysInYear)
  const isAboveGuard = Math.max(allInPercent ?? 0, Number(contractPercent ?? 0)) > guardPercent
  return { contractPercent, allInPercent, guardPercent, isAboveGuard }
}

/** Whether the entry adds a charge, or takes one away. */
function isCharge({ kind, part, unbilled }: Entry): boolean {
  if (part === 'principal') return false
  switch (kind) {
    case 'interest':
    case 'penaltyFee':
    case 'difference':
    case 'adjustment':
      return true
    case 'left':
      return unbilled
    default:
      return false
  }
}
