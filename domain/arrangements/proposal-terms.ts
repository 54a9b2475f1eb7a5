// What does a strategy say about proposals of customers? The part `proposal` of its section `arrangements`.
import { z } from 'zod'
import { days } from './term-fields'

export const proposalTerms = z.strictObject({
  /** The customer has an answer within so many days, else the next level has the task. */
  answerWithinDays: days.min(1).default(5),
  /** Days before that deadline on which the next level is warned; 0: it is not. */
  warnDaysBefore: days.default(2),
})

export type ProposalTermsOfStrategy = z.infer<typeof proposalTerms>
