// Is what somebody agreed to pay being paid? One judgement for promises, plans and relief: instalments against payments
// by their value date alone, so that a payment learnt late but made in time heals what looked broken, and one that comes
// back breaks what looked kept (D1, D6).
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import { type Fact, factsOf } from '../facts'
import { knownSince } from '../first-known'
import type { Instalment } from './plan-facts'

export interface Commitment {
  agreedAt: Instant
  /** In the order of their due dates. */
  instalments: readonly Instalment[]
  /** What may be missing in all. */
  toleranceCents: number
  /** Days after a due date until which a payment is in time. */
  graceDays: number
  /** Days after those, in which a missed instalment can still be made good. */
  cureDays?: number
  /** What had been paid when it took the place of another one: that is not due again. */
  takenOverCents?: number
  /** When it was cancelled or replaced. */
  stoppedAt?: Instant | undefined
  /** While one lasts nothing falls due: what would have is due on the day on which it ends. */
  pauses?: readonly Pause[]
}

/** The customer has died, or for another such reason nobody can be asked to pay. `until` null: it lasts. */
export interface Pause {
  from: CalendarDate
  /** The first day after it. */
  until: CalendarDate | null
}

export interface InstalmentState extends Instalment {
  paidCents: number
  isMet: boolean
}

export interface CommitmentState {
  status: 'running' | 'kept' | 'broken' | 'stopped'
  /** When it ended, null while it runs. */
  endedAt: Instant | null
  /** Due date of the first instalment not yet met; null: all are met, or it has ended. */
  nextDueOn: CalendarDate | null
  /** The day on which that one can be asked for: later when a pause came in between; null: not while one lasts. */
  payableOn: CalendarDate | null
  /** The next instant at which it turns if nothing is paid: an instalment counts as missed, or it breaks. */
  nextCheckAt: Instant | null
  /** The instalment that was missed and can be made good until it breaks the agreement at `breaksAt`. */
  missed: (Instalment & { missedAt: Instant; breaksAt: Instant }) | null
  instalments: InstalmentState[]
  /** Paid in time, as far as it counts for these instalments. */
  paidCents: number
}

export interface Movement {
  paymentId: string
  /** Positive: paid. Negative: the payment came back. */
  amountCents: number
  /** The value date of the payment, also when it came back. */
  valueOn: CalendarDate
  learntAt: Instant
  /** When the payment became known, also when it came back. */
  paymentLearntAt: Instant
}

/** Every payment, and what came back of them, in the order in which they first became known. */
export function movementsOf(facts: readonly Fact[]): Movement[] {
  const voided = new Set(factsOf(facts, 'paymentVoided').map((fact) => fact.payload.paymentId))
  const paid = factsOf(facts, 'paymentPosted').filter(({ payload }) => !voided.has(payload.paymentId))
  const back = factsOf(facts, 'paymentReversed').filter(({ payload }) => !voided.has(payload.paymentId))
  const payments = new Map(paid.map((payment) => [payment.payload.paymentId, payment]))
  return [
    ...paid.map((payment) => {
      const { paymentId, amountCents, valueOn } = payment.payload
      const learntAt = knownSince(payment)
      return { paymentId, amountCents, valueOn, learntAt, paymentLearntAt: learntAt }
    }),
    ...back.map((reversal) => {
      const { reversesPaymentId: paymentId, amountCents } = reversal.payload
      const payment = payments.get(paymentId)
      return {
        paymentId,
        amountCents: -amountCents,
        valueOn: payment?.payload.valueOn ?? '',
        learntAt: knownSince(reversal),
        // A payment that the log does not know was made before the account first came.
        paymentLearntAt: payment ? knownSince(payment) : -Infinity,
      }
    }),
  ].sort((a, b) => a.learntAt - b.learntAt)
}

/**
 * What counts as paid under an agreement: value dates after its day, and whatever was not known when it was made ("I paid
 * yesterday"). What was known then lowered the debt that it is about.
 */
export function paidSince(movements: readonly Movement[], agreement: Fact, zone: string): Movement[] {
  const day = dateAt(agreement.effectiveAt, zone)
  return movements.filter(
    ({ valueOn, paymentLearntAt }) => valueOn > day || paymentLearntAt >= agreement.recordedAt,
  )
}

