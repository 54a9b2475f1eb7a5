// Is an agreed repayment plan kept? Its instalments against payments by value date; a later version goes on counting
// where the one that it replaces began.
import { type CalendarDate, type Instant, dateAt } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import { agreementState } from './agreement-state'
import { type CommitmentState, type InstalmentState, movementsOf, paidSince } from './commitment'
import { pausesOf } from './pauses'
import { nothingOwedAfter } from './settled'
import { type EndToTell, type Proof, proofOf } from './told'

export interface PlanState extends Omit<CommitmentState, 'status'> {
  planId: string
  agreedAt: Instant
  status: 'running' | 'kept' | 'broken' | 'cancelled' | 'replaced' | 'settled' | 'superseded'
  remindDaysBefore: number
  /** Paid under what it replaced. */
  takenOverCents: number
  /** The first instalment that is not met; undefined: all are. */
  unmet: InstalmentState | undefined
  /** Until when it keeps the ladder still; null: as long as it runs, and until the customer was told of its end. */
  standsUntil: Instant | null
  /** Whether the customer is told how it ended: false of those agreed before there were such notices. */
  tellsOfEnd: boolean
  /** When a later plan or relief took its place; null: none has. */
  overAt: Instant | null
  /** Its end, when the customer is told of it before collection goes on; null: that end needs no telling, or there is none. */
  toTell: EndToTell | null
  /** That the customer was told; null: not yet. */
  told: Proof | null
}

type Judged = Omit<PlanState, 'toTell' | 'told' | 'standsUntil'>

/** Each plan as it stands at `asOf`, in the order of the agreements. */
export function planStates(facts: readonly Fact[], zone: string, asOf: Instant): PlanState[] {
  const plans = factsOf(facts, 'planAgreed')
  return plans.map((plan) => planState(plan, plans, facts, { zone, asOf }))
}

/** The day on which the first version of a plan was agreed; undefined: there is no such plan. */
export function firstAgreedOn(
  facts: readonly Fact[],
  planId: string,
  zone: string,
): CalendarDate | undefined {
  const plans = factsOf(facts, 'planAgreed')
  const plan = plans.find(({ payload }) => payload.planId === planId)
  return plan && dateAt(firstVersion(plan, plans).effectiveAt, zone)
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
  const first = firstVersion(plan, plans)
  const movements = paidSince(movementsOf(facts), first, zone)
  const commitment = { ...schedule, takenOverCents, agreedAt, stoppedAt: stop?.effectiveAt, pauses }
  const { status, ...state } = agreementState(plan, commitment, facts, { movements, zone, asOf })
  const unmet = state.instalments.find(({ isMet }) => !isMet)
  const tellsOfEnd = schedule.cureDays !== undefined
  const known = {
    planId,
    agreedAt,
    status: status === 'stopped' ? (stop?.payload.outcome ?? 'cancelled') : status,
    remindDaysBefore,
    takenOverCents,
    unmet,
    tellsOfEnd,
    ...state,
  }
  return { ...known, ...telling(facts, known, endToTell(known, stop, zone)) }
}

/** Of the end of a plan or relief the customer is told first, unless another one has taken its place in the meantime. */
export function telling(
  facts: readonly Fact[],
  { endedAt, overAt }: Pick<PlanState, 'endedAt' | 'overAt'>,
  end: EndToTell | null,
): Pick<PlanState, 'toTell' | 'told' | 'standsUntil'> {
  if (end === null) return { toTell: null, told: null, standsUntil: endedAt }
  if (overAt !== null) return { toTell: null, told: null, standsUntil: overAt }
  const told = proofOf(facts, end) ?? toldOtherwise(facts, end)
  const goneAt = told === null ? nothingOwedAfter(facts, end.endedAt) : null
  if (goneAt !== null) return { toTell: null, told: null, standsUntil: goneAt }
  return { toTell: end, told, standsUntil: told && Math.max(end.endedAt, told.at) }
}

function endToTell(
  { planId: id, status, unmet, tellsOfEnd, endedAt }: Judged,
  stop: FactOf<'planEnded'> | undefined,
  zone: string,
): EndToTell | null {
  if (endedAt === null) return null
  const matter = `plan/${id}/told/${dateAt(endedAt, zone)}`
  if (status === 'broken' && tellsOfEnd && unmet)
    return { matter, id, notice: 'plan-broken', on: unmet.dueOn, endedAt }
  if (status === 'cancelled' && stop?.payload.because === 'bankDecision')
    return { matter, id, notice: 'plan-cancelled', on: stop.payload.on, endedAt }
  return null
}

/** A person has recorded it with what proves it (`plan told`). */
function toldOtherwise(facts: readonly Fact[], { id, on, endedAt }: EndToTell): Proof | null {
  const fact = factsOf(facts, 'planBreachTold').find(
    ({ effectiveAt, payload: { planId, dueOn = on } }) =>
      planId === id && dueOn === on && effectiveAt >= endedAt,
  )
  return fact ? { at: fact.effectiveAt, evidence: fact.payload.evidence } : null
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
