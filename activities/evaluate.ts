// The database-only activities of a case: decide, carry out a command, take in a message, note a failed step.
import type { CommandAnswer as Answer } from './case-activities'
import type { CaseActivities, CommandInput } from './case-activities'
import type { NewFact } from '../domain/facts'
import { addDaysAt } from '../domain/calendar-date'
import { inTransaction } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import { type CaseDeps, openCase, storeDecision } from '../cases/case-log'

export interface EvaluateDeps extends CaseDeps {
  /** Carries out a command in one idempotent transaction; wired to cases/run-command.ts by the worker. */
  runCommand(input: CommandInput & { onRefusal: 'answer' | 'record' }): Promise<Answer>
}

/** Days a person has to look at a step that failed for good, before it is tried once more. */
const reviewDays = 1

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
        const { rules } = await openCase(tx, deps, input)
        await recordFacts(tx, failedStep(input, addDaysAt(input.asOf, reviewDays, rules.strategy.zone)))
        const { decision } = await openCase(tx, deps, input)
        return storeDecision(tx, input, decision)
      }),
  }
}

function failedStep(input: Parameters<CaseActivities['recordFailedStep']>[0], dueAt: number): NewFact[] {
  const taskId = `${input.accountId}/${input.key}/review`
  const envelope = {
    accountId: input.accountId,
    effectiveAt: input.asOf,
    recordedAt: input.asOf,
    actor: 'case',
    source: 'step',
  }
  return [
    {
      ...envelope,
      key: `step/${input.key}`,
      kind: 'stepTaken',
      payload: { stepKey: input.key, rung: input.rung, outcome: 'failed', ruleId: 'STEP_FAILED' },
    },
    {
      ...envelope,
      key: `task/${taskId}`,
      kind: 'taskOpened',
      payload: { taskId, kind: 'review', stepKey: input.key, dueAt, defaultOutcome: 'retry' },
    },
  ]
}
