// How much is overdue and since when: the bank's last report, plus the payments and reversals it did not yet know. An exit
// that ended the claim is a report without bills.
// Contract days past due come from here alone; holds and agreements never change them (architecture, decision 6).
import { type CalendarDate, daysBetween } from '../calendar-date'
import { type Fact, type FactOf, type UnpaidBill, factsOf } from '../facts'
import type { NotCollected } from '../protection/dispute-state'
import { claimEnds } from './claim-end'

export interface Position {
  customerId: string
  product: FactOf<'positionReported'>['payload']['product']
  riskSegment: FactOf<'positionReported'>['payload']['riskSegment']
  currency: string
  graceDays: number
  reportedOn: CalendarDate
  bills: UnpaidBill[]
  /** Due date of the oldest bill whose minimum is not met within tolerance; null when there is none past due. */
  oldestUnpaidDueOn: CalendarDate | null
  daysPastDue: number
  /** Sum of the unmet minimums of bills past due. */
  overdueCents: number
  /** Days past due beyond the contract's grace days: the debt is in collection. */
  delinquent: boolean
}

interface Movement {
  /** Positive: paid. Negative: a payment came back. */
  amountCents: number
  /** A reversal of a payment that the report had counted. */
  ofReported: boolean
}

/** The position on `asOfDate`, or null before the first report; `without`: a part that is left out of it. */
export function positionAt(
  facts: readonly Fact[],
  asOfDate: CalendarDate,
  without?: NotCollected,
): Position | null {
  const reports = withExits(facts)
  const report = reports.at(-1)
  if (!report) return null
  const known = billsKnown(reports)
  const { left, spareCents } = without ? leftOf(known, without) : { left: known, spareCents: 0 }
  const spare: Movement = { amountCents: spareCents, ofReported: false }
  const bills = applyMovements(left, [spare, ...movementsSince(facts, report.businessDate)])
  const late = bills.filter(
    (bill) => bill.dueOn < asOfDate && bill.minimumDueCents - bill.paidCents > report.toleranceCents,
  )
  const oldestUnpaidDueOn = late[0]?.dueOn ?? null
  const daysPastDue = oldestUnpaidDueOn === null ? 0 : daysBetween(oldestUnpaidDueOn, asOfDate)
  return {
    customerId: report.customerId,
    product: report.product,
    riskSegment: report.riskSegment,
    currency: report.currency,
    graceDays: report.graceDays,
    reportedOn: report.businessDate,
    bills: bills.filter((bill) => bill.paidCents < bill.totalCents || bill.paidCents < bill.minimumDueCents),
    oldestUnpaidDueOn,
    daysPastDue,
    overdueCents: late.reduce((sum, bill) => sum + bill.minimumDueCents - bill.paidCents, 0),
    delinquent: daysPastDue > report.graceDays,
  }
}

/** Bucket by months of contract days past due: 0, M1 (1-30) ... M6, M7+ as `M6+`. */
export function bucketOf(daysPastDue: number): string {
  if (daysPastDue <= 0) return 'M0'
  const months = Math.ceil(daysPastDue / 30)
  return months > 6 ? 'M6+' : `M${months}`
}

type Report = FactOf<'positionReported'>['payload']

/** The reports by their day; after an exit, until the next one, none of the bills is owed. */
function withExits(facts: readonly Fact[]): Report[] {
  const known = [...factsOf(facts, 'positionReported'), ...claimEnds(facts)].sort(byBusinessDate)
  const reports: Report[] = []
  for (const fact of known) {
    const last = reports.at(-1)
    if (fact.kind === 'positionReported') reports.push(fact.payload)
    else if (last)
      reports.push({ ...last, businessDate: fact.payload.businessDate, balanceCents: 0, bills: [] })
  }
  return reports
}

function byBusinessDate(a: Dated, b: Dated): number {
  const byDate = a.payload.businessDate.localeCompare(b.payload.businessDate)
  return byDate || a.recordedAt - b.recordedAt || a.seq - b.seq
}

type Dated = FactOf<'positionReported'> | FactOf<'accountExited'>

