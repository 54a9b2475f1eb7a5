// The call: a task for a person, with the figures and what was tried before. The system itself dials nobody.
import { promiseStates } from '../domain/arrangements/promise'
import type { TaskDetail } from '../domain/facts'
import { liveFacts } from '../domain/ladder/case-view'
import type { Instruction } from '../domain/ladder/instruction'
import { stepTaken } from '../domain/ladder/step-facts'
import type { StepInput } from './case-activities'
import type { StepDeps } from './ladder-deps'
import { type StepScene, recordStep } from './perform-step'
import { history, taskWithDetail } from './step-detail'

export function createCall(deps: StepDeps): { arrangeCall(input: StepInput): Promise<Instruction> } {
  return {
    arrangeCall: (input) =>
      recordStep(deps, input, (scene) => {
        const detail = {
          goal: 'reach the customer, find out why nothing was paid, agree on what can be kept',
          mustSay: ['name of the bank', 'own name and number', 'purpose', 'official hotline'],
          history: history(scene),
          ...followUp(scene),
        }
        return [stepTaken(scene), taskWithDetail(scene, detail)]
      }),
  }
}

/** Whoever was promised a payment follows it up. */
function followUp({ facts, rules, moment }: StepScene): TaskDetail {
  const last = promiseStates(liveFacts(facts), rules.strategy.zone, moment).at(-1)
  return last?.status === 'broken' ? { brokenPromise: last.promiseId, promisedTo: last.madeTo } : {}
}
