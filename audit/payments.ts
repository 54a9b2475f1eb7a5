// Was the money in when the contact was made? What was due by the books, less what was known to be paid since: nothing
// left means that there was nothing to ask for (case 67 of the conduct rules).
import { z } from 'zod'
import { type Person, knownBefore } from './evidence'

const position = z.object({
  businessDate: z.string(),
  bills: z.array(z.object({ dueOn: z.string(), minimumDueCents: z.number(), paidCents: z.number() })),
})
const payment = z.object({ paymentId: z.string(), amountCents: z.number(), postedOn: z.string() })
const reversal = z.object({ reversesPaymentId: z.string() })
const voided = z.object({ paymentId: z.string() })

/** Whether everything that was overdue on `today` had been paid before `at`. */
export function wasPaid({ facts }: Person, accountId: string, at: number, today: string): boolean {
  const own = facts.filter((fact) => fact.accountId === accountId)
  const books = knownBefore(own, 'positionReported', position, at)
    .map(({ payload }) => payload)
    .sort((a, b) => a.businessDate.localeCompare(b.businessDate))
    .at(-1)
  if (!books) return false
  const dueCents = books.bills
    .filter(({ dueOn }) => dueOn < today)
    .reduce((sum, { minimumDueCents, paidCents }) => sum + Math.max(0, minimumDueCents - paidCents), 0)
  const undone = new Set([
    ...knownBefore(own, 'paymentReversed', reversal, at).map(({ payload }) => payload.reversesPaymentId),
    ...knownBefore(own, 'paymentVoided', voided, at).map(({ payload }) => payload.paymentId),
  ])
  const paidCents = knownBefore(own, 'paymentPosted', payment, at)
    .filter(({ payload }) => payload.postedOn > books.businessDate && !undone.has(payload.paymentId))
    .reduce((sum, { payload }) => sum + payload.amountCents, 0)
  return dueCents > 0 && paidCents >= dueCents
}
