// The database-only activities of a case: decide, carry out a command, take in a message, note a failed step. A defect must
// not keep a case from hearing what comes next: what would fail in the same way again is answered, and somebody is told.
import { ApplicationFailure } from '@temporalio/common'
import type { CaseActivities, CommandAnswer, CommandInput } from './case-activities'
import { inTransaction } from '../platform/fact-log'
import { mayPass } from '../platform/passing-faults'
import { recordFacts } from '../platform/read-model'
import { type CaseDeps, openCase, storeDecision } from '../cases/case-log'
import { lockAccountsOfPerson } from '../cases/person'
import { recordRefusal } from '../cases/run-command'
import { failedStep } from './failed-step'

/** What a person has to look at, since it will not pass by itself. */
export interface CaseAlarm {
  accountId: string
  /** `evaluate`, or the kind of the command. */
  work: string
  commandId?: string
  error: unknown
}

export interface EvaluateDeps extends CaseDeps {
  /** Carries out a command in one idempotent transaction; wired to cases/run-command.ts by the worker. */
  runCommand(input: CommandInput): Promise<CommandAnswer>
  alarm(alarm: CaseAlarm): void
}

export function createCaseActivities(
  deps: EvaluateDeps,
): Pick<CaseActivities, 'evaluate' | 'carryOut' | 'receive' | 'recordFailedStep'> {
  return {
    evaluate: (input) =>
      decided(deps, 'evaluate', input, () =>
        inTransaction(deps.db.prisma, async (tx) => {
          const { decision } = await openCase(tx, deps, input)
          return storeDecision(tx, input, decision)
        }),
      ),
    carryOut: (input) => answered(deps, input),
    async receive(input) {
      const answer = await answered(deps, input)
      if (!answer.ok) await orAlarm(deps, input, undefined, () => recordRefusal(deps.db, input, answer))
      return answer
    },
    recordFailedStep: (input) =>
      decided(deps, 'recordFailedStep', input, () =>
        inTransaction(deps.db.prisma, async (tx) => {
          await lockAccountsOfPerson(tx, input.accountId)
          const { rules } = await openCase(tx, deps, input)
          await recordFacts(tx, await failedStep(tx, input, rules.strategy.zone))
          const { decision } = await openCase(tx, deps, input)
          return storeDecision(tx, input, decision)
        }),
      ),
  }
}

/** The answer to a command; one on which the software fails is refused as COMMAND_FAILED, and nothing is recorded. */
function answered(deps: EvaluateDeps, input: CommandInput): Promise<CommandAnswer> {
  const message = 'the software failed on this command: nothing is recorded, and the operators are told'
  const failed: CommandAnswer = { ok: false, code: 'COMMAND_FAILED', message }
  return orAlarm(deps, input, failed, () => deps.runCommand(input))
}

/** @throws what may pass, so that it is tried again */
async function orAlarm<T>(
  { alarm }: EvaluateDeps,
  { accountId, command }: CommandInput,
  otherwise: T,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (passes(error)) throw error
    alarm({ accountId, work: String(command.kind), commandId: String(command.commandId), error })
    return otherwise
  }
}

/**
 * A decision that cannot be made for good ends this attempt and all others, as CASE_UNDECIDED: the workflow goes on
 * hearing what comes, and asks again.
 */
async function decided<T>(
  { alarm }: EvaluateDeps,
  work: string,
  { accountId }: { accountId: string },
  decide: () => Promise<T>,
): Promise<T> {
  try {
    return await decide()
  } catch (error) {
    if (passes(error)) throw error
    alarm({ accountId, work, error })
    if (error instanceof ApplicationFailure) throw error
    throw ApplicationFailure.nonRetryable(`the case of ${accountId} cannot be decided on`, 'CASE_UNDECIDED')
  }
}

function passes(error: unknown): boolean {
  return error instanceof ApplicationFailure ? !error.nonRetryable : mayPass(error)
}
