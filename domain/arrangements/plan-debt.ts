// How much can a repayment plan be about? The balance that the bank last reported, less what was paid since and what was
// found not to be owed.
import { type Fact, factsOf } from '../facts'
import { notCollected } from '../protection/dispute-state'
import type { PlanContents } from './plan-facts'

/** The debt as it is today; null before the first report. */
export function debtOf(facts: readonly Fact[]): PlanContents['debt'] | null {
  const report = factsOf(facts, 'positionReported')
    .map(({ payload }) => payload)
    .reduce<BankReport | null>(
      (last, next) => (last && last.businessDate > next.businessDate ? last : next),
      null,
    )
  if (!report) return null
  const voided = new Set(factsOf(facts, 'paymentVoided').map(({ payload }) => payload.paymentId))
  const sumSince = (kind: 'paymentPosted' | 'paymentReversed') =>
    factsOf(facts, kind)
      .filter(({ payload }) => payload.postedOn > report.businessDate)
      .filter(({ payload }) => !voided.has(payload.paymentId))
      .filter(({ payload }) => !('reversesPaymentId' in payload && voided.has(payload.reversesPaymentId)))
      .reduce((sum, { payload }) => sum + payload.amountCents, 0)
  const paidCents = sumSince('paymentPosted') - sumSince('paymentReversed')
  const { balanceCents, currency, parts } = report
  const correctedCents = [...notCollected(facts).correctedCents.values()].reduce(
    (sum, cents) => sum + cents,
    0,
  )
  const owedCents = Math.max(0, balanceCents - paidCents - correctedCents)
  return { balanceCents: owedCents, currency, ...(parts && { parts }) }
}

type BankReport = ReturnType<typeof factsOf<'positionReported'>>[number]['payload']
