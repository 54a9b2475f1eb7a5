// Something that people must do in time: answer a complaint, verify a bill, decide on an application. The next level is
// warned before the deadline and has the task from the deadline's own instant on; the last one is asked again and again.
import type { Authority, DecisionKind } from '../arrangements/authority'
import { type Instant, addDays, dateAt } from '../calendar-date'
import type { Envelope } from '../commands/command'
import type { Fact, NewFact, TaskDetail, TaskKind } from '../facts'
import { closingOn, openingOn } from '../office-hours'
import { type AgendaItem, byCase } from './agenda-item'
import type { CaseView } from './case-view'
import type { Level } from './level-terms'
import { type TaskOnRecord, withdrawals } from './rungs'
import { sideTaskOpened, tasksOfMatter } from './side-tasks'

export interface Awaited {
  /** `hardship/h1/decision`: its tasks are `.../1`, `.../2`. */
  matter: string
  kind: TaskKind
  /** With what a task ends whose deadline has passed. */
  defaultOutcome: string
  detail: TaskDetail
  since: Instant
  /** Who is asked, one after the other. */
  levels: readonly Level[]
  /** Days before a deadline on which the next level is warned; 0: it is not. */
  warnDaysBefore: number
  /** It runs to its answer also when the case has closed; else nothing is left to do then. */
  outlivesCase?: boolean
}

/** The next task of what is still awaited, or the warning before the deadline of the open one. */
export function awaitedAgenda(view: CaseView, awaited: Awaited): AgendaItem[] {
  if (view.closed !== null && awaited.outlivesCase !== true)
    return over(view, awaited.matter, withdrawals.caseClosed)
  const tasks = tasksOfMatter(view.facts, awaited.matter)
  const last = tasks.at(-1)
  const next = levelAfter(awaited.levels, last)
  if (!next) return []
  if (last?.ended === null) return warning(view, awaited, { last, next, n: tasks.length })
  const at = last?.ended?.at ?? awaited.since
  const { zone } = view.rules.strategy
  // The days of whoever is next begin when they can see it: after an outage one level takes over, not all of them at once.
  const dueAt = closingOn(addDays(dateAt(Math.max(at, view.asOf), zone), next.days), zone)
  const task = { n: tasks.length + 1, level: next.level, dueAt }
  const fact = awaitedTask(awaited, task, byCase(view, '', at))
  return [{ kind: 'record', at, why: `task ${awaited.kind} (${awaited.matter}) for the ${next.level}`, fact }]
}

/** The fact that gives somebody the `n`-th task of the matter. */
export function awaitedTask(
  { matter, kind, defaultOutcome, detail }: Pick<Awaited, 'matter' | 'kind' | 'defaultOutcome' | 'detail'>,
  { n, level, dueAt }: { n: number; level: string; dueAt: Instant },
  envelope: Envelope,
): NewFact {
  const task = { stepKey: `${matter}/${n}`, kind, dueAt, defaultOutcome, detail: { ...detail, level } }
  return sideTaskOpened(envelope, task)
}

/** Whoever had the last task is followed by the level above; somebody who is on no level (an owner) by the first. */
function levelAfter(levels: readonly Level[], last: TaskOnRecord | undefined): Level | undefined {
  const now = levels.findIndex(({ level }) => level === last?.level)
  return levels[Math.min(now + 1, levels.length - 1)]
}

/** None when the task came later than the warning would, or when nobody is above who has it. */
function warning(
  view: CaseView,
  { matter, kind, detail, warnDaysBefore }: Awaited,
  { last: { dueAt, learntAt, level }, next, n }: { last: TaskOnRecord; next: Level; n: number },
): AgendaItem[] {
  const { zone } = view.rules.strategy
  const at = openingOn(addDays(dateAt(dueAt, zone), -warnDaysBefore), zone)
  if (warnDaysBefore === 0 || at <= learntAt || next.level === level) return []
  const fact = sideTaskOpened(byCase(view, '', at), {
    stepKey: `${warningsOf(matter)}/${n}`,
    kind: 'warning',
    dueAt,
    defaultOutcome: 'noted',
    detail: { ...detail, level: next.level, about: kind },
  })
  return [{ kind: 'record', at, why: `warning before the deadline (${matter})`, fact }]
}

/** Before the name of the matter: behind it, it could be the id of another one. */
function warningsOf(matter: string): string {
  return `warning/${matter}`
}

/** Whether a person has reported that a matter is done, and not only let its deadline pass. */
export function wasDone(facts: readonly Fact[], matter: string): boolean {
  return tasksOfMatter(facts, matter).some(({ ended, defaultOutcome }) => {
    const outcome = ended?.outcome
    return outcome !== undefined && outcome !== defaultOutcome && outcome !== withdrawals.caseClosed
  })
}

/** The facts that end the open tasks of a matter, warnings included: it has been settled. */
export function settled(
  facts: readonly Fact[],
  matter: string,
  outcome: string,
  envelope: Envelope,
): NewFact[] {
  return [...tasksOfMatter(facts, matter), ...tasksOfMatter(facts, warningsOf(matter))]
    .filter(({ ended }) => ended === null)
    .map(({ taskId, kind }) => ({
      ...envelope,
      key: `task/${taskId}/ended`,
      kind: 'taskEnded',
      payload: { taskId, outcome: kind === 'warning' ? 'noted' : outcome, expired: false },
    }))
}

/** Ends the open tasks of a matter that has settled itself. */
export function over(view: CaseView, matter: string, outcome: string): AgendaItem[] {
  return settled(view.facts, matter, outcome, byCase(view, '', view.asOf)).map((fact) => ({
    kind: 'record',
    at: view.asOf,
    why: `nothing is left to do (${matter})`,
    fact,
  }))
}

/** The levels that may decide this kind of thing, each with so many days, from the lowest, or from `least`, up. */
export function levelsFor(
  { levels, decisions }: Authority,
  kind: DecisionKind,
  { days, least = null }: { days: number; least?: string | null },
): Level[] {
  const names = levels.map(({ level }) => level)
  const lowest = names.findIndex((level) => decisions[kind][level] !== undefined)
  return names.slice(Math.max(0, lowest, names.indexOf(least ?? ''))).map((level) => ({ level, days }))
}
