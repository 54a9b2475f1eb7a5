// The one question of a case: given the facts, the strategy and the clock, what is the next step and when?
// decide() answers it; due() lists what the passing of time alone has made true since (a deadline, a broken plan, a
// cure). The caller records those first and asks again, so that both are in the log.
import { type CalendarDate, type Instant, dateAt, instantAt } from './calendar-date'
import { type Candidate, type LadderView, type Reason, type StepKind, nextCandidate } from './candidate'
import { type WindowRule, nextSlot } from './contact-window'
import { type CloseReason, type Fact, type NewFact, factsOf } from './facts'
import { planStates } from './plan'
import { type Position, bucketOf, positionAt } from './position'
import { openTasks } from './rungs'
import {
  type Standstill,
  type StandstillKind,
  inForce,
  outsideStandstills,
  standstills,
  stretched,
} from './standstill'
import { type Stage, type Strategy, stageOf } from './strategy'

/** Everything that rules a case besides its facts. */
export interface Rules {
  strategy: Strategy
  /** Lawful hours of every rule pack that applies. */
  lawful: readonly WindowRule[]
}

export type Next =
  /** Take this step at `at` (now, when `at` is not later than the decision), and not after `notAfter`. */
  | { kind: 'step'; step: StepKind; rung: string; key: string; at: Instant; notAfter: Instant }
  /** Nothing to do before `at`; null: until a new fact comes. */
  | { kind: 'wait'; for: 'standstill' | 'task' | 'delivery' | 'facts'; at: Instant | null }
  | { kind: 'closed'; reason: CloseReason }

export interface Decision {
  episode: number
  asOf: Instant
  /** The newest fact that the decision knew. */
  seq: number
  strategy: { id: string; version: string }
  next: Next
  reasons: Reason[]
  stage: Stage
  standstill: StandstillKind | null
  debt: {
    daysPastDue: number
    bucket: string
    overdueCents: number
    currency: string
    oldestUnpaidDueOn: CalendarDate | null
  }
}

/** The state of the newest episode, or null when the account was never in collection. */
export function episodeOf(facts: readonly Fact[]): {
  episode: number
  since: Instant
  closed: CloseReason | null
  strategyId: string
  strategyVersion: string
} | null {
  const opened = factsOf(facts, 'episodeOpened').at(-1)
  if (!opened) return null
  const { episode, strategyId, strategyVersion } = opened.payload
  const turns = facts.filter(
    (fact) =>
      (fact.kind === 'episodeClosed' || fact.kind === 'episodeReopened') && fact.payload.episode === episode,
  )
  const last = turns.at(-1)
  return {
    episode,
    since: last?.kind === 'episodeReopened' ? last.effectiveAt : opened.effectiveAt,
    closed: last?.kind === 'episodeClosed' ? last.payload.reason : null,
    strategyId,
    strategyVersion,
  }
}

/** Facts that count: those that a corrected drop took back are left out, and the order of arrival is settled. */
export function liveFacts(log: readonly Fact[]): Fact[] {
  const withdrawn = new Set(factsOf(log, 'dropWithdrawn').flatMap((fact) => fact.payload.seqs))
  return log
    .filter((fact) => !withdrawn.has(fact.seq))
    .sort((a, b) => a.recordedAt - b.recordedAt || a.seq - b.seq)
}

/**
 * What the passing of time made true by `asOf` and nobody recorded yet: a cure, deadlines of tasks, plans kept or
 * broken, a rung that cannot be taken, a step to be skipped or planned anew after an outage. Each has its stable key,
 * so recording it twice is recording it once.
 */
export function due(log: readonly Fact[], rules: Rules, asOf: Instant): NewFact[] {
  const view = viewOf(liveFacts(log), rules, asOf)
  if (!view) return []
  if (view.closed !== null) return tasksToWithdraw(view, 'caseClosed')
  if (!view.position.delinquent) return [closing(view)]
  return [...plansEnded(view), ...deadlines(view), ...ladderTurns(view)]
}

