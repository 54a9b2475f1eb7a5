// What a person or another system may ask of a case, and whether it is allowed: each command judged against the facts
// alone, answering with new facts or with a refusal that has a stable code. Nothing is changed here.
import { agreeHardship, agreePlan, cancelPlan, endHardship } from './arrangement-commands'
import {
  type CommandMoment,
  type CommandOf,
  type Envelope,
  type Judgement,
  accepted,
  optionalNote,
  refusal,
} from './command-answer'
import type { Command } from './command-schema'
import { episodeOf, liveFacts } from '../ladder/decide'
import { type Fact, type TaskKind, factsOf } from '../facts'
import { isOutcomeOf, taskOutcomes } from '../ladder/outcomes'
import { recordPayment, recordReversal } from './payment-commands'
import { approveRelay, askRelay, refuseRelays } from './relay-commands'
import { openTasks } from '../ladder/rungs'
import { liftHold, placeHold, stateWish, withdrawWish } from './standing-commands'

export type { CommandMoment, Judgement } from './command-answer'
export { type Command, type CommandKind, commandSchema } from './command-schema'

/** Judges a command against the account's facts. A command that was carried out already is accepted with no new fact. */
export function judgeCommand(log: readonly Fact[], command: Command, moment: CommandMoment): Judgement {
  const facts = liveFacts(log)
  const envelope = {
    accountId: moment.accountId,
    effectiveAt: moment.asOf,
    recordedAt: moment.asOf,
    actor: command.by,
    source: `command/${command.commandId}`,
  }
  const earlier = facts.filter((fact) => fact.source === envelope.source)
  if (earlier.length === 0) return judged(facts, command, moment, envelope)
  const others = facts.filter((fact) => fact.source !== envelope.source)
  const again = judged(others, command, moment, envelope)
  const isOther = again.ok && again.facts.some(({ key }) => earlier.every((fact) => fact.key !== key))
  return isOther
    ? refusal('COMMAND_ID_USED', `the id ${command.commandId} belongs to another command; choose a new one`)
    : { ok: true, facts: [] }
}

function judged(
  facts: readonly Fact[],
  command: Command,
  moment: CommandMoment,
  envelope: Envelope,
): Judgement {
  switch (command.kind) {
    case 'recordPayment':
      return recordPayment(facts, command, moment, envelope)
    case 'recordReversal':
      return recordReversal(facts, command, moment, envelope)
    case 'agreePlan':
      return agreePlan(facts, command, moment, envelope)
    case 'cancelPlan':
      return cancelPlan(facts, command, moment, envelope)
    case 'agreeHardship':
      return agreeHardship(facts, command, envelope)
    case 'endHardship':
      return endHardship(facts, command, moment, envelope)
    case 'placeHold':
      return placeHold(facts, command, moment, envelope)
    case 'liftHold':
      return liftHold(facts, command, moment, envelope)
    case 'stateWish':
      return stateWish(facts, command, moment, envelope)
    case 'withdrawWish':
      return withdrawWish(facts, command, moment, envelope)
    case 'completeCall':
      return endTask(facts, command, ['call'], envelope)
    case 'reportVisit':
      return endTask(facts, command, ['visit', 'secondVisit'], envelope)
    case 'decideEscalation':
      return endTask(facts, command, ['approval', 'assessment'], envelope)
    case 'completeTask':
      return endTask(facts, command, ['placement', 'matter', 'review'], envelope)
    case 'reportDelivery':
      return reportDelivery(facts, command, envelope)
    case 'reportCall':
      return reportCall(command, envelope)
    case 'recordReply':
      return recordReply(command, envelope)
    case 'askRelay':
      return askRelay(facts, command, envelope)
    case 'approveRelay':
      return approveRelay(facts, command, envelope)
    case 'refuseRelays':
      return refuseRelays(command, envelope)
  }
}

/** A message that was withheld did not go out: one on a later day has the same key and may be leaving just now. */
function reportDelivery(
  facts: readonly Fact[],
  { contactKey, outcome, reason }: CommandOf<'reportDelivery'>,
  envelope: Envelope,
): Judgement {
  const made = factsOf(facts, 'contactMade').filter(({ payload }) => payload.outcome !== 'withheld')
  if (made.every(({ payload }) => payload.contactKey !== contactKey))
    return refusal('UNKNOWN_CONTACT', `there is no contact ${contactKey} in this case`)
  const payload = { contactKey, outcome, ...(reason === undefined ? {} : { reason }) }
  const key = `delivery/${contactKey}/${outcome}`
  return accepted({ ...envelope, key, kind: 'deliveryReported', payload })
}

/**
 * The first thing that is known of a call counts: who has pressed a key was reached, whatever is reported of its end.
 * A telephone may be answered before it is written down that it was called.
 */
function reportCall({ contactKey, outcome }: CommandOf<'reportCall'>, envelope: Envelope): Judgement {
  if (!contactKey.startsWith(`${envelope.accountId}/`))
    return refusal('UNKNOWN_CONTACT', `there is no contact ${contactKey} in this case`)
  const payload = { contactKey, outcome }
  return accepted({ ...envelope, key: `call/${contactKey}`, kind: 'callReported', payload })
}

/** A reply is always taken in, also between two episodes: a wish to hear no more needs no debt. */
function recordReply(
  { messageId, contactPointId, channel, meaning }: CommandOf<'recordReply'>,
  envelope: Envelope,
): Judgement {
  const payload = { messageId, contactPointId, channel, meaning }
  return accepted({ ...envelope, key: `reply/${messageId}`, kind: 'replyReceived', payload })
}

function endTask(
  facts: readonly Fact[],
  command: CommandOf<'completeCall' | 'reportVisit' | 'decideEscalation' | 'completeTask'>,
  kinds: readonly TaskKind[],
  envelope: Envelope,
): Judgement {
  const episode = episodeOf(facts)
  const open = episode ? openTasks(facts, episode.episode).filter((task) => kinds.includes(task.kind)) : []
  const task =
    command.taskId === undefined ? open[0] : open.find((candidate) => candidate.taskId === command.taskId)
  if (!task) return refusal('NO_OPEN_TASK', `the case has no open task of the kind ${kinds.join(' or ')}`)
  if (!isOutcomeOf(task.kind, command.outcome)) {
    return refusal('UNKNOWN_OUTCOME', `a ${task.kind} ends with one of ${taskOutcomes[task.kind].join(', ')}`)
  }
  const payload = {
    taskId: task.taskId,
    outcome: command.outcome,
    expired: false,
    ...optionalNote(command.note),
  }
  return accepted({ ...envelope, key: `task/${task.taskId}/ended`, kind: 'taskEnded', payload })
}
