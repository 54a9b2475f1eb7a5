// All steps of the ladder together, as the worker registers them.
import { requireLanguages } from '../platform/bank-profile'
import { createCall } from './call'
import type { LadderActivities } from './case-activities'
import { createJudgement } from './judgement'
import type { StepDeps } from './ladder-deps'
import { createLetter } from './letter'
import { createOutsourcing } from './outsource'
import { createReferral } from './refer'
import { createReminder } from './remind'
import { createVisit } from './visit'

export type { StepDeps } from './ladder-deps'

/** @throws RuleBookError when the bank does not name itself in every language of the templates. */
export function createLadderActivities(deps: StepDeps): LadderActivities {
  requireLanguages(deps.bank, deps.templates.languages)
  return {
    ...createReminder(deps),
    ...createCall(deps),
    ...createLetter(deps),
    ...createVisit(deps),
    ...createOutsourcing(deps),
    ...createReferral(deps),
    ...createJudgement(deps),
  }
}
