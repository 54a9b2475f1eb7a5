// Who wished that an agreement ends before its time, and may they? The bank only with the authority for what is left of it,
// and it tells the customer first; the customer at any time, with evidence of the wish.
import { z } from 'zod'
import type { Days } from './chain'
import { type DecisionRequest, mayDecide } from './authority'
import { type CommandMoment, type Judgement, refusal } from '../commands/command'
import { id } from '../commands/fields'
import { type CancelReason, cancelReasons } from './plan-facts'

/** Fields of the commands that end an agreement. */
export const ending = {
  because: z.enum(cancelReasons).default('bankDecision'),
  /** Where the customer's wish is on record. */
  evidence: id.optional(),
}

/** EVIDENCE_MISSING of the customer's wish; of the bank's decision the codes of authority; null: it may end. */
export function whyNotEnd(
  { because, evidence, by }: { because: CancelReason; evidence?: string | undefined; by: string },
  request: DecisionRequest,
  { rules }: CommandMoment,
): Judgement | null {
  if (because === 'customerWish')
    return evidence === undefined
      ? refusal('EVIDENCE_MISSING', "say where the customer's wish is on record: the recording, the letter")
      : null
  const answer = mayDecide(rules.terms.authority, by, request)
  return answer.ok ? null : answer
}

/** The days of an agreement from `today` on. */
export function daysLeft({ from, until }: Days, today: string): Days {
  return { from: from > today ? from : today, until }
}
