// Whether an agreed repayment plan is kept, judged from payments by their value date alone: a payment learnt late
// but paid in time heals a plan that looked broken (D1, D6).
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from './calendar-date'
import { type Fact, type FactOf, factsOf } from './facts'

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
  const cancelled = factsOf(facts, 'planEnded').find(
    ({ payload }) => payload.planId === planId && payload.outcome === 'cancelled',
  )
  const paidBy = paidByDate(facts, dateAt(plan.effectiveAt, zone))
  let dueCents = 0
  for (const instalment of instalments) {
    dueCents += instalment.amountCents
    const lastDay = addDays(instalment.dueOn, graceDays)
    const breaksAt = instantAt(addDays(lastDay, 1), zone)
    const met = paidBy(lastDay) >= dueCents - toleranceCents
    const stopped = cancelled !== undefined && cancelled.effectiveAt < breaksAt
    if (!met && stopped) return { ...base, status: 'cancelled', endedAt: cancelled.effectiveAt }
    if (!met && asOf >= breaksAt) return { ...base, status: 'broken', endedAt: breaksAt }
    if (!met)
      return { ...base, status: 'running', endedAt: null, nextDueOn: instalment.dueOn, nextCheckAt: breaksAt }
  }
  return { ...base, status: 'kept', endedAt: keptAt(facts, plan, dueCents - toleranceCents, zone) }
}

/** The sum of payments less reversals with a value date from `from` to a given day, both included. */
function paidByDate(facts: readonly Fact[], from: CalendarDate): (day: CalendarDate) => number {
  const voided = new Set(factsOf(facts, 'paymentVoided').map((fact) => fact.payload.paymentId))
  const paid = factsOf(facts, 'paymentPosted').filter((fact) => !voided.has(fact.payload.paymentId))
  const back = factsOf(facts, 'paymentReversed').filter((fact) => !voided.has(fact.payload.paymentId))
  const reversed = new Set(back.map((fact) => fact.payload.reversesPaymentId))
  return (day) =>
    paid
      .filter(({ payload }) => payload.valueOn >= from && payload.valueOn <= day)
      .filter(({ payload }) => !reversed.has(payload.paymentId))
      .reduce((sum, { payload }) => sum + payload.amountCents, 0)
}

/** When the payment that completed the plan became known, not before the plan was agreed. */
function keptAt(
  facts: readonly Fact[],
  plan: FactOf<'planAgreed'>,
  neededCents: number,
  zone: string,
): Instant {
  const from = dateAt(plan.effectiveAt, zone)
  let sum = 0
  for (const fact of factsOf(facts, 'paymentPosted').sort((a, b) => a.recordedAt - b.recordedAt)) {
    if (fact.payload.valueOn < from) continue
    sum += fact.payload.amountCents
    if (sum >= neededCents) return Math.max(fact.recordedAt, plan.effectiveAt)
  }
  return plan.effectiveAt
}
