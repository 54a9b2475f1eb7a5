// The visits: an appointment to be made and kept by two collectors (CN-VIS-01), as a task with its notice and goal.
import type { Instruction } from '../domain/ladder/instruction'
import { stepTaken } from '../domain/ladder/step-facts'
import type { StepInput } from './case-activities'
import { forbiddenFor } from './forbidden-step'
import type { StepDeps } from './ladder-deps'
import { performStep } from './perform-step'
import { history, proposedAppointment, taskWithDetail } from './step-detail'

/** Days between the notice of a visit and the visit. */
const noticeDays = 3

export function createVisit(deps: StepDeps): {
  scheduleVisit(input: StepInput): Promise<Instruction>
  scheduleSecondVisit(input: StepInput): Promise<Instruction>
} {
  const schedule = (input: StepInput, goal: string) =>
    performStep(deps, input, async (scene) => {
      const forbidden = await forbiddenFor(deps, scene, 'collect')
      if (forbidden) return [forbidden]
      const detail = {
        goal,
        proposedAppointment: proposedAppointment(scene, noticeDays),
        collectorsNeeded: 2,
        rules: ['CN-VIS-01', 'CN-VIS-02', 'CN-VIS-03'],
        notice:
          'time, purpose and procedure are told beforehand; the customer may move or refuse the appointment',
        history: history(scene),
      }
      return [stepTaken(scene), taskWithDetail(scene, detail)]
    })
  return {
    scheduleVisit: (input) =>
      schedule(input, 'meet the customer, learn the cause, explain the bills, agree on what can be kept'),
    scheduleSecondVisit: (input) =>
      schedule(input, 'follow up the first visit, offer an arrangement, explain the next steps'),
  }
}
