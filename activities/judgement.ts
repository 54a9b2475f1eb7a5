// The questions to a person with authority: may this case escalate (approval), and should it (assessment)? (B6)
import type { Instruction } from '../domain/ladder/instruction'
import { stepTaken } from '../domain/ladder/step-facts'
import type { StepInput } from './case-activities'
import type { StepDeps } from './ladder-deps'
import { recordStep } from './perform-step'
import { history, taskWithDetail } from './step-detail'

export function createJudgement(deps: StepDeps): {
  askForApproval(input: StepInput): Promise<Instruction>
  askForAssessment(input: StepInput): Promise<Instruction>
} {
  const ask = (input: StepInput, question: string) =>
    recordStep(deps, input, (scene) => {
      const detail = { question, escalation: scene.rung.step, history: history(scene) }
      return [stepTaken(scene), taskWithDetail(scene, detail)]
    })
  return {
    askForApproval: (input) => ask(input, 'May this case go on to the next step?'),
    askForAssessment: (input) =>
      ask(input, 'Is the next step in proportion, given the risk and what is known of the customer?'),
  }
}
