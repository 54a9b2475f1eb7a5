// What will time bring to a circumstance that nobody has proven, or to somebody who is to be looked after and is not? The
// task of a person passes its day, and a supervisor gets it, again and again until there is an answer.
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import type { NewFact } from '../facts'
import { type Circumstance, circumstancesOf, endOf } from './circumstance'
import { type CircumstanceTask, careMatter, careTask, checkMatter, checkTask } from './circumstance-commands'
import { tasksOfMatter } from './matter'

export function circumstanceAgenda(view: CaseView): AgendaItem[] {
  const { rules } = view
  const envelope = byCase(view, '', view.asOf)
  return circumstancesOf(view.facts)
    .filter(({ withdrawnAt }) => withdrawnAt === null)
    .flatMap((circumstance) => [
      ...(circumstance.proven
        ? []
        : again(view, circumstance, checkMatter, (task) => [checkTask(task, rules, envelope)])),
      ...again(view, circumstance, careMatter, (task) => careTask(task, rules, envelope)),
    ])
}

/**
 * The next task of a matter whose last one ended because its day had passed, as long as the circumstance holds. Its days
 * begin when the case looks, not at the deadline that was missed: nobody is given a task that is over already.
 */
function again(
  { facts, asOf }: CaseView,
  circumstance: Circumstance,
  matterOf: (circumstanceId: string) => string,
  taskOf: (task: CircumstanceTask) => NewFact[],
): AgendaItem[] {
  const { circumstanceId, kind } = circumstance
  const tasks = tasksOfMatter(facts, matterOf(circumstanceId))
  const end = tasks.at(-1)?.end
  if (!end?.payload.expired) return []
  const seenAt = Math.max(end.effectiveAt, asOf)
  if (seenAt >= endOf(circumstance)) return []
  return taskOf({ circumstanceId, kind, n: tasks.length + 1, at: seenAt }).map((fact) => ({
    kind: 'record',
    at: end.effectiveAt,
    why: `nobody has answered about the circumstance ${circumstanceId}`,
    fact: { ...fact, effectiveAt: end.effectiveAt },
  }))
}
