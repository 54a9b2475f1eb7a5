// The command `completeCall`: a person says that a call is over and its task done. The call that is under way is settled
// with it; one that nobody had reserved is entered as a contact of this moment.
import type { CallOutcome } from '../domain/call-outcomes'
import type { CommandOf } from '../domain/command-answer'
import { type Fact, type NewFact, factsOf } from '../domain/facts'
import type { Transaction } from '../platform/database'
import { enterCall } from './call-past'
import { settleCall } from './call-record'
import { type CallRules, usableNumbersOf } from './call-rules'
import { subjectOf } from './call-scene'
import { openPerson } from './person'

export interface CallReport {
  command: CommandOf<'completeCall'>
  log: readonly Fact[]
  /** The facts by which the task ends. */
  news: readonly NewFact[]
  /** Of the bank. */
  zone: string
}

/** Answers the facts to record with the end of the task. Lock the account first. */
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
  const { by, recording } = command
  const { effectiveAt: at, source } = end
  // The command was judged: it is one of the outcomes of a call.
  const outcome = command.outcome as CallOutcome
  const result = { outcome, by, source, ...(recording === undefined ? {} : { recording }) }
  const underWay = await tx.contact.findFirst({
    where: { accountId, stepKey: payload.stepKey, channel: 'voice', status: 'sending' },
    orderBy: { claimedAt: 'desc' },
  })
  if (underWay) return [await settleCall(tx, underWay, { ...result, at, brokenRule: null })]
  const subject = subjectOf(person, accountId, log, zone)
  const pointId = command.pointId ?? usableNumbersOf(person)[0]?.id
  const { fact } = await enterCall(tx, rules, subject, {
    ...result,
    taskId: payload.taskId,
    madeAt: at,
    knownAt: at,
    unwanted: null,
    ...(pointId === undefined ? {} : { pointId }),
  })
  return [fact]
}
