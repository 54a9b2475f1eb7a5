// The command `completeCall`: a person says that a call is over and its task done. The call that is under way is settled
// with it, as `call finish` does it; one that nobody had reserved is entered as a contact of this moment, and which number
// it was is never guessed.
import type { CallOutcome } from '../domain/contact/call-outcomes'
import type { CommandOf } from '../domain/commands/commands'
import { type Fact, type FactOf, type NewFact, factsOf } from '../domain/facts'
import type { Transaction } from '../platform/database'
import { type CallRefusal, missingRecording } from './call-finish'
import { enterCall } from './call-past'
import { settleCall } from './call-record'
import { type CallRules, usableNumbersOf } from './call-rules'
import { subjectOf } from './call-scene'
import { openPerson } from './person'
import type { Contact } from '../prisma/generated/client'

export interface CallReport {
  command: CommandOf<'completeCall'>
  log: readonly Fact[]
  /** The facts by which the task ends. */
  news: readonly NewFact[]
  /** Of the bank. */
  zone: string
}

/** The facts to record with the end of the task, or why the report is not taken. */
export type LedgerOfReport = { ok: true; facts: NewFact[] } | CallRefusal

/**
 * Settles or enters the call. Lock the account first. Refuses with RECORDING_MISSING (of a call under way),
 * CALL_AMBIGUOUS (several are under way) and POINT_MISSING (which number was wrong?), and has written nothing then.
 */
export async function ledgerOfReport(
  tx: Transaction,
  rules: CallRules | undefined,
  { command, log, news, zone }: CallReport,
): Promise<LedgerOfReport> {
  const end = news.find((fact) => fact.kind === 'taskEnded')
  const task = factsOf(log, 'taskOpened').find(({ payload }) => payload.taskId === end?.payload.taskId)
  if (!rules || !end || !task) throw new Error(`nothing here knows how to judge the call of ${command.by}`)
  const { accountId, payload } = task
  const { customerId } = await tx.account.findUniqueOrThrow({ where: { id: accountId } })
  const person = await openPerson(tx, customerId)
  const subject = subjectOf(person, accountId, log, zone)
  const { by, recording } = command
  const { effectiveAt: at, source } = end
  // The command was judged: it is one of the outcomes of a call.
  const outcome = command.outcome as CallOutcome
  const result = { outcome, by, source, ...(recording === undefined ? {} : { recording }) }
  const [underWay, another] = await callsUnderWay(tx, task, command.pointId)
  if (underWay && another) return ambiguous(underWay, another)
  if (underWay) {
    const missing = missingRecording(rules, { subject, at }, result)
    if (missing) return missing
    return { ok: true, facts: [await settleCall(tx, underWay, { ...result, at, brokenRule: null })] }
  }
  const numbers = usableNumbersOf(person)
  if (outcome === 'wrongNumber' && command.pointId === undefined && numbers.length > 1) return whichNumber
  const pointId = command.pointId ?? (numbers.length === 1 ? numbers[0]?.id : undefined)
  const { fact } = await enterCall(tx, rules, subject, {
    ...result,
    taskId: payload.taskId,
    madeAt: at,
    knownAt: at,
    unwanted: null,
    ...(pointId === undefined ? {} : { pointId }),
  })
  return { ok: true, facts: [fact] }
}

/** Calls of the task that nobody has finished; of one number, where the report says which. */
function callsUnderWay(
  tx: Transaction,
  { accountId, payload: { stepKey } }: FactOf<'taskOpened'>,
  pointId: string | undefined,
): Promise<Contact[]> {
  const ofNumber = pointId === undefined ? {} : { contactPointId: pointId }
  return tx.contact.findMany({
    where: { accountId, stepKey, channel: 'voice', status: 'sending', ...ofNumber },
    orderBy: { claimedAt: 'desc' },
  })
}

function ambiguous(...calls: Contact[]): CallRefusal {
  const keys = calls.map(({ key }) => key).join(' and ')
  const message = `${keys} are under way: name the number that was called, or finish each call by its id`
  return { ok: false, code: 'CALL_AMBIGUOUS', message }
}

const whichNumber: CallRefusal = {
  ok: false,
  code: 'POINT_MISSING',
  message: 'the customer has several numbers: name the one that was wrong (--point)',
}
