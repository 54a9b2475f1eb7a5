// A call is over: what it came to is settled in the ledger, the task ends with it where the outcome ends it, and else the
// caller is told when the next attempt is lawful (C2).
import type { Instant } from '../domain/calendar-date'
import { type CallOutcome, callMeanings, endsCallTask } from '../domain/contact/call-outcomes'
import type { Conversation } from '../domain/contact/conversation-facts'
import { type Judgement, judgeCommand } from '../domain/commands/commands'
import type { NewFact } from '../domain/facts'
import { isOutcomeOf } from '../domain/ladder/outcomes'
import type { Transaction } from '../platform/database'
import { inTransaction } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import type { Contact } from '../prisma/generated/client'
import { settleCall } from './call-record'
import { type CallRules, recordingRule, usableNumbersOf } from './call-rules'
import { type CallDeps, type CallScene, nextCallIn, openCallScene } from './call-scene'
import { openPerson } from './person'

export interface FinishCall {
  callId: string
  /** One of domain/contact/call-outcomes.ts. */
  outcome: string
  /** Where the call can be heard. */
  recording?: string
  by: string
  note?: string
  /** No further attempt is wanted: the task ends with this outcome, whatever it is. */
  last?: boolean
  /** Why the customer is behind, and whether they want to and can pay (B10). */
  conversation?: Partial<Conversation>
  /** The case's clock. */
  asOf: Instant
}

/** `code`: NO_SUCH_CALL, UNKNOWN_OUTCOME, RECORDING_MISSING, CALL_FINISHED (with another result). */
export type CallFinished =
  | {
      ok: true
      callId: string
      /** false: it was known already. */
      recorded: boolean
      taskEnded: boolean
      /** When the next attempt is lawful, within the hours of the rung; null: none before the task ends. */
      nextCallAt: string | null
    }
  | CallRefusal

/** Nothing was written down. */
export interface CallRefusal {
  ok: false
  code: string
  message: string
}

type Report = FinishCall & { outcome: CallOutcome }

/** Settles a call that was started. The same report twice changes nothing. */
export async function finishCall(deps: CallDeps, report: FinishCall): Promise<CallFinished> {
  const { callId, outcome } = report
  if (!isCallOutcome(outcome)) {
    return refused('UNKNOWN_OUTCOME', `a call comes to one of ${Object.keys(callMeanings).join(', ')}`)
  }
  const call = await deps.db.prisma.contact.findUnique({ where: { key: callId } })
  if (call?.channel !== 'voice') return refused('NO_SUCH_CALL', `there is no call ${callId}`)
  return inTransaction(deps.db.prisma, (tx) => settleReport(tx, deps, call, { ...report, outcome }))
}

/** The same in the caller's transaction. */
export async function settleReport(
  tx: Transaction,
  deps: CallDeps,
  { accountId, stepKey }: Contact,
  report: Report,
): Promise<CallFinished> {
  const taskId = `${accountId}/${stepKey}`
  const scene = await openCallScene(tx, deps, { accountId, taskId, asOf: report.asOf })
  const call = await tx.contact.findUniqueOrThrow({ where: { key: report.callId } })
  if (call.status !== 'sending') return settledBefore(deps, scene, call, report)
  const at = Math.max(scene.at, call.claimedAt.getTime())
  const missing = missingRecording(deps.callRules, { ...scene, at }, report)
  if (missing !== null) return missing
  const settled = await settleCall(tx, call, { ...report, at, source: 'call', brokenRule: null })
  const end = taskEnd({ ...scene, at }, call, report)
  await recordWithSignal(tx, [settled, ...codedIn({ ...scene, at }, call, report), ...end])
  return answerAfter(
    tx,
    deps,
    { ...scene, at },
    { callId: call.key, recorded: true, taskEnded: end.length > 0 },
  )
}

/** Records facts and has the case look again. */
export async function recordWithSignal(tx: Transaction, facts: readonly NewFact[]): Promise<void> {
  const signal = 'positionChanged' as const
  await recordFacts(
    tx,
    facts.map((fact) => ({ ...fact, signal })),
  )
}

