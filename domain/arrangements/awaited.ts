// Something that people must do in time: decide on an application, answer a customer. Who does not is relieved by the next
// level, at the deadline's own instant, and is warned before; the highest level is asked again and again.
import type { Authority, DecisionKind } from './authority'
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import type { Envelope } from '../commands/command'
import type { Fact, NewFact, TaskDetail, TaskKind } from '../facts'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import { tasksWhere, withdrawals } from '../ladder/rungs'
import { type SideTask, sideTaskOpened } from '../ladder/side-tasks'

export interface Awaited {
  /** `hardship/h1/decision`: its tasks are `.../1`, `.../2`. */
  matter: string
  kind: TaskKind
  since: Instant
  withinDays: number
  /** Days before the deadline on which the next level is warned; 0: it is not. */
  warnDaysBefore: number
  defaultOutcome: string
  /** Who is asked, one after the other. */
  levels: readonly string[]
  detail: TaskDetail
}

/** Tasks end with the office day. */
const closingTime = '18:00'

/** When an office closes on a day. */
export function closingOn(day: CalendarDate, zone: string): Instant {
  return instantAt(day, zone, closingTime)
}

/** The next task of what is still awaited, with its warning. A case that has closed awaits nothing more. */
export function awaitedAgenda(view: CaseView, awaited: Awaited): AgendaItem[] {
  if (view.closed !== null) return []
  const tasks = tasksOf(view.facts, awaited.matter)
  const last = tasks.at(-1)
  if (last?.ended === null) return warning(view, awaited, last, tasks.length)
  return [nextTask(view, awaited, { at: last?.ended?.at ?? awaited.since, n: tasks.length + 1 })]
}

/** After an outage in which a whole deadline has passed, whoever is next gets it from now on. */
function nextTask(view: CaseView, awaited: Awaited, { at, n }: { at: Instant; n: number }): AgendaItem {
  const { zone } = view.rules.strategy
  const { kind, matter, withinDays, defaultOutcome, detail } = awaited
  const dueFrom = (instant: Instant) => closingOn(addDays(dateAt(instant, zone), withinDays), zone)
  const from = dueFrom(at) <= view.asOf ? view.asOf : at
  const fact = sideTaskOpened(byCase(view, '', from), {
    stepKey: `${matter}/${n}`,
    kind,
    dueAt: dueFrom(from),
    defaultOutcome,
    detail: { ...detail, level: levelAt(awaited, n) },
  })
  return { kind: 'record', at: from, why: `task ${kind} (${matter})`, fact }
}

function levelAt({ levels }: Awaited, n: number): string {
  return levels[Math.min(n, levels.length) - 1] ?? 'supervisor'
}

function warning(view: CaseView, awaited: Awaited, { dueAt }: SideTask, n: number): AgendaItem[] {
  if (awaited.warnDaysBefore === 0) return []
  const { zone } = view.rules.strategy
  const at = closingOn(addDays(dateAt(dueAt, zone), -awaited.warnDaysBefore), zone)
  const fact = sideTaskOpened(byCase(view, '', at), {
    stepKey: `${awaited.matter}-warning/${n}`,
    kind: 'warning',
    dueAt,
    defaultOutcome: 'noted',
    detail: { ...awaited.detail, level: levelAt(awaited, n + 1), about: awaited.kind },
  })
  return [{ kind: 'record', at, why: `warning before the deadline (${awaited.matter})`, fact }]
}

/** Every task of a matter, in order. */
function tasksOf(facts: readonly Fact[], matter: string): SideTask[] {
  return tasksWhere(facts, (stepKey) => stepKey.startsWith(`${matter}/`))
}

/** Whether a person has reported that a matter is done, and not only let its deadline pass. */
export function wasDone(facts: readonly Fact[], matter: string): boolean {
  return tasksOf(facts, matter).some(({ ended, defaultOutcome }) => {
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
  const open = [...tasksOf(facts, matter), ...tasksOf(facts, `${matter}-warning`)].filter(
    ({ ended }) => ended === null,
  )
  return open.map(({ taskId, kind }) => ({
    ...envelope,
    key: `task/${taskId}/ended`,
    kind: 'taskEnded',
    payload: { taskId, outcome: kind === 'warning' ? 'noted' : outcome, expired: false },
  }))
}

/** Ends what a case that has closed no longer needs: there is nothing left to decide. */
export function moot(view: CaseView, matter: string): AgendaItem[] {
  return view.closed === null ? [] : over(view, matter, withdrawals.caseClosed)
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

/** The levels that may decide this kind of thing, from the lowest up. */
export function levelsFor({ levels, decisions }: Authority, kind: DecisionKind): string[] {
  const names = levels.map(({ level }) => level)
  const lowest = names.findIndex((level) => decisions[kind][level] !== undefined)
  return lowest < 0 ? names : names.slice(lowest)
}