/** The next step, or what the case waits for. Pure: the same facts, rules and instant give the same answer. */
export function decide(log: readonly Fact[], rules: Rules, asOf: Instant): Decision {
  const view = viewOf(liveFacts(log), rules, asOf)
  if (!view) throw new Error('decide() needs a reported position and an episode')
  const { facts, position } = view
  const { next, reasons } = nextOf(view)
  const taken = factsOf(facts, 'stepTaken').filter(({ payload }) =>
    payload.stepKey.startsWith(`${view.episode}/`),
  )
  const lastRung = taken.at(-1)?.payload.rung
  const last = view.rules.strategy.ladder.find((rung) => rung.id === lastRung)
  return {
    episode: view.episode,
    asOf,
    seq: log.reduce((max, fact) => Math.max(max, fact.seq), 0),
    strategy: { id: rules.strategy.id, version: rules.strategy.version },
    next,
    reasons,
    stage: last ? stageOf(last.step) : 'early',
    standstill: view.standing[0]?.kind ?? null,
    debt: {
      daysPastDue: position.daysPastDue,
      bucket: bucketOf(position.daysPastDue),
      overdueCents: position.overdueCents,
      currency: position.currency,
      oldestUnpaidDueOn: position.oldestUnpaidDueOn,
    },
  }
}

interface View {
  facts: Fact[]
  rules: Rules
  asOf: Instant
  accountId: string
  episode: number
  since: Instant
  closed: CloseReason | null
  position: Position
  all: Standstill[]
  /** In force at `asOf`. */
  standing: Standstill[]
}

function viewOf(facts: Fact[], rules: Rules, asOf: Instant): View | null {
  const { zone } = rules.strategy
  const episode = episodeOf(facts)
  const position = positionAt(facts, dateAt(asOf, zone))
  const accountId = facts[0]?.accountId
  if (!episode || !position || accountId === undefined) return null
  const all = standstills(facts, zone, asOf)
  const standing = inForce(all, asOf)
  return { facts, rules, asOf, accountId, ...episode, position, all, standing }
}

function nextOf(view: View): { next: Next; reasons: Reason[] } {
  if (view.closed !== null) {
    return {
      next: { kind: 'closed', reason: view.closed },
      reasons: [{ ruleId: 'CLOSED', text: view.closed }],
    }
  }
  if (view.standing.length > 0) return standingStill(view)
  const [task] = openTasks(view.facts, view.episode).map((open) => ({
    ...open,
    dueAt: stretched(open.openedAt, open.dueAt, view.all),
  }))
  if (task) {
    const text = `a person has the task ${task.kind}; if nothing is reported it ends with ${task.defaultOutcome}`
    return { next: { kind: 'wait', for: 'task', at: task.dueAt }, reasons: [{ ruleId: 'TASK', text }] }
  }
  const candidate = nextCandidate(ladderView(view))
  switch (candidate.kind) {
    case 'ladderDone':
      return {
        next: { kind: 'wait', for: 'facts', at: null },
        reasons: [{ ruleId: 'LADDER_DONE', text: 'every rung that applies has been taken' }],
      }
    case 'await':
      return { next: { kind: 'wait', for: 'delivery', at: candidate.until }, reasons: candidate.reasons }
    case 'passOver':
      // due() records it first; a caller that did not is told to look again at once.
      return { next: { kind: 'wait', for: 'facts', at: view.asOf }, reasons: candidate.reasons }
    case 'step':
      return stepNext(view, candidate)
  }
}

function standingStill(view: View): { next: Next; reasons: Reason[] } {
  const checks = planStates(view.facts, view.rules.strategy.zone, view.asOf).map((plan) => plan.nextCheckAt)
  const instants = [...view.standing.map((item) => item.until ?? null), ...checks].filter((at) => at !== null)
  return {
    next: { kind: 'wait', for: 'standstill', at: instants.length === 0 ? null : Math.min(...instants) },
    reasons: view.standing.map((item) => ({
      ruleId: item.kind.toUpperCase(),
      text: `the ladder stands still: ${item.why} (${item.id})`,
    })),
  }
}

