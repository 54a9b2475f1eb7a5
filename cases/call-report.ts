// A call that is reported when it is over, without having been reserved: a contact of that moment all the same. It counts,
// and where a rule stood against it the record says which: what has happened is not refused (rule case 35).
import { callMeanings } from '../domain/call-outcomes'
import type { CallOutcome } from '../domain/call-outcomes'
import type { CommandOf } from '../domain/command-answer'
import { type Fact, type NewFact, factsOf } from '../domain/facts'
import type { Transaction } from '../platform/database'
import { nextCallId, reserveCall, settleCall } from './call-record'
import {
  type CallRules,
  type CallSubject,
  isAllowed,
  judgeCall,
  numbersOf,
  usableNumbersOf,
} from './call-rules'
import { subjectOf } from './call-scene'
import { openPerson } from './person'

export interface CallReport {
  command: CommandOf<'completeCall'>
  log: readonly Fact[]
  /** The facts by which the task ends. */
  news: readonly NewFact[]
  zone: string
}

/**
 * Settles the call of the task that is still under way, or enters one that nobody had reserved. Answers the facts to
 * record with the end of the task. Lock the account first.
 */
export async function ledgerOfReport(
  tx: Transaction,
  rules: CallRules | undefined,
  { command, log, news, zone }: CallReport,
): Promise<NewFact[]> {
  const end = news.find((fact) => fact.kind === 'taskEnded')
  const task = factsOf(log, 'taskOpened').find(({ payload }) => payload.taskId === end?.payload.taskId)
  if (!rules || !end || !task) throw new Error(`nothing here knows how to judge the call of ${command.by}`)
  const { accountId, payload } = task
  const { customerId } = await tx.account.findUniqueOrThrow({ where: { id: accountId } })
  const person = await openPerson(tx, customerId)
  const { stepKey } = payload
  const result = {
    // The command was judged: it is one of the outcomes of a call.
    outcome: command.outcome as CallOutcome,
    at: end.effectiveAt,
    by: command.by,
    source: end.source,
    ...(command.recording === undefined ? {} : { recording: command.recording }),
  }
  const underWay = await tx.contact.findFirst({
    where: { accountId, stepKey, channel: 'voice', status: 'sending' },
    orderBy: { claimedAt: 'desc' },
  })
  if (underWay) return [await settleCall(tx, underWay, { ...result, brokenRule: null })]
  const subject = subjectOf(person, accountId, log, zone)
  const call = { accountId, stepKey, episode: Number(stepKey.split('/')[0]) }
  return [await enter(tx, rules, subject, call, { ...result, pointId: command.pointId })]
}

type Entry = Omit<Parameters<typeof settleCall>[2], 'brokenRule'> & { pointId: string | undefined }

async function enter(
  tx: Transaction,
  rules: CallRules,
  subject: CallSubject,
  { accountId, stepKey, episode }: { accountId: string; stepKey: string; episode: number },
  { pointId, ...result }: Entry,
): Promise<NewFact> {
  const { person } = subject
  const point =
    pointId === undefined
      ? (usableNumbersOf(person)[0] ?? null)
      : (numbersOf(person).find(({ id }) => id === pointId) ?? null)
  const judged = judgeCall(subject, point, result.at, rules, recorderThen(result, rules))
  const callId = await nextCallId(tx, accountId, stepKey)
  await reserveCall(tx, {
    callId,
    customerId: person.id,
    accountId,
    episode,
    stepKey,
    pointId: point?.id ?? null,
    at: result.at,
    by: result.by,
    reference: null,
    direction: 'outbound',
    role: 'debtor',
    judgement: judged.record,
  })
  const brokenRule = isAllowed(judged) ? null : (judged.reasons[0]?.ruleId ?? 'NO-PACK')
  const row = { key: callId, accountId, stepKey, contactPointId: point?.id ?? null }
  return settleCall(tx, row, { ...result, brokenRule })
}

/** That a conversation was recorded shows its recording, and nothing else. */
function recorderThen({ outcome, recording }: Omit<Entry, 'pointId'>, rules: CallRules) {
  if (recording !== undefined) return { recorder: 'up' as const }
  return { recorder: callMeanings[outcome].spoken ? ('down' as const) : rules.recorder() }
}
