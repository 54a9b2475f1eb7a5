// What has the passing of time alone made true, and nobody recorded yet? A cure, deadlines, plans kept or broken, rungs
// to pass over, late steps to skip or plan anew. The caller records the answer and asks again, so that it is in the log.
import { type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import { agendaOf } from './agenda'
import { byCase } from './agenda-item'
import { recalled, takenBack } from './call-back'
import { nextCandidate } from './candidate'
import { type CaseView, type Rules, ladderView, tasksOf, viewOf } from './case-view'
import { type Fact, type NewFact, factsOf } from '../facts'
import { withdrawals } from './rungs'
import { isServiceNotice } from './service-notice'
import { type StepCandidate, isLate } from './step-time'

/** The facts to record by `asOf`. Each has its stable key, so recording it twice is recording it once. */
export function due(log: readonly Fact[], rules: Rules, asOf: Instant): NewFact[] {
  const view = viewOf(log, rules, asOf)
  if (!view) return []
  if (view.closed !== null) return [...tasksToWithdraw(view), ...onAgenda(view)]
  if (!view.position.delinquent) return [closing(view)]
  return once([...onAgenda(view), ...deadlines(view), ...ladderTurns(view)])
}

/** A task may end for two reasons at one moment: the first one is recorded. */
function once(facts: readonly NewFact[]): NewFact[] {
  return [...new Map([...facts].reverse().map((fact) => [fact.key, fact])).values()].reverse()
}

function onAgenda(view: CaseView): NewFact[] {
  return agendaOf(view).flatMap((item) => (item.kind === 'record' && item.at <= view.asOf ? [item.fact] : []))
}

function closing(view: CaseView): NewFact {
  const closings = factsOf(view.facts, 'episodeClosed').filter(
    ({ payload }) => payload.episode === view.episode,
  )
  return {
    ...byCase(view, `episode/${view.episode}/closed/${closings.length + 1}`, view.asOf),
    kind: 'episodeClosed',
    payload: { episode: view.episode, reason: 'cured' },
  }
}

function taskEnded(
  view: CaseView,
  taskId: string,
  end: { outcome: string; expired: boolean; at: Instant },
): NewFact {
  return {
    ...byCase(view, `task/${taskId}/ended`, end.at),
    kind: 'taskEnded',
    payload: { taskId, outcome: end.outcome, expired: end.expired },
  }
}

function tasksToWithdraw(view: CaseView): NewFact[] {
  const end = { outcome: withdrawals.caseClosed, expired: false, at: view.asOf }
  return tasksOf(view).flatMap(({ taskId, kind }) => [
    ...(kind === 'placement' ? [recalled(view, taskId, 'caseClosed', view.asOf)] : []),
    taskEnded(view, taskId, end),
  ])
}

/** Tasks whose deadline, stretched by standstills, has passed; and tasks about a bill that is no longer the oldest. */
function deadlines(view: CaseView): NewFact[] {
  // While all of it is disputed no bill is the oldest that is collected: tasks wait with the ladder.
  const dueOn = view.collectable.oldestUnpaidDueOn
  const current = dueOn === null ? `${view.episode}/` : `${view.episode}/${dueOn}/`
  return tasksOf(view).flatMap((task) => {
    const { taskId, stepKey, dueAt, defaultOutcome } = task
    // A notice carries the date that it tells of, not that of a bill.
    if (!isServiceNotice(stepKey) && !stepKey.startsWith(current)) {
      return takenBack(view, task, 'anchorMoved', view.asOf)
    }
    if (dueAt === null || dueAt > view.asOf) return []
    return [taskEnded(view, taskId, { outcome: defaultOutcome, expired: true, at: dueAt })]
  })
}

/** A rung to pass over, or a late step to skip or plan anew by its catch-up rule. */
function ladderTurns(view: CaseView): NewFact[] {
  if (view.standing.length > 0 || tasksOf(view).length > 0) return []
  const candidate = nextCandidate(ladderView(view))
  switch (candidate.kind) {
    case 'passOver':
      return [stepEnded(view, candidate, 'withheld', candidate.ruleId)]
    case 'step': {
      const isJudgement = candidate.step === 'approval' || candidate.step === 'assessment'
      return isJudgement || !isLate(view, candidate) ? [] : caughtUp(view, candidate)
    }
    case 'await':
    case 'ladderDone':
      return []
  }
}

function caughtUp(view: CaseView, candidate: StepCandidate): NewFact[] {
  const { rule, replanDays } = candidate.rung.catchUp
  switch (rule) {
    case 'sendLate':
      return []
    case 'skip':
      return [stepEnded(view, candidate, 'skipped', 'CATCH_UP')]
    case 'replan': {
      const { zone } = view.rules.strategy
      const notBefore = instantAt(addDays(dateAt(view.asOf, zone), replanDays), zone)
      const envelope = byCase(view, `${candidate.key}/replanned/${notBefore}`, view.asOf)
      return [{ ...envelope, kind: 'stepReplanned', payload: { stepKey: candidate.key, notBefore } }]
    }
  }
}

function stepEnded(
  view: CaseView,
  { key, rung }: Pick<StepCandidate, 'key' | 'rung'>,
  outcome: 'withheld' | 'skipped',
  ruleId: string,
): NewFact {
  return {
    ...byCase(view, `step/${key}`, view.asOf),
    kind: 'stepTaken',
    payload: { stepKey: key, rung: rung.id, outcome, ruleId },
  }
}
