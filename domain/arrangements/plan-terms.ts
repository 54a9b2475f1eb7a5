// What does a strategy say about repayment plans? The part `plan` of its section `arrangements`.
import { z } from 'zod'
import { amountCents } from '../money/amount-shape'
import { rhythms } from './plan-facts'

const count = (least: number, most: number) =>
  z.int('must be a whole number').min(least, `must be at least ${least}`).max(most, `must be at most ${most}`)
/** A word of the bank's own for its documents, such as `branchOrTransfer`. */
const code = z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'must be one word, such as branchOrTransfer')
/** Five years: CN-INST-01 and CN-ART70-02. */
const lawfulMonths = 60

export const planTerms = z
  .strictObject({
    /** The longest term of an ordinary plan, and of a personal one under article 70. */
    mostMonths: count(1, lawfulMonths).default(24),
    mostMonthsArticle70: count(1, lawfulMonths).default(lawfulMonths),
    leastInstalment: amountCents.default(50_00),
    /** Until when the first instalment is due. */
    firstWithinDays: count(1, 366).default(45),
    rhythms: z
      .array(z.enum(rhythms))
      .min(1)
      .default([...rhythms]),
    graceDays: count(0, 30).default(3),
    /** Days after those in which a missed instalment can be made good. */
    cureDays: count(0, 90).default(5),
    /** What may be missing of the whole plan. */
    tolerance: amountCents.default(0),
    /** Days for which an offer is good. */
    offerDays: count(1, 90).default(7),
    /** After so many broken ones within `brokenWithinDays` days no further plan is agreed. */
    mostBroken: count(1, 20).default(2),
    brokenWithinDays: count(1, 3650).default(365),
    /** 0: the customer is not reminded. */
    remindDaysBefore: count(0, 30).default(3),
    /** What the agreement says besides the instalments (CN-ART70-03). */
    contents: z
      .strictObject({
        method: code.default('transferOrBranch'),
        interestAccrues: z.boolean().default(true),
        feesAccrue: z.boolean().default(false),
        noNewCard: z.boolean().default(true),
        onBreach: code.default('collectionResumes'),
        other: z.array(code).default([]),
      })
      .prefault({}),
  })
  .transform(({ tolerance, leastInstalment, ...rest }) => ({
    ...rest,
    toleranceCents: tolerance,
    leastInstalmentCents: leastInstalment,
  }))

export type PlanTerms = z.infer<typeof planTerms>
