// The one question of a case: given the facts, the strategy and the clock, what is the next step and when? due() comes
// first: what time has made true is recorded before anything is decided on it.
import type { CalendarDate, Instant } from '../calendar-date'
import { agendaOf } from './agenda'
import type { AgendaItem } from './agenda-item'
import { type Candidate, type LadderView, type Reason, type StepKind, nextCandidate } from './candidate'
import { type CaseView, type Rules, ladderView, tasksOf, viewOf } from './case-view'
import { type CloseReason, type Fact, factsOf } from '../facts'
import { nextTurn } from './ladder-turns'
import { bucketOf } from '../money/position'
import { stepNameOf } from './rungs'
import { type ServiceNotice, noticeStep } from './service-notice'
import { type StandstillKind, holdingBack, inForce } from './standstill'
import { type StepCandidate, slotOf } from './step-time'
import { type Stage, stageOf } from './strategy'

export { type Rules, episodeInLog, episodeOf, liveFacts } from './case-view'
export { due } from './due'

export type Next =
  /** Take this step at `at` (now, when `at` is not later than the decision), and not after `notAfter`. */
  | { kind: 'step'; step: StepKind; rung: string; key: string; at: Instant; notAfter: Instant }
  /** Nothing to do before `at`; null: until a new fact comes. */
  | { kind: 'wait'; for: 'standstill' | 'task' | 'delivery' | 'facts' | 'agenda'; at: Instant | null }
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
    /** Less than `overdueCents`: disputed bills are not collected; absent: all of it is. */
    collectableCents?: number
  }
}

interface Answer {
  next: Next
  reasons: Reason[]
}

/**
 * The next step, or what the case waits for. Pure: the same facts, rules and instant give the same answer.
 * @throws for an account of which no position was ever reported.
 */
export function decide(log: readonly Fact[], rules: Rules, asOf: Instant): Decision {
  const view = viewOf(log, rules, asOf)
  if (!view) throw new Error('decide() needs a reported position')
  const { position, collectable } = view
  const isLess = collectable.overdueCents < position.overdueCents
  return {
    episode: view.episode,
    asOf,
    seq: log.reduce((max, fact) => Math.max(max, fact.seq), 0),
    strategy: { id: rules.strategy.id, version: rules.strategy.version },
    ...answerOf(view),
    stage: stageReached(view),
    standstill: view.standing[0]?.kind ?? null,
    debt: {
      daysPastDue: position.daysPastDue,
      bucket: bucketOf(position.daysPastDue),
      overdueCents: position.overdueCents,
      currency: position.currency,
      oldestUnpaidDueOn: position.oldestUnpaidDueOn,
      ...(isLess ? { collectableCents: collectable.overdueCents } : {}),
    },
  }
}

/** Why the ladder stands still at `asOf`, whatever else the case then does; empty: it goes on, or the case has closed. */
export function whyStill(log: readonly Fact[], rules: Rules, asOf: Instant): Reason[] {
  const view = viewOf(log, rules, asOf)
  return view === null || view.closed !== null ? [] : standingReasons(view)
}

/** The highest stage that a step of the episode was really taken in: one that was passed over reached nobody. */
function stageReached(view: CaseView): Stage {
  const taken = new Set(
    factsOf(view.facts, 'stepTaken')
      .filter(({ payload }) => payload.outcome === 'done' && payload.stepKey.startsWith(`${view.episode}/`))
      .map(({ payload }) => stepNameOf(payload.stepKey)),
  )
  const stages = view.rules.strategy.ladder
    .filter((rung) => taken.has(rung.id))
    .map(({ step }) => stageOf(step))
  return stages.at(-1) ?? 'early'
}

function answerOf(view: CaseView): Answer {
  return agendaBefore(view, ofTheCase(view))
}

/** Something on the agenda comes earlier than what the case itself would do; a closed case waits for all of it. */
function agendaBefore(view: CaseView, answer: Answer): Answer {
  const { next } = answer
  const first = agendaOf(view)
    .map((item) => (item.kind === 'notice' ? noticeAnswer(view, item) : wakeUp(item, next)))
    .filter((item) => item !== null)
    .reduce<(Answer & { at: Instant }) | null>((a, b) => (a === null || b.at < a.at ? b : a), null)
  if (first === null) return answer
  const isEarlier = next.kind === 'closed' || next.at === null || first.at <= next.at
  if (!isEarlier) return answer
  return { next: first.next, reasons: [...first.reasons, ...answer.reasons] }
}

