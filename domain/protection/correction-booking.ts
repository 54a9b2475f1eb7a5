// Which corrections do the bank's books not show yet? What an answer took off a bill is not collected until they do, or
// until somebody who has looked says that they do; somebody must see to it (dispute-inquiry.ts).
import type { Instant } from '../calendar-date'
import { type Fact, type FactPayloads, type UnpaidBill, factsOf } from '../facts'
import { reportedBooked } from '../ladder/reported-booked'
import { claimEnds } from '../money/claim-end'

export interface AwaitedCorrection {
  disputeId: string
  billId: string
  /** Of the correction, what the books do not show. */
  leftCents: number
}

/** Not below `dispute/<id>`: its tasks would be taken for those of the verification. */
export function correctionMatter(disputeId: string): string {
  return `correction/${disputeId}`
}

/** Something that shows corrections of a bill: a fall of it in the books, the end of the claim, what somebody says of a dispute. */
interface Shown {
  at: Instant
  cents: number
  disputeId?: string
}

/**
 * What answers took off bills and the bank's books do not show yet, the oldest first: they show a correction when parts of
 * the bill have fallen by it since then. From then on the books are the truth. Interest that grows from night to night
 * hides nothing of it, and a bill that fell by less was corrected for something else. Where the bank corrects the interest
 * itself, what accrued in the same night stays unseen, in the customer's favour. A bill that is gone shows them unless
 * payments explain it; the end of the claim shows them all. What the drop cannot show (the bill was paid away as it stood,
 * a card's new statement took over what was left) somebody confirms: task `booking` with `booked`.
 */
export function correctionsAwaited(facts: readonly Fact[]): AwaitedCorrection[] {
  const corrections = factsOf(facts, 'disputeAnswered').flatMap(({ payload, recordedAt: at }) =>
    payload.corrections.map(({ billId, amountCents }) => ({
      ...{ at, disputeId: payload.disputeId, billId, leftCents: amountCents },
    })),
  )
  if (corrections.length === 0) return []
  const said = confirmations(facts)
  const ends = claimEnds(facts).map(({ effectiveAt: at }): Shown => ({ at, cents: Infinity }))
  for (const billId of new Set(corrections.map((one) => one.billId))) {
    const ofBill = corrections.filter((one) => one.billId === billId)
    const shown = [...falls(facts, billId), ...said, ...ends].sort((a, b) => a.at - b.at)
    for (const { at, cents, disputeId } of shown) {
      let left = cents
      for (const one of ofBill) {
        if (one.at >= at || (disputeId ?? one.disputeId) !== one.disputeId) continue
        const off = Math.min(one.leftCents, left)
        one.leftCents -= off
        left -= off
      }
    }
  }
  return corrections
    .filter(({ leftCents }) => leftCents > 0)
    .map(({ disputeId, billId, leftCents }) => ({ disputeId, billId, leftCents }))
}

/** Somebody has looked and reported the task to book it as done. */
function confirmations(facts: readonly Fact[]): Shown[] {
  return factsOf(facts, 'disputeAnswered').flatMap(({ payload: { disputeId } }) =>
    reportedBooked(facts, correctionMatter(disputeId)).map((at) => ({ at, cents: Infinity, disputeId })),
  )
}

/** By how much the bill fell, report by report. */
function falls(facts: readonly Fact[], billId: string): Shown[] {
  const reports = factsOf(facts, 'positionReported').sort(
    (a, b) => a.payload.businessDate.localeCompare(b.payload.businessDate) || a.seq - b.seq,
  )
  return reports.map(({ effectiveAt: at, payload: after }, index) => {
    const before = reports[index - 1]?.payload
    const then = before?.bills.find((bill) => bill.billId === billId)
    return { at, cents: before && then ? shownCents(facts, then, before, after) : 0 }
  })
}

type Report = FactPayloads['positionReported']

/** How much of a correction of `then` the next report shows. When no bill is left nothing can be asked for any more. */
function shownCents(facts: readonly Fact[], then: UnpaidBill, before: Report, after: Report): number {
  if (after.bills.length === 0) return Infinity
  if (hasNewStatement(before, after)) return 0
  const now = after.bills.find(({ billId }) => billId === then.billId)
  if (now) return fallenCents(then, now)
  const unpaidCents = then.totalCents - then.paidCents - before.toleranceCents
  return paidBetween(facts, before, after) >= unpaidCents ? 0 : Infinity
}

/** On a card it takes over what is left of old bills: that they have fallen or are gone proves nothing. */
function hasNewStatement(before: Report, after: Report): boolean {
  const known = before.bills.map(({ billId }) => billId)
  return after.product === 'card' && after.bills.some(({ billId }) => !known.includes(billId))
}

/** Who paid the bill as it stood paid what they do not owe: it is gone without its correction. */
function paidBetween(facts: readonly Fact[], before: Report, after: Report): number {
  const voided = new Set(factsOf(facts, 'paymentVoided').map(({ payload }) => payload.paymentId))
  return factsOf(facts, 'paymentPosted')
    .map(({ payload }) => payload)
    .filter(({ postedOn }) => postedOn > before.businessDate && postedOn <= after.businessDate)
    .filter(({ paymentId }) => !voided.has(paymentId))
    .reduce((sum, { amountCents }) => sum + amountCents, 0)
}

/** By how much parts of a bill have fallen from one report to the next. */
function fallenCents(before: UnpaidBill, after: UnpaidBill): number {
  const [then, now] = [before.parts, after.parts]
  // Logs from before the drop's parts were kept do not say what has fallen.
  if (!then || !now) return after.totalCents < before.totalCents ? Infinity : 0
  return billParts.reduce((sum, part) => sum + Math.max(0, then[part] - now[part]), 0)
}

const billParts = ['principalCents', 'interestCents', 'penaltyFeeCents', 'otherFeeCents'] as const
