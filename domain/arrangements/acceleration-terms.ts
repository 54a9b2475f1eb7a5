// When the whole debt may be called due, and how long the customer can still cure it.
import { z } from 'zod'

export const accelerationTerms = z.strictObject({
  /** Contract days past due before it may be proposed. */
  leastDaysPastDue: z.int().min(1).max(3650).default(90),
  /** Days after the notice has arrived in which paying what is overdue ends it. */
  cureDays: z.int().min(1).max(365).default(15),
})
