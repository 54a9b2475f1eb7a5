// Work for people that does not stop the ladder: an answer to a complaint, a check of a bill, a review. Its step key begins
// with the name of its matter (`complaint/c1`) and not with an episode, so the ladder goes on beside it.
import { type AgendaItem, byCase } from './agenda-item'
import type { Instant } from '../calendar-date'
import type { CaseView } from './case-view'
import { type Fact, type NewFact, type TaskDetail, type TaskKind } from '../facts'
import { type TaskOnRecord, tasksWhere } from './rungs'

/** Every task of a matter (`circumstance/c1/check`), ended ones included, in order. */
export function tasksOfMatter(facts: readonly Fact[], matter: string): TaskOnRecord[] {
  return tasksWhere(facts, (stepKey) => stepKey.startsWith(`${matter}/`))
}

/** Side tasks that nobody has ended yet. */
export function openSideTasks(facts: readonly Fact[]): TaskOnRecord[] {
  return tasksWhere(facts, (stepKey) => !/^\d+\//.test(stepKey)).filter(({ ended }) => ended === null)
}

export interface NewSideTask {
  /** `<matter>/<id>`, e.g. `complaint/c1`; what follows it is another one: `complaint/c1/escalation`. */
  stepKey: string
  kind: TaskKind
  dueAt: Instant
  defaultOutcome: string
  detail?: TaskDetail
}

/** The fact that gives somebody the task; its key is that of the matter, so it is opened once. */
export function sideTaskOpened(
  envelope: Pick<NewFact, 'accountId' | 'effectiveAt' | 'recordedAt' | 'actor' | 'source'>,
  task: NewSideTask,
): NewFact & { kind: 'taskOpened' } {
  const taskId = `${envelope.accountId}/${task.stepKey}`
  return { ...envelope, key: `task/${taskId}`, kind: 'taskOpened', payload: { taskId, ...task } }
}

/** Each ends at its deadline with its default outcome; standstills do not move it: the law's time runs on. */
export function sideTaskAgenda(view: CaseView): AgendaItem[] {
  return openSideTasks(view.facts).map(({ taskId, kind, dueAt, defaultOutcome }) => ({
    kind: 'record',
    at: dueAt,
    why: `deadline of the task ${kind}`,
    fact: {
      ...byCase(view, `task/${taskId}/ended`, dueAt),
      kind: 'taskEnded',
      payload: { taskId, outcome: defaultOutcome, expired: true },
    },
  }))
}