/** A case that waits for something else goes on waiting for that, and looks at its agenda in between. */
function wakeUp({ at, why }: AgendaItem, next: Next): Answer & { at: Instant } {
  const what = next.kind === 'wait' && next.for !== 'facts' ? next.for : 'agenda'
  return { at, next: { kind: 'wait', for: what, at }, reasons: [{ ruleId: 'AGENDA', text: why }] }
}

function noticeAnswer(view: CaseView, notice: ServiceNotice): (Answer & { at: Instant }) | null {
  const planned = noticeStep(view, notice)
  if (planned === null) return null
  const { step, rung, key, at, notAfter, reasons } = planned
  return { at, next: { kind: 'step', step, rung: rung.id, key, at, notAfter }, reasons }
}

function ofTheCase(view: CaseView): Answer {
  if (view.closed !== null) {
    return {
      next: { kind: 'closed', reason: view.closed },
      reasons: [{ ruleId: 'CLOSED', text: view.closed }],
    }
  }
  if (view.standing.length > 0) return standingStill(view)
  return atTask(view) ?? onLadder(view)
}

function standingStill(view: CaseView): Answer {
  return {
    next: {
      kind: 'wait',
      for: 'standstill',
      at: earliest(view.standing.map((item) => item.until ?? null)),
    },
    reasons: standingReasons(view),
  }
}

// Why may be an illness or a death.
function standingReasons({ standing }: CaseView): Reason[] {
  return standing.map(({ kind, why, id }) => ({
    ruleId: kind.toUpperCase(),
    text: `the ladder stands still: ${why} (${id})`,
    inHistory: `the ladder stands still: ${kind} (${id})`,
  }))
}

/** While a person is at work the ladder waits, at most until the first deadline. */
function atTask(view: CaseView): Answer | null {
  const tasks = tasksOf(view)
  if (tasks.length === 0) return null
  return {
    next: { kind: 'wait', for: 'task', at: earliest(tasks.map((task) => task.dueAt)) },
    reasons: tasks.map(({ kind, defaultOutcome }) => ({
      ruleId: 'TASK',
      text: `a person has the task ${kind}; if nothing is reported it ends with ${defaultOutcome}`,
    })),
  }
}

function onLadder(view: CaseView): Answer {
  const ladder = ladderView(view)
  const answer = answerFor(view, nextCandidate(ladder))
  return turnBefore(ladder, answer) ?? answer
}

function answerFor(view: CaseView, candidate: Candidate): Answer {
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

/** The debt will meet other conditions before the answer's time: then it must be asked again. */
function turnBefore(ladder: LadderView, { next, reasons }: Answer): Answer | null {
  const turn = next.kind === 'closed' ? null : nextTurn(ladder, next.at)
  if (turn === null) return null
  const why = { ruleId: 'DEBT_TURNS', text: 'the debt then meets the conditions of another rung' }
  return { next: { kind: 'wait', for: 'facts', at: turn }, reasons: [...reasons, why] }
}

function stepNext(view: CaseView, candidate: StepCandidate): Answer {
  const { step, rung, key } = candidate
  const reasons = [...candidate.reasons, ...heldBack(view, candidate)]
  const slot = slotOf(view, candidate)
  if (slot === null) return { next: { kind: 'wait', for: 'standstill', at: null }, reasons }
  const moved = slot.movedBy.map((ruleId) => ({
    ruleId,
    text: `${rung.id} waits for the permitted hours`,
  }))
  return {
    next: { kind: 'step', step, rung: rung.id, key, at: slot.at, notAfter: slot.notAfter },
    reasons: [...reasons, ...moved],
  }
}

/** While the ladder goes on, its escalation may have to wait. */
function heldBack(view: CaseView, { rung }: StepCandidate): Reason[] {
  return inForce(holdingBack(view.all, rung.step), view.asOf).map(({ kind, why, id }) => ({
    ruleId: kind.toUpperCase(),
    text: `${rung.id} has to wait: ${why} (${id})`,
    inHistory: `${rung.id} has to wait: ${kind} (${id})`,
  }))
}

function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((instant) => instant !== null)
  return known.length === 0 ? null : Math.min(...known)
}