function stepNext(
  view: View,
  candidate: Extract<Candidate, { kind: 'step' }>,
): { next: Next; reasons: Reason[] } {
  const planned = candidate.from === null ? null : outsideStandstills(candidate.from, view.all)
  if (planned === null) {
    return { next: { kind: 'wait', for: 'standstill', at: null }, reasons: candidate.reasons }
  }
  const slot = slotFor(view, candidate, planned)
  const moved = slot.movedBy.map((ruleId) => ({
    ruleId,
    text: `${candidate.rung.id} waits for the permitted hours`,
  }))
  return {
    next: {
      kind: 'step',
      step: candidate.step,
      rung: candidate.rung.id,
      key: candidate.key,
      at: slot.at,
      notAfter: slot.notAfter,
    },
    reasons: [...candidate.reasons, ...moved],
  }
}

/** When the step may begin; a step whose window has passed gets the next one from `asOf`. */
function slotFor(view: View, candidate: Extract<Candidate, { kind: 'step' }>, planned: Instant) {
  if (candidate.step === 'approval' || candidate.step === 'assessment') {
    // Asking a colleague is no contact with the customer: no lawful hours.
    return { at: planned, notAfter: Number.MAX_SAFE_INTEGER, movedBy: [] }
  }
  const options = {
    zone: view.rules.strategy.zone,
    hours: candidate.rung.between,
    lawful: view.rules.lawful,
    personId: view.position.customerId,
    spreadMinutes: view.rules.strategy.spreadMinutes,
  }
  const slot = nextSlot(planned, options)
  return slot.notAfter > view.asOf ? slot : nextSlot(view.asOf, options)
}

function ladderView(view: View): LadderView {
  return {
    facts: view.facts,
    strategy: view.rules.strategy,
    position: view.position,
    anchor: { episode: view.episode, dueOn: anchorDueOn(view) },
    standing: view.all,
    since: anchoredSince(view),
    asOf: view.asOf,
  }
}

function anchorDueOn(view: View): CalendarDate {
  const dueOn = view.position.oldestUnpaidDueOn
  if (dueOn === null) throw new Error('a delinquent account has an oldest unpaid bill')
  return dueOn
}

/** When the oldest unpaid bill became the one it is: by the fact that moved it, or at the episode's opening. */
function anchoredSince(view: View): Instant {
  const { zone } = view.rules.strategy
  const now = view.position.oldestUnpaidDueOn
  const money = view.facts.filter((fact) => moneyKinds.has(fact.kind) && fact.recordedAt > view.since)
  for (const fact of [...money].reverse()) {
    const before = view.facts.filter(
      (other) => other.recordedAt < fact.recordedAt || !moneyKinds.has(other.kind),
    )
    const then = positionAt(before, dateAt(fact.recordedAt, zone))
    if (then?.oldestUnpaidDueOn !== now) return fact.recordedAt
  }
  return view.since
}

const moneyKinds: ReadonlySet<Fact['kind']> = new Set([
  'positionReported',
  'paymentPosted',
  'paymentReversed',
  'paymentVoided',
])

/** Fields that every fact recorded by the case itself shares. */
function byCase(view: View, key: string, effectiveAt: Instant) {
  return {
    accountId: view.accountId,
    key,
    effectiveAt,
    recordedAt: view.asOf,
    actor: 'case',
    source: 'decision',
  }
}

function closing(view: View): NewFact {
  const closings = factsOf(view.facts, 'episodeClosed').filter(
    ({ payload }) => payload.episode === view.episode,
  )
  return {
    ...byCase(view, `episode/${view.episode}/closed/${closings.length + 1}`, view.asOf),
    kind: 'episodeClosed',
    payload: { episode: view.episode, reason: 'cured' },
  }
}