/** The commitment at `asOf`. An instalment is met when the payments in time reach the sum of all that was due by then. */
export function commitmentState(
  commitment: Commitment,
  movements: readonly Movement[],
  zone: string,
  asOf: Instant,
): CommitmentState {
  const { stoppedAt, takenOverCents = 0 } = commitment
  let neededCents = takenOverCents - commitment.toleranceCents
  for (const { dueOn, amountCents } of commitment.instalments) {
    neededCents += amountCents
    const { payableOn, missedAt, lastDay, breaksAt } = deadlinesOf(commitment, dueOn, zone) ?? never
    // What is paid after it was stopped is no longer paid under it.
    const until = stoppedAt === undefined ? lastDay : dateAt(stoppedAt, zone)
    const inTime = movements.filter(({ valueOn }) => valueOn <= until)
    if (sumOf(inTime) >= neededCents) continue
    const known = { ...ended, ...paidUnder(commitment, inTime, dueOn) }
    // Only what runs is stopped: nothing that is learnt of afterwards breaks it any more.
    if (stoppedAt !== undefined) return { ...known, status: 'stopped', endedAt: stoppedAt }
    if (asOf >= breaksAt)
      return { ...known, status: 'broken', endedAt: brokenAt(inTime, neededCents, breaksAt) }
    const running = { ...known, status: 'running', nextDueOn: dueOn, payableOn } as const
    if (asOf < missedAt) return { ...running, nextCheckAt: missedAt === Infinity ? null : missedAt }
    return { ...running, nextCheckAt: breaksAt, missed: { dueOn, amountCents, missedAt, breaksAt } }
  }
  const endedAt = keptAt(movements, neededCents, commitment.agreedAt)
  return { ...ended, ...paidUnder(commitment, movements, null), status: 'kept', endedAt }
}

const ended = { endedAt: null, nextDueOn: null, payableOn: null, nextCheckAt: null, missed: null } as const

interface Deadlines {
  payableOn: CalendarDate | null
  missedAt: Instant
  /** The last day on which a payment is in time. */
  lastDay: CalendarDate
  breaksAt: Instant
}

const never: Deadlines = { payableOn: null, missedAt: Infinity, lastDay: '9999-12-31', breaksAt: Infinity }

/** From when an instalment counts as missed, and from when it breaks the agreement; null: not while a pause lasts. */
function deadlinesOf(commitment: Commitment, onPlan: CalendarDate, zone: string): Deadlines | null {
  const { graceDays, cureDays = 0 } = commitment
  const dueOn = dueAfterPauses(commitment, onPlan)
  if (dueOn === null) return null
  const lastDay = addDays(dueOn, graceDays + cureDays)
  const missedAt = instantAt(addDays(dueOn, graceDays + 1), zone)
  return { payableOn: dueOn, lastDay, missedAt, breaksAt: instantAt(addDays(lastDay, 1), zone) }
}

/** The last day on which a payment for an instalment is in time. */
export function lastDayFor(commitment: Commitment, onPlan: CalendarDate): CalendarDate {
  const { graceDays, cureDays = 0 } = commitment
  const dueOn = dueAfterPauses(commitment, onPlan)
  return dueOn === null ? never.lastDay : addDays(dueOn, graceDays + cureDays)
}

/** Of an instalment that could still be paid when a pause began and falls due in it: the day on which that ends. */
function dueAfterPauses(
  { pauses = [], graceDays, cureDays = 0 }: Commitment,
  onPlan: CalendarDate,
): CalendarDate | null {
  let dueOn = onPlan
  for (const { from, until } of [...pauses].sort((a, b) => a.from.localeCompare(b.from))) {
    const couldBePaid = from <= addDays(dueOn, graceDays + cureDays)
    if (!couldBePaid || (until !== null && until <= dueOn)) continue
    if (until === null) return null
    dueOn = until
  }
  return dueOn
}

/** What was paid, the oldest instalment first; `unmetOn` is the first that it does not reach. */
function paidUnder(
  { instalments, takenOverCents = 0 }: Commitment,
  inTime: readonly Movement[],
  unmetOn: CalendarDate | null,
): Pick<CommitmentState, 'instalments' | 'paidCents'> {
  const paidCents = Math.max(0, sumOf(inTime) - takenOverCents)
  let left = paidCents
  const states = instalments.map((instalment): InstalmentState => {
    const paid = Math.min(left, instalment.amountCents)
    left -= paid
    return { ...instalment, paidCents: paid, isMet: unmetOn === null || instalment.dueOn < unmetOn }
  })
  return { instalments: states, paidCents }
}

/** When what is broken broke: at its own instant, or later, when a payment that had met it came back. */
function brokenAt(inTime: readonly Movement[], neededCents: number, breaksAt: Instant): Instant {
  let sum = sumOf(inTime.filter(({ learntAt }) => learntAt <= breaksAt))
  let at = breaksAt
  for (const { amountCents, learntAt } of inTime.filter((movement) => movement.learntAt > breaksAt)) {
    if (sum >= neededCents && sum + amountCents < neededCents) at = learntAt
    sum += amountCents
  }
  return at
}

/** When the payment that completed it became known, not before it was agreed. */
function keptAt(movements: readonly Movement[], neededCents: number, agreedAt: Instant): Instant {
  let sum = 0
  let at = agreedAt
  for (const { amountCents, learntAt } of movements) {
    if (sum < neededCents && sum + amountCents >= neededCents) at = Math.max(learntAt, agreedAt)
    sum += amountCents
  }
  return at
}

/** Paid less what came back. */
export function sumOf(movements: readonly Movement[]): number {
  return movements.reduce((sum, { amountCents }) => sum + amountCents, 0)
}
