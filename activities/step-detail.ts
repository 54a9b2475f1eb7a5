// What a person who gets a task needs to know at a glance: figures and dates of the case, and what was done before. Ids
// and amounts only; name and address are read from the customer's row by whoever is allowed to.
import { addDays, dateAt } from '../domain/calendar-date'
import { liveFacts } from '../domain/ladder/decide'
import { type Fact, type NewFact, type TaskDetail, factsOf } from '../domain/facts'
import { collectableAt } from '../domain/money/collectable'
import { bucketOf } from '../domain/money/position'
import { taskOpened } from '../domain/ladder/step-facts'
import type { StepScene } from './perform-step'

/** The task of a step with what the person needs to know. @throws when the step has no task. */
export function taskWithDetail(scene: StepScene, further: TaskDetail = {}): NewFact {
  const task = taskOpened(scene)
  if (!task) throw new Error(`the step ${scene.key} has no task`)
  return { ...task, payload: { ...task.payload, detail: { ...figures(scene), ...further } } }
}

/** The part of the debt that is collected, as it is now: what is disputed is left out. */
export function figures(scene: StepScene) {
  const position = collectableAt(liveFacts(scene.facts), dateAt(scene.moment, scene.rules.strategy.zone))
  if (!position) throw new Error(`the case of ${scene.accountId} has no reported position`)
  return {
    rung: scene.rung.id,
    product: position.product,
    currency: position.currency,
    overdueCents: position.overdueCents,
    daysPastDue: position.daysPastDue,
    bucket: bucketOf(position.daysPastDue),
    riskSegment: position.riskSegment,
    billsPastDue: position.bills.length,
  }
}

/** What was tried in this episode, oldest first: `2026-03-04 reminder: done`. */
export function history(scene: StepScene): string[] {
  const facts = liveFacts(scene.facts)
  const { zone } = scene.rules.strategy
  return factsOf(facts, 'stepTaken')
    .filter(({ payload }) => payload.stepKey.startsWith(`${scene.episode}/`))
    .map(({ payload, effectiveAt }) => {
      const { rung, outcome, stepKey } = payload
      return `${dateAt(effectiveAt, zone)} ${rung}: ${resultOf(facts, stepKey) ?? outcome}`
    })
}

/** A day for an appointment: `days` from now, at the beginning of the rung's hours. */
export function proposedAppointment(scene: StepScene, days: number): string {
  const day = addDays(dateAt(scene.moment, scene.rules.strategy.zone), days)
  return `${day}T${scene.rung.between.from}`
}

function resultOf(facts: readonly Fact[], stepKey: string): string | undefined {
  const opened = factsOf(facts, 'taskOpened').find(({ payload }) => payload.stepKey === stepKey)
  const ended = factsOf(facts, 'taskEnded').find(({ payload }) => payload.taskId === opened?.payload.taskId)
  return ended?.payload.outcome
}