/** The answer with the person as they are after the call: it counts for the next one. */
export async function answerAfter(
  tx: Transaction,
  deps: CallDeps,
  scene: CallScene,
  result: Result,
): Promise<CallFinished> {
  const { person } = scene.subject
  const subject = { ...scene.subject, person: await openPerson(tx, person.id) }
  return finished(deps, { ...scene, subject }, result)
}

interface Result {
  callId: string
  recorded: boolean
  taskEnded: boolean
}

function isCallOutcome(outcome: string): outcome is CallOutcome {
  return isOutcomeOf('call', outcome)
}

function settledBefore(deps: CallDeps, scene: CallScene, call: Contact, report: Report): CallFinished {
  if (call.detail !== report.outcome || call.recording !== (report.recording ?? null)) {
    return refused('CALL_FINISHED', `the call ended with ${call.detail ?? call.status}: it cannot end twice`)
  }
  return finished(deps, scene, { callId: call.key, recorded: false, taskEnded: !scene.wish.wanted })
}

/** Whatever was said must be on a recording, where a rule pack wants calls recorded. null: nothing is missing. */
export function missingRecording(
  callRules: CallRules,
  { subject, at }: Pick<CallScene, 'subject' | 'at'>,
  { outcome, recording }: { outcome: CallOutcome; recording?: string },
): CallRefusal | null {
  if (recording !== undefined || !callMeanings[outcome].spoken) return null
  const ruleId = recordingRule(subject, at, callRules)
  return ruleId === null
    ? null
    : refused('RECORDING_MISSING', `${ruleId}: say where the recording of this call is kept`)
}

/** What was said about paying; empty when nothing of it was coded. */
function codedIn(
  { facts, rules, subject, at }: CallScene,
  { key, accountId }: Pick<Contact, 'key' | 'accountId'>,
  { by, conversation }: Pick<FinishCall, 'by' | 'conversation'>,
): NewFact[] {
  const { cause = null, willingness = 'unknown', capacity = 'unknown' } = conversation ?? {}
  const judgement = judgeCommand(
    facts,
    {
      kind: 'codeConversation',
      commandId: `conversation/${key}`,
      by,
      conversationId: key,
      contactKey: key,
      ...(cause === null ? {} : { cause }),
      willingness,
      capacity,
    },
    { accountId, asOf: at, zone: subject.zone, rules },
  )
  return judgement.ok ? judgement.facts : []
}

/** The fact that ends the task; empty when it goes on, or is over already. */
export function taskEnd(
  { wish, subject, facts, rules, at }: CallScene,
  call: Pick<Contact, 'key' | 'accountId' | 'stepKey' | 'contactPointId'>,
  report: Pick<FinishCall, 'by' | 'note' | 'last'> & { outcome: CallOutcome },
): NewFact[] {
  if (!wish.wanted) return []
  const numbersLeft = usableNumbersOf(subject.person).filter(({ id }) => id !== call.contactPointId).length
  const { until } = wish.rung.repeat
  if (report.last !== true && !endsCallTask(report.outcome, { until, numbersLeft })) return []
  const { accountId } = call
  const judgement: Judgement = judgeCommand(
    facts,
    {
      kind: 'completeCall',
      commandId: `call/${call.key}`,
      by: report.by,
      taskId: `${accountId}/${call.stepKey}`,
      outcome: report.outcome,
      ...(report.note === undefined ? {} : { note: report.note }),
    },
    { accountId, asOf: at, zone: subject.zone, rules },
  )
  return judgement.ok ? judgement.facts : []
}

function finished(
  { callRules }: CallDeps,
  scene: CallScene,
  { callId, recorded, taskEnded }: Result,
): CallFinished {
  const next = taskEnded ? null : nextCallIn(scene, callRules, scene.at)
  const nextAt = next === null ? null : new Date(next).toISOString()
  return { ok: true, callId, recorded, taskEnded, nextCallAt: nextAt }
}

function refused(code: string, message: string): CallRefusal {
  return { ok: false, code, message }
}
