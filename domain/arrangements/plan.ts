// Is an agreed repayment plan kept? Its instalments against payments by value date; a later version goes on counting
// where the one that it replaces began.
import { type CalendarDate, type Instant, dayMs } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import {
  type CommitmentState,
  type InstalmentState,
  commitmentState,
  movementsOf,
  paidSince,
} from './commitment'
import { pausesOf } from '../protection/circumstance'
import { noticeRef } from './notice-ref'
import type { Instalment } from './plan-facts'

export interface PlanState extends Omit<CommitmentState, 'status'> {
  planId: string
  agreedAt: Instant
  status: 'running' | 'kept' | 'broken' | 'cancelled' | 'replaced'
  remindDaysBefore: number
  /** Paid under what it replaced. */
  takenOverCents: number
  /** The first instalment that is not met; undefined: all are. */
  unmet: InstalmentState | undefined
  /** Until when it keeps the ladder still; null: as long as it runs. */
  standsUntil: Instant | null
  /** Whether the customer is told how it ended: false of those agreed before there were such notices. */
  tellsOfEnd: boolean
}

const toldWithinDays = 30

/** When collection goes on even if the notice of the breach never could be sent. */
export function toldOfBreachUntil(brokenAt: Instant): Instant {
  return brokenAt + toldWithinDays * dayMs
}

/** Each plan as it stands at `asOf`, in the order of the agreements. */
export function planStates(facts: readonly Fact[], zone: string, asOf: Instant): PlanState[] {
  const plans = factsOf(facts, 'planAgreed')
  return plans.map((plan) => planState(plan, plans, facts, { zone, asOf }))
}

/** The plan that runs at `asOf`, if any. */
export function runningPlan(facts: readonly Fact[], zone: string, asOf: Instant): PlanState | undefined {
  return planStates(facts, zone, asOf).find(({ status }) => status === 'running')
}

function planState(
  plan: FactOf<'planAgreed'>,
  plans: readonly FactOf<'planAgreed'>[],
  facts: readonly Fact[],
  { zone, asOf }: { zone: string; asOf: Instant },
): PlanState {
  const { planId, remindDaysBefore = 0, takenOverCents = 0, ...schedule } = plan.payload
  const agreedAt = plan.effectiveAt
  const stop = stopOf(planId, facts)
  const pauses = pausesOf(facts, zone)
  const commitment = { ...schedule, takenOverCents, agreedAt, stoppedAt: stop?.effectiveAt, pauses }
  const movements = paidSince(movementsOf(facts), firstVersion(plan, plans), zone)
  const { status, ...state } = commitmentState(commitment, movements, zone, asOf)
  const shown = status === 'stopped' ? (stop?.payload.outcome ?? 'cancelled') : status
  const unmet = state.instalments.find(({ isMet }) => !isMet)
  const known = { planId, agreedAt, status: shown, remindDaysBefore, takenOverCents, unmet, ...state }
  const tellsOfEnd = schedule.cureDays !== undefined
  if (shown !== 'broken' || state.endedAt === null || !unmet || !tellsOfEnd)
    return { ...known, standsUntil: state.endedAt, tellsOfEnd }
  const toldAt = toldOfBreachAt(facts, planId, unmet) ?? toldOfBreachUntil(state.endedAt)
  return { ...known, standsUntil: Math.max(state.endedAt, toldAt), tellsOfEnd }
}

/**
 * When the notice of the breach had left, or could not, or the customer was told otherwise: collection goes on only then
 * (CN-ART70-04, case 63).
 */
function toldOfBreachAt(facts: readonly Fact[], planId: string, { dueOn }: Instalment): Instant | undefined {
  const name = breachNoticeName(planId, dueOn)
  const notice = factsOf(facts, 'stepTaken').find(({ payload }) => payload.stepKey.includes(name))
  const told = factsOf(facts, 'planBreachTold').find(({ payload }) => payload.planId === planId)
  return notice?.effectiveAt ?? told?.effectiveAt
}

/** What the keys of the notice's step have in common. */
export function breachNoticeName(planId: string, dueOn: CalendarDate): string {
  return `/${dueOn}/service-plan-broken.${noticeRef(planId)}/`
}

function stopOf(planId: string, facts: readonly Fact[]): FactOf<'planEnded'> | undefined {
  return factsOf(facts, 'planEnded').find(
    ({ payload: { planId: id, outcome } }) =>
      id === planId && (outcome === 'cancelled' || outcome === 'replaced'),
  )
}

/** The agreement of the first version: money paid before it was not paid under any of them. */
function firstVersion(
  plan: FactOf<'planAgreed'>,
  plans: readonly FactOf<'planAgreed'>[],
): FactOf<'planAgreed'> {
  const { replaces } = plan.payload
  const before = plans.find(({ payload, seq }) => payload.planId === replaces && seq < plan.seq)
  return before ? firstVersion(before, plans) : plan
}
