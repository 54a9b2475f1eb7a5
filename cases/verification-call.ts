// The call in which the customer is asked whether somebody acts for them: a contact like any other, counted in every cap and
// judged as of the moment at which it was made.
import type { CommandOf } from '../domain/commands/commands'
import type { Fact, NewFact } from '../domain/facts'
import { tasksOfMatter } from '../domain/ladder/side-tasks'
import { callMatter } from '../domain/protection/representation-commands'
import type { Transaction } from '../platform/database'
import { enterCall } from './call-past'
import type { CallRules } from './call-rules'
import { subjectOf } from './call-scene'
import { openPerson } from './person'

export interface Verification {
  accountId: string
  command: CommandOf<'verifyRepresentation'>
  log: readonly Fact[]
  /** Of the bank. */
  zone: string
  at: number
}

/** Enters the call; the fact to record with what the customer said. Lock account and person first. */
export async function enterVerification(
  tx: Transaction,
  rules: CallRules | undefined,
  { accountId, command, log, zone, at }: Verification,
): Promise<NewFact> {
  const task = tasksOfMatter(log, callMatter(command.representationId)).at(-1)
  if (!rules || !task) throw new Error(`nothing here knows how to judge the call of ${command.by}`)
  const { customerId } = await tx.account.findUniqueOrThrow({ where: { id: accountId } })
  const person = await openPerson(tx, customerId)
  const { by, pointId, recording } = command
  const { fact } = await enterCall(tx, rules, subjectOf(person, accountId, log, zone), {
    taskId: task.taskId,
    outcome: command.verdict === 'notReached' ? 'noAnswer' : 'rightParty',
    by,
    pointId,
    recording,
    madeAt: at,
    knownAt: at,
    source: `command/${command.commandId}`,
    unwanted: null,
  })
  return fact
}
