// The database-only activities of a case: decide, carry out a command, take in a message, note a failed step.
import type { CommandAnswer as Answer } from './case-activities'
import type { CaseActivities, CommandInput } from './case-activities'
import { inTransaction } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import { type CaseDeps, openCase, storeDecision } from '../cases/case-log'
import { lockAccountsOfPerson } from '../cases/person'
import { failedStep } from './failed-step'

export interface EvaluateDeps extends CaseDeps {
  /** Carries out a command in one idempotent transaction; wired to cases/run-command.ts by the worker. */
  runCommand(input: CommandInput & { onRefusal: 'answer' | 'record' }): Promise<Answer>
}

export function createCaseActivities(
  deps: EvaluateDeps,
): Pick<CaseActivities, 'evaluate' | 'carryOut' | 'receive' | 'recordFailedStep'> {
  return {
    evaluate: (input) =>
      inTransaction(deps.db.prisma, async (tx) => {
        const { decision } = await openCase(tx, deps, input)
        return storeDecision(tx, input, decision)
      }),
    carryOut: (input) => deps.runCommand({ ...input, onRefusal: 'answer' }),
    receive: (input) => deps.runCommand({ ...input, onRefusal: 'record' }),
    recordFailedStep: (input) =>
      inTransaction(deps.db.prisma, async (tx) => {
        await lockAccountsOfPerson(tx, input.accountId)
        const { rules } = await openCase(tx, deps, input)
        await recordFacts(tx, await failedStep(tx, input, rules.strategy.zone))
        const { decision } = await openCase(tx, deps, input)
        return storeDecision(tx, input, decision)
      }),
  }
}
