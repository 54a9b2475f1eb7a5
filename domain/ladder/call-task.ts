// Does the case still want this call, now? Read from the facts alone, so that it is right the moment a payment or a hold
// is in the log, whatever the case's workflow knows by then.
import type { Instant } from '../calendar-date'
import { type Rules, anchorDueOn, tasksOf, viewOf } from './case-view'
import { type Fact, type Product, factsOf } from '../facts'
import { stepNameOf } from './rungs'
import type { Rung } from './strategy'

export interface WantedCall {
  wanted: true
  stepKey: string
  episode: number
  product: Product
  rung: Rung
  /** When the task ends by itself; null: not while a standstill has no end. */
  dueAt: Instant | null
}

/** `ruleId` is stable; `text` says why nobody is to be called. */
export type CallWish = WantedCall | { wanted: false; ruleId: string; text: string }

/** The open call of `taskId` at `asOf`, or why it is not to be made. */
export function callWish(log: readonly Fact[], rules: Rules, taskId: string, asOf: Instant): CallWish {
  const view = viewOf(log, rules, asOf)
  if (!view || view.closed !== null) return unwanted('CLOSED', 'the case is closed')
  if (!view.position.delinquent) return unwanted('PAID', 'nothing is overdue any more')
  const [standstill] = view.standing
  if (standstill) return unwanted(standstill.kind.toUpperCase(), `collection stands still: ${standstill.why}`)
  const task = tasksOf(view).find((candidate) => candidate.taskId === taskId && candidate.kind === 'call')
  const isPast = task !== undefined && task.dueAt !== null && task.dueAt <= asOf
  if (!task || isPast) return unwanted('TASK_ENDED', endOf(log, taskId))
  const { stepKey, dueAt } = task
  if (!stepKey.startsWith(`${view.episode}/${anchorDueOn(view)}/`)) {
    return unwanted('TASK_SUPERSEDED', 'a payment has moved the oldest unpaid bill; the case plans anew')
  }
  const rung = rules.strategy.ladder.find(({ id }) => id === stepNameOf(stepKey))
  if (!rung) throw new Error(`strategy ${rules.strategy.id} has no rung ${stepNameOf(stepKey)}`)
  const { episode, position } = view
  return { wanted: true, stepKey, episode, product: position.product, rung, dueAt }
}

function unwanted(ruleId: string, text: string): CallWish {
  return { wanted: false, ruleId, text }
}

function endOf(log: readonly Fact[], taskId: string): string {
  const ended = factsOf(log, 'taskEnded').find(({ payload }) => payload.taskId === taskId)
  return ended ? `the task ended with ${ended.payload.outcome}` : 'the task is not open, or past its deadline'
}
