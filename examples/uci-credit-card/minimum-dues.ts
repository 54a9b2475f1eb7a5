// How much did each bill ask for at least? The data give amounts and delays but no minimum: these are the usual 5 %,
// moved where that alone lets a payment and the delay after it both be true.
import type { PaymentTiming } from './cycle'
import { isPaidOnTime, months, mustStayUnpaid, settledIn } from './delay'
import { paymentsBeforeReading, paymentTimings } from './payment-timing'
import { billAmountCents, type Client } from './portfolio'

export interface MinimumDues {
  /** Per month, April to September. */
  timings: readonly PaymentTiming[]
  /** By the bill's month. 0: nobody paid it and it never was overdue, so nothing was due. */
  minimumCents: ReadonlyMap<number, number>
  /** Bills that stopped being overdue before the reading of `month`, though nothing was paid. */
  withdrawals: readonly { month: number; bills: readonly number[] }[]
}

/** Finds timings, minimums and withdrawals of one client, month after month. */
export function minimumDues(client: Client): MinimumDues {
  const timings = paymentTimings(client)
  const partPaid = new Map<number, number>()
  const minimumCents = new Map<number, number>()
  const withdrawals: { month: number; bills: number[] }[] = []

  const settle = (bill: number, cents: number): void => {
    minimumCents.set(bill, Math.min((partPaid.get(bill) ?? 0) + cents, billAmountCents(client, bill)))
  }
  for (const month of months) {
    let overdue = settledIn(client, month)
    const stays = mustStayUnpaid(client, month)
    for (const payment of paymentsBeforeReading(client, month, timings)) {
      const newestBill = payment.timing === 'onTime' ? month - 1 : month - 2
      const staysReached = stays !== undefined && stays <= newestBill
      const onTime = payment.timing === 'onTime' && isPaidOnTime(client, month) ? [month - 1] : []
      const bills = [...overdue, ...onTime].map((bill) => openBill(client, bill, partPaid))
      const shares = shareOut(payment.cents, bills, staysReached)
      shares.forEach((share) => settle(share.bill, share.cents))
      if (staysReached) add(partPaid, stays, payment.cents - sum(shares.map((share) => share.cents)))
      overdue = []
    }
    if (overdue.length > 0) withdrawals.push({ month, bills: overdue })
    if (isPaidOnTime(client, month) && !minimumCents.has(month - 1)) minimumCents.set(month - 1, 0)
  }
  if (!client.defaultsNext) minimumCents.set(5, 0)
  for (let bill = oldestBill(client); bill <= 5; bill++) {
    if (!minimumCents.has(bill)) settle(bill, openBill(client, bill, partPaid).wantedCents)
  }
  return { timings, minimumCents, withdrawals }
}

/** The oldest bill that matters: of the months of delay in April, else the one that April pays. */
export function oldestBill(client: Client): number {
  return Math.min(-(client.statuses[0] ?? 0), -1)
}

interface OpenBill {
  bill: number
  /** The usual minimum: 5 % of what is unpaid, at least 100 and at most all of it. */
  wantedCents: number
  /** What is missing to the whole bill. */
  unpaidCents: number
}

function openBill(client: Client, bill: number, partPaid: ReadonlyMap<number, number>): OpenBill {
  const unpaidCents = Math.max(billAmountCents(client, bill) - (partPaid.get(bill) ?? 0), 0)
  const fivePercent = Math.ceil(unpaidCents / 2000) * 100
  return { bill, unpaidCents, wantedCents: Math.min(Math.max(fivePercent, 10_000), unpaidCents) }
}

/**
 * What of a payment settles which bill: the wanted shares, less if the payment is too small for them. `allOfIt`: a
 * newer bill stays unpaid, so the payment was no more than the minimum of these (as far as the bills go).
 */
function shareOut(
  cents: number,
  bills: readonly OpenBill[],
  allOfIt: boolean,
): { bill: number; cents: number }[] {
  let left = cents
  const shares = bills.map(({ bill, wantedCents, unpaidCents }, index) => {
    const share = Math.min(wantedCents, Math.floor(left / (bills.length - index)))
    left -= share
    return { bill, cents: share, unpaidCents: unpaidCents - share }
  })
  return shares.map((share) => {
    const more = allOfIt ? Math.min(left, share.unpaidCents) : 0
    left -= more
    return { bill: share.bill, cents: share.cents + more }
  })
}

function add(amounts: Map<number, number>, key: number, cents: number): void {
  amounts.set(key, (amounts.get(key) ?? 0) + cents)
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, cents) => total + cents, 0)
}