function tasksToWithdraw(view: View, outcome: string): NewFact[] {
  return openTasks(view.facts, view.episode).map((task) => ({
    ...byCase(view, `task/${task.taskId}/ended`, view.asOf),
    kind: 'taskEnded' as const,
    payload: { taskId: task.taskId, outcome, expired: false },
  }))
}

function plansEnded(view: View): NewFact[] {
  const { zone } = view.rules.strategy
  return planStates(view.facts, zone, view.asOf).flatMap((plan): NewFact[] => {
    if (plan.endedAt === null || plan.status === 'running' || plan.status === 'cancelled') return []
    const on = dateAt(plan.endedAt, zone)
    const key = `plan/${plan.planId}/${plan.status}/${on}`
    if (view.facts.some((fact) => fact.key === key)) return []
    const payload = { planId: plan.planId, outcome: plan.status, on }
    return [{ ...byCase(view, key, Math.max(plan.endedAt, plan.agreedAt)), kind: 'planEnded', payload }]
  })
}

/** Tasks whose deadline, stretched by standstills, has passed; and tasks about a bill that is no longer the oldest. */
function deadlines(view: View): NewFact[] {
  const current = `${view.episode}/${anchorDueOn(view)}/`
  return openTasks(view.facts, view.episode).flatMap((task): NewFact[] => {
    const ended = (outcome: string, expired: boolean, at: Instant): NewFact => ({
      ...byCase(view, `task/${task.taskId}/ended`, at),
      kind: 'taskEnded',
      payload: { taskId: task.taskId, outcome, expired },
    })
    if (!task.stepKey.startsWith(current)) return [ended('superseded', false, view.asOf)]
    const dueAt = stretched(task.openedAt, task.dueAt, view.all)
    return dueAt !== null && dueAt <= view.asOf ? [ended(task.defaultOutcome, true, dueAt)] : []
  })
}

/** A rung to pass over, or a late step to skip or plan anew by its catch-up rule. */
function ladderTurns(view: View): NewFact[] {
  if (view.standing.length > 0 || openTasks(view.facts, view.episode).length > 0) return []
  const candidate = nextCandidate(ladderView(view))
  if (candidate.kind === 'passOver') {
    return [stepEnded(view, candidate.key, candidate.rung.id, 'withheld', candidate.ruleId)]
  }
  if (candidate.kind !== 'step' || candidate.from === null || candidate.step !== candidate.rung.step)
    return []
  const planned = outsideStandstills(candidate.from, view.all)
  if (planned === null) return []
  const { afterHours, rule, replanDays } = candidate.rung.catchUp
  const { at } = slotAtPlan(view, candidate, planned)
  if (view.asOf - at <= afterHours * 3_600_000) return []
  switch (rule) {
    case 'sendLate':
      return []
    case 'skip':
      return [stepEnded(view, candidate.key, candidate.rung.id, 'skipped', 'CATCH_UP')]
    case 'replan': {
      const day = instantAt(dateAt(view.asOf, view.rules.strategy.zone), view.rules.strategy.zone)
      const notBefore = Math.max(view.asOf, day + replanDays * 86_400_000)
      const payload = { stepKey: candidate.key, notBefore }
      return [
        {
          ...byCase(view, `${candidate.key}/replanned/${notBefore}`, view.asOf),
          kind: 'stepReplanned',
          payload,
        },
      ]
    }
  }
}

function slotAtPlan(view: View, candidate: Extract<Candidate, { kind: 'step' }>, planned: Instant) {
  return slotFor({ ...view, asOf: planned }, candidate, planned)
}

function stepEnded(
  view: View,
  key: string,
  rung: string,
  outcome: 'withheld' | 'skipped',
  ruleId: string,
): NewFact {
  return {
    ...byCase(view, `step/${key}`, view.asOf),
    kind: 'stepTaken',
    payload: { stepKey: key, rung, outcome, ruleId },
  }
}
