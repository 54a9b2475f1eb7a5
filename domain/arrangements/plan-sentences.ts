// What the timeline says of repayment plans.
import { formatCents } from '../money/money'
import type { Sentences } from '../sentences'
import type { PlanFacts } from './plan-facts'

export const planSentences: Sentences<keyof PlanFacts> = {
  planProposed: ({ planId, amountCents, offer, termMonths, validUntil, needsLevel }) =>
    `plan ${planId} proposed: ${formatCents(amountCents)} in ${offer.instalments.length} instalments over ${termMonths} months, good until ${validUntil}${needsLevel === null ? '' : `, a ${needsLevel} must approve it`}`,
  planApproved: ({ planId, level }) => `plan ${planId} approved (${level})`,
  planProposalEnded: ({ planId, outcome, on }) => `proposal of plan ${planId} ${outcome} on ${on}`,
  planAgreed: ({ planId, instalments, replaces, evidence, evidenceKind }) =>
    `plan ${planId} agreed: ${instalments.length} instalments from ${instalments[0]?.dueOn ?? '?'}${replaces === undefined ? '' : `, in the place of ${replaces}`} (${evidenceKind === undefined ? '' : `${evidenceKind} `}${evidence})`,
  planEnded: ({ planId, outcome, on, because }) =>
    `plan ${planId} ${outcome} on ${on}${because === undefined ? '' : ` (${because})`}`,
  planReopened: ({ planId, on }) =>
    `plan ${planId} goes on since ${on}: a payment was learnt of, or came back`,
  planBreachTold: ({ planId, evidence }) =>
    `the customer was told that plan ${planId} has ended (${evidence})`,
}
