// A dispute and a complaint have in common that somebody must be answered by a day: a task for its owner, a warning in
// good time, and when the day has passed unanswered a task for the next level, again and again until there is an answer.
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import type { Envelope } from '../commands/command'
import { type Fact, type FactOf, type NewFact, type TaskKind, factsOf } from '../facts'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import { sideTaskOpened } from '../ladder/side-tasks'
import type { EscalationTerms } from './inquiry-terms'

export interface Inquiry {
  /** `complaint/c-1`: the beginning of the keys of its tasks and facts. */
  matter: string
  task: Extract<TaskKind, 'verification' | 'complaint' | 'cardOperations'>
  /** By law. */
  answerBy: CalendarDate
  /** The bank's own day, never later: the last working day by then. */
  targetOn: CalendarDate
}

/** Tasks end with the office day, warnings come with its beginning. */
const closingTime = '18:00'
const openingTime = '09:00'

/** The first level: whoever the inquiry was given to. */
const ownerLevel = 'owner'
/** With what a task ends at its deadline. */
const unanswered = 'notAnswered'

/** The owner's task: due when the office closes on the bank's own day, or at `dueAt`; `n`: 1 unless it is given anew. */
export function ownersTask(
  inquiry: Inquiry,
  { zone, envelope, dueAt, n = 1 }: { zone: string; envelope: Envelope; dueAt?: Instant; n?: number },
): NewFact {
  const closing = instantAt(inquiry.targetOn, zone, closingTime)
  return taskFor(inquiry, { n, level: ownerLevel, dueAt: dueAt ?? closing }, envelope)
}

function taskFor(
  { matter, task, answerBy }: Inquiry,
  { n, level, dueAt }: { n: number; level: string; dueAt: Instant },
  envelope: Envelope,
): NewFact {
  const detail = { level, answerBy }
  const given = { stepKey: `${matter}/${n}`, kind: task, dueAt, defaultOutcome: unanswered, detail }
  return sideTaskOpened(envelope, given)
}

/** Every task that was opened for the inquiry, in order. */
export function tasksFor(
  facts: readonly Fact[],
  { matter }: Pick<Inquiry, 'matter'>,
): FactOf<'taskOpened'>[] {
  const prefix = `${matter}/`
  return factsOf(facts, 'taskOpened').filter(({ payload }) => payload.stepKey.startsWith(prefix))
}

/** Ends every open task of the inquiry: it was answered, extended or withdrawn. */
export function endTasksFor(
  facts: readonly Fact[],
  inquiry: Pick<Inquiry, 'matter'>,
  outcome: string,
  envelope: Envelope,
): NewFact[] {
  return tasksFor(facts, inquiry)
    .filter(({ payload }) => endOf(facts, payload.taskId) === undefined)
    .map(({ payload: { taskId } }) => ({
      ...envelope,
      key: `task/${taskId}/ended`,
      kind: 'taskEnded',
      payload: { taskId, outcome, expired: false },
    }))
}

/** The warning to the owner that the day is near; none when the inquiry came later than that. */
export function warningOf(
  view: CaseView,
  { matter, answerBy, targetOn }: Inquiry,
  { since, warnDays }: { since: Instant; warnDays: number },
): AgendaItem[] {
  const at = instantAt(addDays(targetOn, -warnDays), view.rules.strategy.zone, openingTime)
  if (at <= since) return []
  const key = `${matter}/due-soon/${answerBy}`
  const payload = { matter, answerBy }
  const fact: NewFact = { ...byCase(view, key, at), kind: 'answerDueSoon', payload }
  return [{ kind: 'record', at, why: `${matter} is to be answered by ${answerBy}`, fact }]
}

/**
 * The task of the next level, from the instant at which the last one passed undone; the last level is asked again. Its days
 * begin when it can be seen: after an outage one level takes over, not all of them at once.
 */
export function takeoverOf(
  view: CaseView,
  inquiry: Inquiry,
  levels: EscalationTerms['levels'],
): AgendaItem[] {
  const tasks = tasksFor(view.facts, inquiry)
  const last = tasks.at(-1)?.payload
  const end = last && endOf(view.facts, last.taskId)
  if (end?.payload.outcome !== unanswered) return []
  const now = levels.findIndex(({ level }) => level === last?.detail?.['level'])
  const next = levels[Math.min(now + 1, levels.length - 1)]
  if (!next) return []
  const { zone } = view.rules.strategy
  const at = end.effectiveAt
  const seenOn = dateAt(Math.max(at, view.asOf), zone)
  const dueAt = instantAt(addDays(seenOn, next.days), zone, closingTime)
  const task = { n: tasks.length + 1, level: next.level, dueAt }
  const { key: _, ...envelope } = byCase(view, '', at)
  const why = `nobody has answered ${inquiry.matter}: the ${next.level} takes over`
  return [{ kind: 'record', at, why, fact: taskFor(inquiry, task, envelope) }]
}

function endOf(facts: readonly Fact[], taskId: string): FactOf<'taskEnded'> | undefined {
  return factsOf(facts, 'taskEnded').find(({ payload }) => payload.taskId === taskId)
}
