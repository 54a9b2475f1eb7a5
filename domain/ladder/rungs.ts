// How far a case has come on its ladder: the attempts at each rung and requirement, read from the facts by their step
// keys `<episode>/<oldest unpaid due date>/<rung>/<n>`. A partial payment that moves the oldest unpaid bill begins a
// fresh set of keys, a reversal that moves it back finds the old ones again: nothing is counted, so nothing is lost.
import type { CalendarDate, Instant } from '../calendar-date'
import { type CallOutcome, type DeliveryOutcome, type Fact, type FactOf, factsOf } from '../facts'
import { type Standstill, laterOnLadder } from './standstill'
import { type Rung, reminderChannels } from './strategy'

export interface Anchor {
  episode: number
  /** Due date of the oldest unpaid bill. */
  dueOn: CalendarDate
}

export interface AttemptTask {
  taskId: string
  kind: FactOf<'taskOpened'>['payload']['kind']
  openedAt: Instant
  dueAt: Instant
  defaultOutcome: string
  ended: { at: Instant; outcome: string } | null
  /** A placement that the case took back, not one that somebody reported as over. */
  calledBack: boolean
}

export interface TaskOnRecord extends AttemptTask {
  stepKey: string
  /** On whose level it lies; null: on nobody's in particular. */
  level: string | null
  /** After an outage later than it was opened. */
  learntAt: Instant
}

export interface Attempt {
  n: number
  key: string
  takenAt: Instant
  outcome: FactOf<'stepTaken'>['payload']['outcome']
  task: AttemptTask | null
}

/** Attempts at a rung that a technical failure may cost before it is passed over. */
const failuresAllowed = 3

/** How the case ends tasks that nobody needs any more: their step was not carried out. */
export const withdrawals = { anchorMoved: 'superseded', caseClosed: 'caseClosed' } as const

export function stepKey(anchor: Anchor, name: string, n: number): string {
  return `${anchor.episode}/${anchor.dueOn}/${name}/${n}`
}

/** The name in a step's key: a rung's id, or `<rung>.approval`. */
export function stepNameOf(key: string): string {
  return key.split('/')[2] ?? ''
}

/** The attempts recorded under one name (a rung's id, or `<rung>.approval`), in order. */
export function attemptsOf(facts: readonly Fact[], anchor: Anchor, name: string): Attempt[] {
  const prefix = `${anchor.episode}/${anchor.dueOn}/${name}/`
  return attemptsUnder(facts, (key) => key.startsWith(prefix))
}

/** The same in whichever episode: an agreement outlives the case in which it was made. */
export function attemptsEver(facts: readonly Fact[], dueOn: CalendarDate, name: string): Attempt[] {
  return attemptsUnder(facts, (key) => key.split('/')[1] === dueOn && stepNameOf(key) === name)
}

function attemptsUnder(facts: readonly Fact[], isWanted: (key: string) => boolean): Attempt[] {
  return factsOf(facts, 'stepTaken')
    .filter((fact) => isWanted(fact.payload.stepKey))
    .map((fact) => ({
      n: Number(fact.payload.stepKey.split('/').at(-1)),
      key: fact.payload.stepKey,
      takenAt: fact.effectiveAt,
      outcome: reachedNobody(facts, fact.payload.stepKey) ? ('failed' as const) : fact.payload.outcome,
      task: taskOf(facts, fact.payload.stepKey),
    }))
    .sort((a, b) => a.n - b.n)
}

/** Every message of the step was reported as undeliverable: it is as if none had been sent. */
function reachedNobody(facts: readonly Fact[], key: string): boolean {
  const sent = factsOf(facts, 'contactMade').filter(
    ({ payload }) =>
      payload.stepKey === key &&
      payload.outcome === 'sent' &&
      reminderChannels.some((channel) => channel === payload.channel),
  )
  const reports = [...factsOf(facts, 'deliveryReported'), ...factsOf(facts, 'callReported')]
  return (
    sent.length > 0 &&
    sent.every(({ payload: { contactKey } }) => {
      const report = reports.findLast(({ payload }) => payload.contactKey === contactKey)
      return report !== undefined && inVain.has(report.payload.outcome)
    })
  )
}

