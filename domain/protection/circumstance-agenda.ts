// What will time bring to a circumstance that nobody has proven, or to somebody who is to be looked after and is not? The
// task of a person passes its day, and a supervisor gets it, again and again until there is an answer.
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import type { NewFact } from '../facts'
import { type Circumstance, circumstancesOf } from './circumstance'
import { type CircumstanceTask, careMatter, careTask, checkMatter, checkTask } from './circumstance-commands'
import { tasksOfMatter } from './matter'

export function circumstanceAgenda(view: CaseView): AgendaItem[] {
  const { rules } = view
  return circumstancesOf(view.facts)
    .filter(({ withdrawnAt }) => withdrawnAt === null)
    .flatMap((circumstance) => [
      ...(circumstance.proven
        ? []
        : again(view, circumstance, checkMatter, (task) => [
            checkTask(task, rules, byCase(view, '', task.at)),
          ])),
      ...again(view, circumstance, careMatter, (task) => careTask(task, rules, byCase(view, '', task.at))),
    ])
}

/** The next task of a matter whose last one ended because its day had passed. */
function again(
  { facts }: CaseView,
  { circumstanceId, kind }: Circumstance,
  matterOf: (circumstanceId: string) => string,
  taskOf: (task: CircumstanceTask) => NewFact[],
): AgendaItem[] {
  const tasks = tasksOfMatter(facts, matterOf(circumstanceId))
  const end = tasks.at(-1)?.end
  if (!end?.payload.expired) return []
  const at = end.effectiveAt
  return taskOf({ circumstanceId, kind, n: tasks.length + 1, at }).map((fact) => ({
    kind: 'record',
    at,
    why: `nobody has answered about the circumstance ${circumstanceId}`,
    fact,
  }))
}