/** The bills of the last report, and those that earlier reports knew and this one no longer lists: paid. */
function billsKnown(reports: readonly Report[]): UnpaidBill[] {
  const known = new Map<string, UnpaidBill>()
  for (const report of reports) {
    for (const [id, bill] of known) {
      known.set(id, { ...bill, paidCents: Math.max(bill.totalCents, bill.minimumDueCents) })
    }
    for (const bill of report.bills) known.set(bill.billId, { ...bill })
  }
  return [...known.values()].sort(byDueDate)
}

/**
 * New money meets the bills that are left first: who pays what they do not dispute is not asked for it again. What was paid
 * on a bill that was not owed is spare for the others.
 */
function leftOf(
  bills: readonly UnpaidBill[],
  { bills: out, correctedCents }: NotCollected,
): { left: UnpaidBill[]; spareCents: number } {
  const left = out === 'all' ? [] : bills.filter(({ billId }) => !out.has(billId))
  const offCents = ({ billId }: UnpaidBill) => correctedCents.get(billId) ?? 0
  return {
    left: left.map((bill) => {
      const totalCents = Math.max(0, bill.totalCents - offCents(bill))
      return { ...bill, totalCents, minimumDueCents: Math.min(bill.minimumDueCents, totalCents) }
    }),
    spareCents: left.reduce(
      (sum, bill) => sum + Math.max(0, offCents(bill) - Math.max(0, bill.totalCents - bill.paidCents)),
      0,
    ),
  }
}

function byDueDate(a: UnpaidBill, b: UnpaidBill): number {
  return a.dueOn.localeCompare(b.dueOn) || a.billId.localeCompare(b.billId)
}

/** Payments and reversals that the report of `reportedOn` (books at close) cannot have counted. */
function movementsSince(facts: readonly Fact[], reportedOn: CalendarDate): Movement[] {
  const voided = new Set(factsOf(facts, 'paymentVoided').map((fact) => fact.payload.paymentId))
  const payments = factsOf(facts, 'paymentPosted').filter(
    ({ payload }) => payload.postedOn > reportedOn && !voided.has(payload.paymentId),
  )
  const reversals = factsOf(facts, 'paymentReversed').filter(
    ({ payload }) =>
      payload.postedOn > reportedOn &&
      !voided.has(payload.paymentId) &&
      !voided.has(payload.reversesPaymentId),
  )
  const sinceIds = new Set(payments.map((fact) => fact.payload.paymentId))
  return [
    ...payments.map(({ payload }) => ({ amountCents: payload.amountCents, ofReported: false })),
    ...reversals.map(({ payload }) => ({
      amountCents: -payload.amountCents,
      // A payment that the log does not know was made before the account first came: the report counted it too.
      ofReported: !sinceIds.has(payload.reversesPaymentId),
    })),
  ]
}

/**
 * New money meets the minimums first, the oldest bill's first, and then the rest of the bills: whoever pays the overdue
 * amount that a notice names is not overdue. Reversals of payments that came after the report cancel against them; a
 * reversal of a payment that the report had counted takes it back from the newest paid bill first.
 */
function applyMovements(bills: readonly UnpaidBill[], movements: readonly Movement[]): UnpaidBill[] {
  const result = bills.map((bill) => ({ ...bill }))
  let taken = -sum(movements.filter((movement) => movement.ofReported))
  for (const bill of [...result].reverse()) {
    const back = Math.min(taken, bill.paidCents)
    bill.paidCents -= back
    taken -= back
  }
  let paid = Math.max(0, sum(movements.filter((movement) => !movement.ofReported)))
  const pay = (bill: UnpaidBill, upToCents: number) => {
    const part = Math.min(paid, Math.max(0, upToCents - bill.paidCents))
    bill.paidCents += part
    paid -= part
  }
  for (const bill of result) pay(bill, bill.minimumDueCents)
  for (const bill of result) pay(bill, bill.totalCents)
  return result
}

function sum(movements: readonly Movement[]): number {
  return movements.reduce((total, movement) => total + movement.amountCents, 0)
}
