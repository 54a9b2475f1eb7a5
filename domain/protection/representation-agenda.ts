// What will time bring when nobody has asked the customer about somebody who says that they act for them? The next attempt,
// and after the last one the finding that nothing is confirmed.
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import { representationsOf } from './representation'
import { callMatter, checkCallTask, unverified } from './representation-commands'
import { tasksOfMatter } from './matter'

export function representationAgenda(view: CaseView): AgendaItem[] {
  const { facts, rules } = view
  return representationsOf(facts)
    .filter(({ state }) => state === 'open')
    .flatMap(({ representationId }): AgendaItem[] => {
      const tasks = tasksOfMatter(facts, callMatter(representationId))
      const end = tasks.at(-1)?.end
      if (!end?.payload.expired) return []
      const at = end.effectiveAt
      const envelope = byCase(view, '', at)
      const isLast = tasks.length >= rules.terms.representation.verification.attempts
      const next = { representationId, n: tasks.length + 1, at }
      const fact = isLast ? unverified(representationId, envelope) : checkCallTask(next, rules, envelope)
      return [{ kind: 'record', at, why: `the customer was not reached about ${representationId}`, fact }]
    })
}
