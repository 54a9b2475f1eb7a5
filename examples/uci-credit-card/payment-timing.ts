// On which side of the reading did a month's payment fall? The data know the month only; the delays at the readings
// around it say which side explains them.
import type { PaymentTiming } from './cycle'
import { isLate, months, settledIn, slipsNext } from './delay'
import { billAmountCents, type Client } from './portfolio'

/**
 * A client without delay pays on time; one with delay after the reading, unless a bill had to be settled before it and
 * nothing else can have done so; but a payment that alone explains why the client leaves arrears next is left for that. A client who slips although the bill was paid in full paid the bill before it, early.
 */
export function paymentTimings(client: Client): PaymentTiming[] {
  const timings: PaymentTiming[] = []
  const pays = (month: number): boolean => (client.paidCents[month] ?? 0) > 0
  for (const month of months) {
    if (!isLate(client, month)) {
      const paidInFull = (client.paidCents[month] ?? 0) >= billAmountCents(client, month - 1)
      timings.push(slipsNext(client, month) && paidInFull ? 'early' : 'onTime')
    } else {
      const settledByTheLast = timings.at(-1) === 'late' && pays(month - 1)
      const neededNow = settledIn(client, month).length > 0 && !settledByTheLast
      const leavesNext = (client.statuses[month + 1] ?? Infinity) <= 1
      const neededToLeave = leavesNext && !pays(month + 1)
      timings.push(neededNow && !neededToLeave ? 'onTime' : 'late')
    }
  }
  return timings
}

/** The payments between the reading of the month before and this month's, in their order. */
export function paymentsBeforeReading(
  client: Client,
  month: number,
  timings: readonly PaymentTiming[],
): { cents: number; timing: PaymentTiming }[] {
  const last =
    timings[month - 1] === 'late'
      ? [{ cents: client.paidCents[month - 1] ?? 0, timing: 'late' as const }]
      : []
  const timing = timings[month] ?? 'late'
  const own = timing === 'late' ? [] : [{ cents: client.paidCents[month] ?? 0, timing }]
  return [...last, ...own].filter((payment) => payment.cents > 0)
}
