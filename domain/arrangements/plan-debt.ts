// How much can a repayment plan be about, and what does its agreement say of the debt? The balance that the bank last
// reported, less what was paid since and what was found not to be owed; and the itemised statement of the day.
import { dateAt } from '../calendar-date'
import type { CommandMoment } from '../commands/command'
import { type Fact, factsOf } from '../facts'
import { decidedIn } from '../money/decided'
import { formatCents } from '../money/money'
import { statementOf } from '../money/statement'
import { notCollected, openDisputes } from '../protection/dispute-state'
import type { PlanContents } from './plan-facts'
import { waivedNotBookedCents } from './relief-booking'

type Debt = PlanContents['debt']

/**
 * The debt as the agreement states it (CN-ART70-03): balance and structure of the same day, from the itemised statement.
 * Without a structure where the bank never said of what the debt consists; null before the first report.
 */
export function statedDebt(
  facts: readonly Fact[],
  { asOf, zone, rules: { terms } }: CommandMoment,
): Debt | null {
  const known = debtOf(facts)
  if (!known || !newestReport(facts)?.parts) return known
  const statement = statementOf(facts, terms.money, dateAt(asOf, zone), decidedIn(facts, terms, zone))
  if (!statement) return known
  const { totalCents, owed } = statement
  const parts = {
    principalCents: owed.principal,
    interestCents: owed.interest,
    penaltyFeeCents: owed.penaltyFee,
    otherFeeCents: owed.otherFee,
  }
  const isWhole = Object.values(parts).reduce((sum, cents) => sum + cents, 0) === totalCents
  return isWhole ? { ...known, balanceCents: totalCents, parts } : known
}

/** The balance as it is today, by what is known of money; null before the first report. */
export function debtOf(facts: readonly Fact[]): Pick<Debt, 'balanceCents' | 'currency'> | null {
  const report = newestReport(facts)
  if (!report) return null
  const voided = new Set(factsOf(facts, 'paymentVoided').map(({ payload }) => payload.paymentId))
  const sumSince = (kind: 'paymentPosted' | 'paymentReversed') =>
    factsOf(facts, kind)
      .filter(({ payload }) => payload.postedOn > report.businessDate)
      .filter(({ payload }) => !voided.has(payload.paymentId))
      .filter(({ payload }) => !('reversesPaymentId' in payload && voided.has(payload.reversesPaymentId)))
      .reduce((sum, { payload }) => sum + payload.amountCents, 0)
  const paidCents = sumSince('paymentPosted') - sumSince('paymentReversed')
  const { balanceCents, currency } = report
  const correctedCents = [...notCollected(facts).correctedCents.values()].reduce(
    (sum, cents) => sum + cents,
    0,
  )
  const notOwedCents = correctedCents + waivedNotBookedCents(facts)
  const owedCents = Math.max(0, balanceCents - paidCents - notOwedCents)
  return { balanceCents: owedCents, currency }
}

/** What of the debt is collected: disputed bills are left out. Money meets what is not disputed first, as in position.ts. */
export function collectableDebtCents(facts: readonly Fact[]): number {
  const { bills: out, correctedCents } = notCollected(facts)
  if (out === 'all') return 0
  const disputedCents = (newestReport(facts)?.bills ?? [])
    .filter(({ billId }) => out.has(billId))
    .map(({ billId, totalCents, paidCents }) => totalCents - paidCents - (correctedCents.get(billId) ?? 0))
    .reduce((sum, cents) => sum + Math.max(0, cents), 0)
  return Math.max(0, (debtOf(facts)?.balanceCents ?? 0) - disputedCents)
}

/** For the refusal of more than that: what is owed, and which open disputes keep how much of it out of every agreement. */
export function debtInWords(facts: readonly Fact[]): string {
  const { balanceCents = 0 } = debtOf(facts) ?? {}
  const disputedCents = balanceCents - collectableDebtCents(facts)
  const whole = `the debt is ${formatCents(balanceCents)}`
  if (disputedCents === 0) return whole
  return `${whole}, of which ${formatCents(disputedCents)} is disputed (${openDisputes(facts).join(', ')})`
}

function newestReport(facts: readonly Fact[]): BankReport | null {
  return factsOf(facts, 'positionReported')
    .map(({ payload }) => payload)
    .reduce<BankReport | null>(
      (last, next) => (last && last.businessDate > next.businessDate ? last : next),
      null,
    )
}

type BankReport = ReturnType<typeof factsOf<'positionReported'>>[number]['payload']