/** A message that did not arrive; a call that nobody took, or somebody else. Words on an answering machine did arrive. */
const inVain: ReadonlySet<DeliveryOutcome | CallOutcome> = new Set<DeliveryOutcome | CallOutcome>([
  'failed',
  'unanswered',
  'notConnected',
  'wrongParty',
])

/** Tasks of the episode that nobody has ended yet. */
export function openTasks(facts: readonly Fact[], episode: number): TaskOnRecord[] {
  return tasksWhere(facts, (key) => key.startsWith(`${episode}/`)).filter((task) => task.ended === null)
}

/** Tasks, ended ones included, whose step keys are wanted. */
export function tasksWhere(facts: readonly Fact[], isWanted: (stepKey: string) => boolean): TaskOnRecord[] {
  return factsOf(facts, 'taskOpened')
    .filter((fact) => isWanted(fact.payload.stepKey))
    .map((fact) => {
      const { stepKey, detail } = fact.payload
      const level = detail?.['level']
      const onLevel = typeof level === 'string' ? level : null
      return { ...taskState(facts, fact), stepKey, level: onLevel, learntAt: fact.recordedAt }
    })
}

export type RungProgress =
  | { state: 'notBegun' }
  /** A person is at it. */
  | { state: 'waiting'; task: AttemptTask }
  /** Another attempt is due; null when a standstill without an end is in between. The last one ended at `at`. */
  | { state: 'again'; n: number; from: Instant | null; at: Instant; outcome: string }
  | { state: 'ended'; at: Instant; outcome: string }

/** What the facts say of one rung, or of one judgement that it needs. */
export function progressOf(
  repeat: Rung['repeat'],
  attempts: readonly Attempt[],
  standing: readonly Standstill[],
  zone: string,
): RungProgress {
  const last = attempts.at(-1)
  if (!last) return { state: 'notBegun' }
  if (last.task && last.task.ended === null) return { state: 'waiting', task: last.task }
  const at = last.task?.ended?.at ?? last.takenAt
  const reviewed = last.outcome === 'done' && last.task?.kind === 'review'
  const result = (reviewed ? undefined : last.task?.ended?.outcome) ?? last.outcome
  const ended = (outcome: string): RungProgress => ({ state: 'ended', at, outcome })
  const again = (from: Instant | null): RungProgress => ({
    state: 'again',
    n: last.n + 1,
    from,
    at,
    outcome: result,
  })
  if (last.outcome === 'withheld' || last.outcome === 'skipped') return ended(last.outcome)
  if (last.outcome === 'failed') {
    const failures = attempts.filter((attempt) => attempt.outcome === 'failed').length
    if (result === 'resolved') return ended(result)
    return result === 'skip' || failures >= failuresAllowed ? ended('failed') : again(at)
  }
  if (cameToNothing(last)) return again(at)
  const done = attempts.filter((attempt) => attempt.outcome === 'done' && !cameToNothing(attempt)).length
  if (done >= repeat.times || repeat.until.includes(result)) return ended(result)
  return again(laterOnLadder(at, repeat.everyDays, standing, zone))
}

/** The step's task was withdrawn before anybody did it, or its message turned out not to have left. */
function cameToNothing({ task }: Attempt): boolean {
  if (task?.calledBack === true) return true
  const outcome = task?.ended?.outcome
  if (task?.kind === 'review') return outcome === 'retry'
  return outcome === withdrawals.anchorMoved || outcome === withdrawals.caseClosed
}

function taskOf(facts: readonly Fact[], key: string): AttemptTask | null {
  const opened = factsOf(facts, 'taskOpened').find((fact) => fact.payload.stepKey === key)
  return opened ? taskState(facts, opened) : null
}

function taskState(facts: readonly Fact[], opened: FactOf<'taskOpened'>): AttemptTask {
  const { taskId, kind, dueAt, defaultOutcome } = opened.payload
  const end = factsOf(facts, 'taskEnded')
    .filter((fact) => fact.payload.taskId === taskId)
    .sort((a, b) => a.effectiveAt - b.effectiveAt)[0]
  const ended = end ? { at: end.effectiveAt, outcome: end.payload.outcome } : null
  const calledBack =
    kind === 'placement' &&
    factsOf(facts, 'placementRecalled').some(({ payload }) => payload.placementId === taskId)
  return { taskId, kind, openedAt: opened.effectiveAt, dueAt, defaultOutcome, ended, calledBack }
}
