// What is owed on a day, bill by bill, and how does each figure come about? From the facts alone: the bank's first report
// of each bill, then every payment, fee, correction and day of interest, and where the bank's later books differ.
import type { CalendarDate } from '../calendar-date'
import { type Fact, type FactOf, type Product, factsOf } from '../facts'
import { positionBefore } from './age'
import { claimEnds } from './claim-end'
import { type AnnualRate, annualRateOf } from './annual-rate'
import { reconcile } from './reconciliation'
import type { MoneyTerms } from './contracts'
import { DebtBook } from './debt-book'
import { type Entry, type PartCents, nothing, parts, sumOf } from './debt-entry'
import type { Adjustment, BookChange, DebtInput, FreeSpan } from './debt-input'
import { type Difference, type Finding, differencesIn, findingsIn } from './difference'
import { dailyRateOf } from './rate'
import { type Reckoned, reckon } from './reckoning'

export interface StatementBill {
  billId: string
  statementOn: CalendarDate
  dueOn: CalendarDate
  minimumDueCents: number
  /** Still owed, by kind; what is owed but not yet billed is within it. */
  owed: PartCents
  unbilled: PartCents
  totalCents: number
  entries: Entry[]
}

export interface Statement {
  accountId: string
  on: CalendarDate
  product: Product
  currency: string
  /** Since when it is reckoned: the first report of this delinquency. */
  since: CalendarDate
  /** The bank stopped reporting the account: on which day and why. */
  left: { on: CalendarDate; reason: string } | null
  dailyRate: string | null
  bills: StatementBill[]
  /** Sums of the bills. */
  owed: PartCents
  unbilled: PartCents
  /** Entries on no bill. */
  entries: Entry[]
  /** Paid too much: a refund is due. */
  overpaidCents: number
  /** The whole: the bills together, less what was paid too much. */
  totalCents: number
  /** The bank's books that are the newest by `on`. */
  bank: { reportedOn: CalendarDate; balanceCents: number } | null
  /** Over the contract's tolerance, summed up since the first report. */
  differences: Difference[]
  findings: Finding[]
  annualRate: AnnualRate
}

/** What others have decided about the debt. */
export interface Decided {
  interestFree?: readonly FreeSpan[]
  feeFree?: readonly FreeSpan[]
  adjustments?: readonly Adjustment[]
}

/**
 * The itemised debt at close of `on`, from the facts that count; null before the first report. The sum of the entries of
 * a bill is what it owes, and the sum of the bills and of the entries on none is the whole.
 * @throws RangeError when no order of payment fits, which parseContracts() rules out
 */
export function statementOf(
  facts: readonly Fact[],
  terms: MoneyTerms,
  on: CalendarDate,
  decided: Decided = {},
): Statement | null {
  const episode = reportsUntil(facts, on)
  const first = episode.reports[0]
  const newest = episode.reports.at(-1)
  if (!first || !newest) return null
  const input = inputOf(facts, terms, episode.reports, decided)
  const from = first.payload.businessDate
  const changes: BookChange[] = []
  for (const { payload } of episode.reports) {
    const until = payload.businessDate
    const { book } =
      until === from
        ? { book: new DebtBook(terms.contracts[input.product]) }
        : reckon(input, changes, { from, until, postedUntil: until })
    changes.push(...reconcile(book, input, payload))
  }
  if (episode.left) changes.push({ kind: 'leave', ...episode.left })
  const reckoned = reckon(input, changes, { from, until: on })
  return written(reckoned, { on, changes, input, first, newest, left: episode.left })
}

type ReportFact = FactOf<'positionReported'>
interface Reports {
  reports: ReportFact[]
  left: { on: CalendarDate; reason: string } | null
}

/** The reports of the delinquency that `on` falls into: after an exit, except a write-off, everything begins anew. */
function reportsUntil(facts: readonly Fact[], on: CalendarDate): Reports {
  const exits = claimEnds(facts).filter(({ payload }) => payload.businessDate <= on)
  const all = factsOf(facts, 'positionReported')
    .filter(({ payload }) => payload.businessDate <= on)
    .sort((a, b) => a.payload.businessDate.localeCompare(b.payload.businessDate) || a.seq - b.seq)
  const newest = all.at(-1)?.payload.businessDate ?? ''
  const days = exits.map(({ payload }) => payload.businessDate).sort()
  const earlier = days.filter((day) => day < newest).at(-1) ?? ''
  const last = exits.find(({ payload }) => payload.businessDate >= newest)?.payload
  return {
    reports: all.filter(({ payload }) => payload.businessDate > earlier),
    left: last ? { on: last.businessDate, reason: last.reason } : null,
  }
}

