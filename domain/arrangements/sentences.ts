// What the timeline says of plans and hardship agreements.
import type { Sentences } from '../sentences'
import type { HardshipFacts } from './hardship-facts'
import type { PlanFacts } from './plan-facts'

export const planSentences: Sentences<keyof PlanFacts> = {
  planAgreed: ({ planId, instalments }) =>
    `plan ${planId} agreed: ${instalments.length} instalments from ${instalments[0]?.dueOn ?? '?'}`,
  planEnded: ({ planId, outcome, on }) => `plan ${planId} ${outcome} on ${on}`,
}

export const hardshipSentences: Sentences<keyof HardshipFacts> = {
  hardshipAgreed: ({ agreementId, from, until }) =>
    `hardship agreement ${agreementId} from ${from} until ${until}`,
  hardshipEnded: ({ agreementId, on }) => `hardship agreement ${agreementId} ended on ${on}`,
}
