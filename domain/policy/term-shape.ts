// The terms of a pack that are reckoned with rather than judged by: limitation, deadlines of complaints, the order in
// which payments count, classes of loans, what heirs owe.
import { z } from 'zod'
import { debtParts, interruptionKinds, products } from './vocabulary'

export const limitationTerm = {
  years: z.int().min(1),
  /** Events that start the period anew. */
  interruptedBy: z.array(z.enum(interruptionKinds)).min(1),
  /** A demand counts only at a contact point that the debtor reserved. */
  demandToReservedOnly: z.boolean(),
}

export const complaintTerm = {
  days: z.int().min(1),
  /** For complex complaints, and once more with approval; totals in days. */
  complexDays: z.int().min(1),
  specialExtraDays: z.int().min(0),
}

/** In which order a payment meets the kinds of debt. One that is left out would never be paid, twice means nothing. */
export const paymentOrder = z
  .array(z.enum(debtParts))
  .refine(
    (order) => order.length === debtParts.length && new Set(order).size === order.length,
    `must name each of ${debtParts.join(', ')} once`,
  )

export const allocationTerm = {
  products: z.array(z.enum(products)).min(1),
  daysPastDue: z.strictObject({ min: z.int().min(0), max: z.int().min(0).nullable() }),
  order: paymentOrder,
}

export const loanClassTerm = {
  products: z.array(z.enum(products)).min(1),
  /** Days past due from which a loan is in the class. */
  from: z.strictObject({
    specialMention: z.int().min(1),
    substandard: z.int().min(1),
    doubtful: z.int().min(1),
    loss: z.int().min(1),
  }),
}

/** Heirs owe up to what they inherit, nothing when they renounce. */
export const estateTerm = { upToEstateValue: z.boolean(), nothingAfterRenouncing: z.boolean() }