function inputOf(
  facts: readonly Fact[],
  terms: MoneyTerms,
  reports: readonly ReportFact[],
  { interestFree = [], feeFree = [], adjustments = [] }: Decided,
): DebtInput {
  const first = reports[0]?.payload
  if (!first) throw new Error('a debt is reckoned from a report on')
  const voided = new Set(factsOf(facts, 'paymentVoided').map(({ payload }) => payload.paymentId))
  const counts = ({ paymentId, postedOn }: { paymentId: string; postedOn: CalendarDate }) =>
    // What was posted by then is in the first report.
    !voided.has(paymentId) && postedOn > first.businessDate
  const designations = new Map(
    factsOf(facts, 'paymentDesignated').map(({ payload }) => [payload.paymentId, payload.billIds]),
  )
  const money = facts.filter(({ kind }) => moneyKinds.has(kind))
  return {
    product: first.product,
    terms,
    reported: reports.map(({ payload }) => ({
      on: payload.businessDate,
      rate: payload.dailyRate === undefined ? null : dailyRateOf(payload.dailyRate),
      graceDays: payload.graceDays,
      toleranceCents: payload.toleranceCents,
    })),
    payments: factsOf(facts, 'paymentPosted')
      .map(({ payload }) => ({ ...payload, designated: designations.get(payload.paymentId) ?? [] }))
      .filter(counts),
    reversals: factsOf(facts, 'paymentReversed')
      .map(({ payload }) => payload)
      .filter((payload) => counts(payload) && !voided.has(payload.reversesPaymentId)),
    returns: factsOf(facts, 'overpaymentReturned').map(({ payload: { returnId, on, amountCents, to } }) => ({
      ...{ returnId, on, amountCents },
      text: `paid too much, ${to === 'payer' ? 'back to the payer' : 'put into suspense'}: ${returnId}`,
    })),
    interestFree,
    feeFree,
    adjustments,
    ageAt: remembered((day) => positionBefore(money, day)?.daysPastDue ?? 0),
    unmetCents(billId, day) {
      const bill = positionBefore(money, day)?.bills.find((one) => one.billId === billId)
      return bill ? Math.max(0, bill.minimumDueCents - bill.paidCents) : 0
    },
  }
}

const moneyKinds: ReadonlySet<Fact['kind']> = new Set<Fact['kind']>([
  ...(['positionReported', 'paymentPosted', 'paymentReversed', 'paymentVoided'] as const),
])

function remembered(ask: (day: CalendarDate) => number): (day: CalendarDate) => number {
  const known = new Map<CalendarDate, number>()
  return (day) => {
    const answer = known.get(day) ?? ask(day)
    known.set(day, answer)
    return answer
  }
}

function written(
  reckoned: Reckoned,
  from: {
    on: CalendarDate
    changes: readonly BookChange[]
    input: DebtInput
    first: ReportFact
    newest: ReportFact
    left: Reports['left']
  },
): Statement {
  const { book } = reckoned
  const { on, changes, input, first, newest, left } = from
  const contract = input.terms.contracts[input.product]
  const { owed, unbilled } = book.totals()
  const totals = both(owed, unbilled)
  return {
    accountId: first.accountId,
    on,
    product: input.product,
    currency: newest.payload.currency,
    since: first.payload.businessDate,
    left,
    dailyRate: newest.payload.dailyRate ?? null,
    bills: book.bills().map(({ bill, owed: onBill, unbilled: notYet }) => ({
      billId: bill.billId,
      statementOn: bill.statementOn,
      dueOn: bill.dueOn,
      minimumDueCents: bill.minimumDueCents,
      owed: both(onBill, notYet),
      unbilled: notYet,
      totalCents: sumOf(onBill) + sumOf(notYet),
      entries: book.entries.filter(({ billId }) => billId === bill.billId),
    })),
    owed: totals,
    unbilled,
    entries: book.entries.filter(({ billId }) => billId === null),
    overpaidCents: Math.max(0, -book.unassignedCents),
    totalCents: book.wholeCents(),
    bank: { reportedOn: newest.payload.businessDate, balanceCents: newest.payload.balanceCents },
    differences: differencesIn(changes, contract.differenceTolerance),
    findings: findingsIn(changes, input),
    annualRate: annualRateOf(reckoned, contract, newest.payload.dailyRate),
  }
}

function both(a: PartCents, b: PartCents): PartCents {
  const sum = nothing()
  for (const part of parts) sum[part] = a[part] + b[part]
  return sum
}
