// What will time bring when nobody has asked the customer about somebody who says that they act for them? The next attempt,
// and after the last one the finding that nothing is confirmed.
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import { tasksOfMatter } from '../ladder/side-tasks'
import { representationsOf } from './representation'
import { callMatter, checkCallTask, unverified } from './representation-commands'

export function representationAgenda(view: CaseView): AgendaItem[] {
  const { facts, rules } = view
  return representationsOf(facts)
    .filter(({ state }) => state === 'open')
    .flatMap(({ representationId }): AgendaItem[] => {
      const tasks = tasksOfMatter(facts, callMatter(representationId))
      const endedAt = tasks.at(-1)?.ended?.at
      if (endedAt === undefined) return []
      // After an outage somebody gets all the days of an attempt, and none is used up by nobody being there.
      const at = Math.max(endedAt, view.asOf)
      const envelope = byCase(view, '', at)
      const isLast = tasks.length >= rules.terms.representation.verification.attempts
      const next = { representationId, n: tasks.length + 1, at }
      const fact = isLast ? unverified(representationId, envelope) : checkCallTask(next, rules, envelope)
      return [{ kind: 'record', at, why: `the customer was not reached about ${representationId}`, fact }]
    })
}
