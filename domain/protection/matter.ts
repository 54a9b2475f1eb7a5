// A matter beside the ladder and the tasks of people about it, one after another: which are there, and how do they end? One
// whose day passes without an answer is given to a supervisor, again and again.
import { type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import type { Envelope } from '../commands/command'
import { type Fact, type FactOf, type NewFact, factsOf } from '../facts'

/** When an office closes, so many days after `from`. */
export function closingAfter(from: Instant, days: number, zone: string, closingTime: string): Instant {
  return instantAt(addDays(dateAt(from, zone), days), zone, closingTime)
}

/** Every task of a matter (`circumstance/c1/check`) in order, with its end; null: it is open. */
export function tasksOfMatter(
  facts: readonly Fact[],
  matter: string,
): { task: FactOf<'taskOpened'>; end: FactOf<'taskEnded'> | null }[] {
  const ends = new Map(factsOf(facts, 'taskEnded').map((fact) => [fact.payload.taskId, fact]))
  return factsOf(facts, 'taskOpened')
    .filter(({ payload }) => payload.stepKey.startsWith(`${matter}/`))
    .map((task) => ({ task, end: ends.get(task.payload.taskId) ?? null }))
}

/** Ends the open tasks of a matter: it was answered in another way. */
export function endTasksOfMatter(
  facts: readonly Fact[],
  matter: string,
  outcome: string,
  envelope: Envelope,
): NewFact[] {
  return tasksOfMatter(facts, matter)
    .filter(({ end }) => end === null)
    .map(({ task: { payload } }) => ({
      ...envelope,
      key: `task/${payload.taskId}/ended`,
      kind: 'taskEnded',
      payload: { taskId: payload.taskId, outcome, expired: false },
    }))
}
