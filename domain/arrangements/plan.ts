// Whether an agreed repayment plan is kept, judged from payments by their value date alone: a payment learnt late
// but paid in time heals a plan that looked broken, a payment that comes back breaks one that looked kept (D1, D6).
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'

export interface PlanState {
  planId: string
  agreedAt: Instant
  status: 'running' | 'kept' | 'broken' | 'cancelled'
  /** When it ended, null while it runs. */
  endedAt: Instant | null
  /** Due date of the first instalment not yet met. */
  nextDueOn: CalendarDate | null
  /** The instant at which the next instalment, if still unpaid, breaks the plan. */
  nextCheckAt: Instant | null
}

/** Each plan as it stands at `asOf`. An instalment is met when the payments since the agreement reach the sum due. */
export function planStates(facts: readonly Fact[], zone: string, asOf: Instant): PlanState[] {
  return factsOf(facts, 'planAgreed').map((plan) => planState(plan, facts, zone, asOf))
}

function planState(
  plan: FactOf<'planAgreed'>,
  facts: readonly Fact[],
  zone: string,
  asOf: Instant,
): PlanState {
  const { planId, instalments, toleranceCents, graceDays } = plan.payload
  const base = { planId, agreedAt: plan.effectiveAt, nextDueOn: null, nextCheckAt: null }
  const cancelledAt = factsOf(facts, 'planEnded').find(
    ({ payload }) => payload.planId === planId && payload.outcome === 'cancelled',
  )?.effectiveAt
  const movements = movementsSince(facts, dateAt(plan.effectiveAt, zone))
  let neededCents = -toleranceCents
  for (const { dueOn, amountCents } of instalments) {
    neededCents += amountCents
    const lastDay = addDays(dueOn, graceDays)
    const breaksAt = instantAt(addDays(lastDay, 1), zone)
    const stopped = cancelledAt !== undefined && cancelledAt < breaksAt
    // What is paid after a plan was cancelled is no longer paid under it.
    const inTime = movements.filter(
      ({ valueOn }) => valueOn <= (stopped ? dateAt(cancelledAt, zone) : lastDay),
    )
    if (sumOf(inTime) >= neededCents) continue
    if (stopped) return { ...base, status: 'cancelled', endedAt: cancelledAt }
    if (asOf < breaksAt)
      return { ...base, status: 'running', endedAt: null, nextDueOn: dueOn, nextCheckAt: breaksAt }
    return { ...base, status: 'broken', endedAt: brokenAt(inTime, neededCents, breaksAt) }
  }
  return { ...base, status: 'kept', endedAt: keptAt(movements, neededCents, plan.effectiveAt) }
}

interface Movement {
  /** Positive: paid. Negative: the payment came back. */
  amountCents: number
  /** The value date of the payment, also when it came back. */
  valueOn: CalendarDate
  learntAt: Instant
}

/** Payments with a value date from `from` on, and what came back of them, in the order in which they became known. */
function movementsSince(facts: readonly Fact[], from: CalendarDate): Movement[] {
  const voided = new Set(factsOf(facts, 'paymentVoided').map((fact) => fact.payload.paymentId))
  const paid = factsOf(facts, 'paymentPosted').filter(({ payload }) => !voided.has(payload.paymentId))
  const valueDates = new Map(paid.map(({ payload }) => [payload.paymentId, payload.valueOn]))
  const back = factsOf(facts, 'paymentReversed').filter(({ payload }) => !voided.has(payload.paymentId))
  return [
    ...paid.map(({ payload, recordedAt }) => movement(payload.amountCents, payload.valueOn, recordedAt)),
    ...back.map(({ payload, recordedAt }) =>
      movement(-payload.amountCents, valueDates.get(payload.reversesPaymentId) ?? '', recordedAt),
    ),
  ]
    .filter(({ valueOn }) => valueOn >= from)
    .sort((a, b) => a.learntAt - b.learntAt)
}

function movement(amountCents: number, valueOn: CalendarDate, learntAt: Instant): Movement {
  return { amountCents, valueOn, learntAt }
}

/** When a plan that is broken broke: at its own instant, or later, when a payment that had met it came back. */
function brokenAt(inTime: readonly Movement[], neededCents: number, breaksAt: Instant): Instant {
  let sum = sumOf(inTime.filter(({ learntAt }) => learntAt <= breaksAt))
  let at = breaksAt
  for (const { amountCents, learntAt } of inTime.filter((movement) => movement.learntAt > breaksAt)) {
    if (sum >= neededCents && sum + amountCents < neededCents) at = learntAt
    sum += amountCents
  }
  return at
}

/** When the payment that completed the plan became known, not before the plan was agreed. */
function keptAt(movements: readonly Movement[], neededCents: number, agreedAt: Instant): Instant {
  let sum = 0
  let at = agreedAt
  for (const { amountCents, learntAt } of movements) {
    if (sum < neededCents && sum + amountCents >= neededCents) at = Math.max(learntAt, agreedAt)
    sum += amountCents
  }
  return at
}

function sumOf(movements: readonly Movement[]): number {
  return movements.reduce((sum, { amountCents }) => sum + amountCents, 0)
}
