// The facts that a step leaves behind, built in one place: performers record them, the forecast assumes them.
import { type Instant, addDays, dateAt } from '../calendar-date'
import type { StepKind } from './candidate'
import type { NewFact, TaskDetail, TaskKind } from '../facts'
import { closingOn } from '../office-hours'
import { taskKindOf } from './outcomes'
import type { Rules } from './decide'
import type { Rung } from './strategy'

/** A step being taken: by whom it is recorded and when. */
export interface StepAt {
  accountId: string
  key: string
  step: StepKind
  rung: Rung
  rules: Pick<Rules, 'strategy'>
  moment: Instant
}

/** The step is done, or why it was not. */
export function stepTaken(
  at: StepAt,
  outcome: 'done' | 'withheld' = 'done',
  ruleId?: string,
): NewFact & { kind: 'stepTaken' } {
  const payload = { stepKey: at.key, rung: at.rung.id, outcome, ...(ruleId === undefined ? {} : { ruleId }) }
  return { ...envelope(at), key: `step/${at.key}`, kind: 'stepTaken', payload }
}

/** The step is put off: not before this moment. */
export function stepReplanned(at: StepAt, notBefore: Instant): NewFact & { kind: 'stepReplanned' } {
  const key = `${at.key}/replanned/${notBefore}`
  return { ...envelope(at), key, kind: 'stepReplanned', payload: { stepKey: at.key, notBefore } }
}

/** The task by which a person carries the step out, with what they need to know; null when the step needs none. */
export function taskOpened(at: StepAt, detail?: TaskDetail): (NewFact & { kind: 'taskOpened' }) | null {
  const task = taskFor(at)
  if (!task) return null
  const { zone } = at.rules.strategy
  const taskId = `${at.accountId}/${at.key}`
  const dueAt = closingOn(addDays(dateAt(at.moment, zone), task.deadlineDays), zone)
  const payload = {
    taskId,
    kind: task.kind,
    stepKey: at.key,
    dueAt,
    defaultOutcome: task.defaultOutcome,
    ...(detail ? { detail } : {}),
  }
  return { ...envelope(at), key: `task/${taskId}`, kind: 'taskOpened', payload }
}

function taskFor({
  step,
  rung,
}: StepAt): { kind: TaskKind; deadlineDays: number; defaultOutcome: string } | null {
  if (step === 'approval' || step === 'assessment') {
    const need = rung.needs.find((candidate) => candidate.kind === step)
    if (need?.kind !== 'approval' && need?.kind !== 'assessment') return null
    return { kind: step, deadlineDays: need.deadlineDays, defaultOutcome: 'notDecided' }
  }
  if (step === 'serviceNotice') return null
  const kind = taskKindOf(step)
  return kind === null || !rung.task ? null : { kind, ...rung.task }
}

/** What all facts of a step share. */
export function envelope({
  accountId,
  moment,
}: StepAt): Pick<NewFact, 'accountId' | 'effectiveAt' | 'recordedAt' | 'actor' | 'source'> {
  return { accountId, effectiveAt: moment, recordedAt: moment, actor: 'case', source: 'step' }
}
