// The call: a task for a person, with the figures and what was tried before. The system itself dials nobody.
import type { Instruction } from '../domain/ladder/instruction'
import { stepTaken } from '../domain/ladder/step-facts'
import type { StepInput } from './case-activities'
import type { StepDeps } from './ladder-deps'
import { recordStep } from './perform-step'
import { history, taskWithDetail } from './step-detail'

export function createCall(deps: StepDeps): { arrangeCall(input: StepInput): Promise<Instruction> } {
  return {
    arrangeCall: (input) =>
      recordStep(deps, input, (scene) => {
        const detail = {
          goal: 'reach the customer, find out why nothing was paid, agree on what can be kept',
          mustSay: ['name of the bank', 'own name and number', 'purpose', 'official hotline'],
          history: history(scene),
        }
        return [stepTaken(scene), taskWithDetail(scene, detail)]
      }),
  }
}
