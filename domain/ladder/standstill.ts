// When the ladder stands still, and how its own clock runs around that: holds, promises, kept plans, hardship agreements
// and an account that vanished from the drop. All derived from append-only facts, so they may overlap, nest, be learnt
// late or be extended (E2). Some stop only the escalation: visits, agencies and courts wait, reminders go on.
import { type Instant, addDaysAt } from '../calendar-date'
import { type Fact, factsOf } from '../facts'
import { deferralStandstills } from '../arrangements/deferral'
import { hardshipStandstills } from '../arrangements/hardship'
import { wholeDisputes } from '../protection/dispute-standstill'
import { holdSpans } from '../protection/hold-spans'
import { personHolds } from '../protection/person-hold'
import type { HoldTerms } from '../protection/hold-terms'
import type { Rules } from './case-view'
import { type LadderStep, stageOf } from './strategy'
import { type PlanState, planStates } from '../arrangements/plan'
import { promiseStates } from '../arrangements/promise'
import { reliefStandstills } from '../arrangements/relief'
import { formatCents } from '../money/money'
import { restrictionStandstills } from '../privacy/restriction'
import { circumstanceStandstills } from '../protection/circumstance'

export type StandstillKind =
  | 'hold'
  | 'dispute'
  | 'promise'
  | 'plan'
  | 'hardship'
  | 'missing'
  | 'circumstance'
  | 'restriction'
  | 'deferral'
  | 'relief'

export interface Standstill {
  kind: StandstillKind
  /** The hold, plan or agreement; the business date for a missing account. */
  id: string
  why: string
  from: Instant
  /** Absent: until somebody ends it. */
  until?: Instant
  /** Absent: the whole ladder stands still. */
  only?: 'escalation'
}

/** Every standstill that the facts know of on `asOf`, past ones included, in order of their beginning. */
export function standstills(
  facts: readonly Fact[],
  { strategy: { zone }, terms }: Pick<Rules, 'strategy' | 'terms'>,
  asOf: Instant,
): Standstill[] {
  return [
    ...holds(facts, terms.holds),
    ...hardshipStandstills(facts, zone),
    ...deferralStandstills(facts, zone),
    ...reliefStandstills(facts, zone, asOf),
    ...absences(facts),
    ...wholeDisputes(facts),
    ...promises(facts, zone, asOf),
    ...plans(facts, zone, asOf),
    ...circumstanceStandstills(facts),
    ...restrictionStandstills(facts),
  ].sort((a, b) => a.from - b.from)
}

/** Those that hold back a step: all of them when it escalates, else those of the whole ladder. */
export function holdingBack(list: readonly Standstill[], step: LadderStep): readonly Standstill[] {
  return stageOf(step) === 'early' ? ofTheLadder(list) : list
}

/** Those that stop every step. */
export function ofTheLadder(list: readonly Standstill[]): readonly Standstill[] {
  return list.filter(({ only }) => only === undefined)
}

/** The standstills in force at `instant`. */
export function inForce(list: readonly Standstill[], instant: Instant): Standstill[] {
  return list.filter((item) => item.from <= instant && (item.until === undefined || instant < item.until))
}

/**
 * The instant at which `days` have passed since `from` on the ladder's own clock, which does not run during a
 * standstill: the remaining wait is kept. Null when a standstill without an end lies in between.
 */
export function laterOnLadder(
  from: Instant,
  days: number,
  list: readonly Standstill[],
  zone: string,
): Instant | null {
  return stretched(from, addDaysAt(from, days, zone), list)
}

/** The end of the span `from`..`to` when it is stretched by the standstills in it; null when one has no end. */
export function stretched(from: Instant, to: Instant, list: readonly Standstill[]): Instant | null {
  let at = to
  let counted = from
  for (const item of [...list].sort((a, b) => a.from - b.from)) {
    const begin = Math.max(item.from, counted)
    if (begin >= at) break
    if (item.until === undefined) return null
    if (item.until <= begin) continue
    at += item.until - begin
    counted = item.until
  }
  return at
}

/** `instant`, or the end of the standstills that cover it; null when one of them has no end. */
export function outsideStandstills(instant: Instant, list: readonly Standstill[]): Instant | null {
  let at = instant
  for (;;) {
    const covering = inForce(list, at)
    if (covering.length === 0) return at
    const ends = covering.map((item) => item.until)
    if (ends.some((end) => end === undefined)) return null
    at = Math.max(...ends.filter((end) => end !== undefined))
  }
}

function holds(facts: readonly Fact[], terms: HoldTerms): Standstill[] {
  const known = [...holdSpans(facts), ...personHolds(facts)]
  return known.flatMap(({ holdId, reason, from, until }): Standstill[] => {
    const { freezes } = terms[reason]
    const span = {
      kind: 'hold' as const,
      id: holdId,
      why: reason,
      from,
      ...(until === undefined ? {} : { until }),
    }
    if (freezes.includes('contact')) return [span]
    return freezes.includes('escalation') ? [{ ...span, only: 'escalation' }] : []
  })
}

function promises(facts: readonly Fact[], zone: string, asOf: Instant): Standstill[] {
  return promiseStates(facts, zone, asOf)
    .filter(({ standsStill }) => standsStill)
    .map(({ promiseId, amountCents, dueOn, madeAt, endedAt }) => ({
      kind: 'promise',
      id: promiseId,
      why: `a payment of ${formatCents(amountCents)} is promised by ${dueOn}`,
      from: madeAt,
      ...(endedAt === null ? {} : { until: endedAt }),
    }))
}

/** A plan, and after its breach or a cancellation by the bank the time until the customer was told of it. */
function plans(facts: readonly Fact[], zone: string, asOf: Instant): Standstill[] {
  return planStates(facts, zone, asOf).map((plan) => ({
    kind: 'plan',
    id: plan.planId,
    why: whyPlan(plan),
    from: plan.agreedAt,
    ...(plan.standsUntil === null ? {} : { until: plan.standsUntil }),
  }))
}

function whyPlan({ nextDueOn, endedAt, standsUntil }: PlanState): string {
  if (nextDueOn !== null) return `plan, next instalment due ${nextDueOn}`
  return endedAt === standsUntil ? 'plan' : 'plan, ended: the customer is told first'
}

function absences(facts: readonly Fact[]): Standstill[] {
  const found = factsOf(facts, 'accountFound').sort((a, b) =>
    a.payload.businessDate.localeCompare(b.payload.businessDate),
  )
  return factsOf(facts, 'accountMissing').map((fact) => {
    const end = found.find((candidate) => candidate.payload.businessDate > fact.payload.businessDate)
    return {
      kind: 'missing',
      id: fact.payload.businessDate,
      why: 'the account is missing from the drop without an exit row',
      from: fact.effectiveAt,
      ...(end ? { until: end.effectiveAt } : {}),
    }
  })
}
