// May this task of the case be ended with this result? What people report of calls, visits, approvals and other work.
import { z } from 'zod'
import {
  type Asked,
  type Envelope,
  type Judgement,
  accepted,
  command,
  optionalNote,
  refusal,
} from '../commands/command'
import { id, note } from '../commands/fields'
import type { Fact, TaskKind } from '../facts'
import { episodeOf } from './case-view'
import { isOutcomeOf, taskOutcomes } from './outcomes'
import { type TaskOnRecord, openTasks } from './rungs'
import { openSideTasks } from './side-tasks'

/** `taskId` absent: the one open task of its kind. */
const report = { taskId: id.optional(), outcome: z.string(), note }

function endTask(
  facts: readonly Fact[],
  asked: Asked<typeof report>,
  kinds: readonly TaskKind[],
  envelope: Envelope,
  beside: readonly TaskOnRecord[] = openSideTasks(facts),
): Judgement {
  const episode = episodeOf(facts)
  const ofCase = episode ? openTasks(facts, episode.episode) : []
  const open = [...ofCase, ...beside].filter((task) => kinds.includes(task.kind))
  const task =
    asked.taskId === undefined ? open[0] : open.find((candidate) => candidate.taskId === asked.taskId)
  if (!task) return refusal('NO_OPEN_TASK', `the case has no open task of the kind ${kinds.join(' or ')}`)
  if (!isOutcomeOf(task.kind, asked.outcome)) {
    return refusal('UNKNOWN_OUTCOME', `a ${task.kind} ends with one of ${taskOutcomes[task.kind].join(', ')}`)
  }
  const { taskId } = task
  const payload = { taskId, outcome: asked.outcome, expired: false, ...optionalNote(asked.note) }
  return accepted({ ...envelope, key: `task/${taskId}/ended`, kind: 'taskEnded', payload })
}

/**
 * `pointId` absent: nobody can say which number it was, so the call counts at each of them. `recording`: where it can be
 * heard.
 */
const completeCall = command(
  { ...report, pointId: id.optional(), recording: id.optional() },
  (facts, asked, _, envelope) => endTask(facts, asked, ['call'], envelope),
)

const reportVisit = command(report, (facts, asked, _, envelope) =>
  endTask(facts, asked, ['visit', 'secondVisit'], envelope),
)

/** Approves or refuses an escalation, or gives the result of its assessment; approvals beside the ladder need authority. */
const decideEscalation = command(report, (facts, asked, _, envelope) =>
  endTask(facts, asked, ['approval', 'assessment'], envelope, []),
)

/** Tasks that end with what a person reports of them. A decision ends with the command that decides. */
const reported = [
  'placement',
  'matter',
  'review',
  'warning',
  'answer',
  'offer',
  'hardshipReview',
  'booking',
  'cardOperations',
  'personalCare',
  'policeReport',
  'compliance',
] as const

/** Any other task: a placement that came back, a matter, a review, an answer that was given. */
const completeTask = command({ ...report, taskId: id }, (facts, asked, _, envelope) =>
  endTask(facts, asked, reported, envelope),
)

export const taskCommands = { completeCall, reportVisit, decideEscalation, completeTask }
