// Which balance does a notice name while a part of the debt is disputed? The reported one without the disputed bills and
// without what was found not to be owed: nobody is asked for what they dispute, nor told that they owe it.
import { type DebtParts, type Fact, type UnpaidBill, factsOf } from '../facts'
import type { ReportedBalance } from '../words/notice'
import { notCollected } from './dispute-state'

/** What charges and payments of a bill are set off against first: charges, then principal (CN-ALLOC-01, up to 90 days). */
const order = ['interestCents', 'penaltyFeeCents', 'otherFeeCents', 'principalCents'] as const

/** `reported` less what is not collected; its parts still add up to it. */
export function balanceCollected<T extends ReportedBalance>(reported: T, facts: readonly Fact[]): T {
  const { bills, correctedCents } = notCollected(facts)
  const known = factsOf(facts, 'positionReported').at(-1)?.payload.bills ?? []
  const disputed = bills === 'all' ? known : known.filter(({ billId }) => bills.has(billId))
  const corrected = [...correctedCents].reduce((sum, [, cents]) => sum + cents, 0)
  return takenOff(disputed.reduce(withoutBill, reported), corrected)
}

function withoutBill<T extends ReportedBalance>(reported: T, bill: UnpaidBill): T {
  if (!bill.parts) return takenOff(reported, Math.max(0, bill.totalCents - bill.paidCents))
  const unpaid = reduced(bill.parts, bill.paidCents)
  const left = { ...reported }
  for (const part of order) {
    left[part] -= Math.min(left[part], unpaid[part])
    left.balanceCents -= Math.min(reported[part], unpaid[part])
  }
  return left
}

function takenOff<T extends ReportedBalance>(reported: T, cents: number): T {
  const parts = reduced(reported, cents)
  return { ...reported, ...parts, balanceCents: Math.max(0, reported.balanceCents - cents) }
}

function reduced(
  { principalCents, interestCents, penaltyFeeCents, otherFeeCents }: DebtParts,
  cents: number,
): DebtParts {
  const parts = { principalCents, interestCents, penaltyFeeCents, otherFeeCents }
  let left = cents
  for (const part of order) {
    const off = Math.min(parts[part], left)
    parts[part] -= off
    left -= off
  }
  return parts
}
