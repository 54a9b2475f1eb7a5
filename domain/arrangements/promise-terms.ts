// What does a strategy say about promises to pay? The part `promise` of its section `arrangements`.
import { z } from 'zod'
import { amountCents } from '../money/amount-shape'

const count = (most: number) =>
  z.int('must be a whole number').min(0, 'must not be negative').max(most, `must be at most ${most}`)

export const promiseTerms = z
  .strictObject({
    /** Days after the promised day until which the payment is in time. */
    graceDays: count(30).default(1),
    /** What may be missing of the promised amount. */
    tolerance: amountCents.default(0),
    /** How far ahead the promised day may lie. */
    furthestDays: count(365).min(1).default(30),
    /** The smallest promise, of what is overdue. */
    leastPercent: count(100).default(10),
    mostAtATime: count(20).min(1).default(2),
    /** After so many broken ones within `brokenWithinDays` days no further promise is taken. */
    mostBroken: count(20).min(1).default(2),
    brokenWithinDays: count(3650).min(1).default(90),
    /** Whether the ladder waits until it is kept or broken. */
    standsStill: z.boolean().default(true),
    /** 0: the customer is not reminded. */
    remindDaysBefore: count(30).default(1),
  })
  .transform(({ tolerance, ...rest }) => ({ ...rest, toleranceCents: tolerance }))

export type PromiseTerms = z.infer<typeof promiseTerms>
