// What does a strategy say about debt relief and incentive offers? The parts `relief` and `offer` of its `arrangements`.
import { z } from 'zod'
import { amountCents } from '../money/amount-shape'
import { count, days, percent } from './term-fields'

const fulfilment = {
  /** Days after a due date until which a payment is in time. */
  graceDays: days.max(30).default(3),
  /** Days after those in which a missed instalment can be made good. */
  cureDays: days.max(60).default(7),
  /** What may be missing in all. */
  tolerance: amountCents.default(0),
  /** Days before each due date on which the customer is reminded; 0: not at all. */
  remindDaysBefore: days.max(30).default(3),
  /** How long the customer can agree. */
  validDays: days.min(1).default(14),
  decideWithinDays: days.min(1).default(5),
  warnDaysBefore: days.default(2),
  /** The bank's books show what was waived within so many days. */
  bookWithinDays: days.min(1).default(10),
}

export const reliefTerms = z.strictObject({
  ...fulfilment,
  /** An assessment older than this is made anew. */
  assessmentValidDays: days.min(1).default(30),
  /** The first instalment is due so many days after the proposal at the latest. */
  firstWithinDays: days.min(1).default(45),
})

export const offerTerms = z.strictObject({
  ...fulfilment,
  cureDays: days.max(60).default(0),
  /** The most that an offer may waive of each part. */
  waivePercent: z
    .strictObject({ fees: percent, interest: percent, principal: percent })
    .default({ fees: 100, interest: 50, principal: 0 }),
  /** The payment is due so many days after the offer at the latest. */
  payWithinDays: days.min(1).default(30),
  most: count.default(2),
  withinDays: days.min(1).default(365),
})

export type ReliefTerms = z.infer<typeof reliefTerms>
export type OfferTerms = z.infer<typeof offerTerms>
