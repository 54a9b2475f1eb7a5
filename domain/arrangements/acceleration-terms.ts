// When the whole debt may be called due, and how long the customer can still cure it.
import { z } from 'zod'
import { days } from './term-fields'

export const accelerationTerms = z.strictObject({
  /** Contract days past due before it may be proposed. */
  leastDaysPastDue: z.int().min(1).max(3650).default(90),
  /** Days for the decision, and for the notice to arrive; then the next level is asked. */
  decideWithinDays: days.min(1).default(5),
  serveWithinDays: days.min(1).default(10),
  /** Days before each of these deadlines on which the next level is warned; 0: it is not. */
  warnDaysBefore: days.default(2),
  /** Days after the notice has arrived in which paying what is overdue ends it. */
  cureDays: z.int().min(1).max(365).default(15),
})
