// What does a strategy say about hardship? The part `hardship` of its section `arrangements`.
import { z } from 'zod'
import { heldBack } from './hardship-facts'
import { count, days, months } from './term-fields'

export const hardshipTerms = z.strictObject({
  /** What waits from the application until it is decided: the harsher steps, the whole ladder, nothing. */
  holdsBack: z.enum(heldBack).default('escalation'),
  /** After so many days without a decision the next level is asked. */
  decideWithinDays: days.min(1).default(7),
  /** Days before that deadline on which the next level is warned; 0: it is not. */
  warnDaysBefore: days.default(2),
  /** The customer is told of the decision within so many days; what was granted is agreed by then. */
  answerWithinDays: days.min(1).default(5),
  /** The longest, in months; agreements that touch or overlap are counted together. */
  longestMonths: months.default(12),
  /** One begins so many days before or after the day of the decision, at most; a further one when the other ends. */
  beginWithinDays: days.default(45),
  /** Further applications are refused after so many within `withinDays` days. */
  mostApplications: count.default(2),
  withinDays: days.min(1).default(365),
  /** A review has so many days. */
  reviewWithinDays: days.min(1).default(5),
})

export type HardshipTerms = z.infer<typeof hardshipTerms>
