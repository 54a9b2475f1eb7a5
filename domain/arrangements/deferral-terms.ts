// What does a strategy say about deferrals? The part `deferral` of its section `arrangements`.
import { z } from 'zod'
import { causes } from './documents'
import { count, days, months } from './term-fields'

const someCauses = z.array(z.enum(causes))

export const deferralTerms = z.strictObject({
  /** For which causes payment is put off, and staff offer it unasked when they learn of one. */
  causes: someCauses
    .min(1)
    .default(['illness', 'accident', 'unemployment', 'bereavement', 'disaster', 'forceMajeure']),
  /** Causes that a paper must prove. */
  evidenceFor: someCauses.default(['illness', 'accident', 'unemployment', 'bereavement', 'disaster']),
  /** Causes for which interest may be frozen. */
  interestFreeFor: someCauses.default(['disaster', 'forceMajeure']),
  /** The longest, an extension counted with what it extends. */
  longestMonths: months.default(6),
  /** It begins so many days before or after the day on which it is proposed, at most; an extension when the other ends. */
  beginWithinDays: days.default(45),
  /** At most so many within `withinDays` days. */
  most: count.default(2),
  withinDays: days.min(1).default(730),
  /** How long the customer can agree. */
  validDays: days.min(1).default(14),
  decideWithinDays: days.min(1).default(5),
  warnDaysBefore: days.default(2),
  /** Staff offer it within so many days after the cause was recorded. */
  offerWithinDays: days.min(1).default(5),
  /** Days before the end on which somebody talks with the customer about what comes next; 0: nobody. */
  endingDaysBefore: days.default(7),
})

export type DeferralTerms = z.infer<typeof deferralTerms>
