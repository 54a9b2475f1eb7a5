// In which form does a customer's income and expense statement come in? Amounts only, no text and no names.
import { z } from 'zod'
import { type HouseholdStatement, essentialKinds, incomeKinds } from './affordability'

const monthlyCents = z.int().nonnegative().max(1_000_000_000_00)

export const householdStatement: z.ZodType<HouseholdStatement, unknown> = z.strictObject({
  adults: z.int().min(1).max(20),
  children: z.int().min(0).max(20),
  incomeCents: z.partialRecord(z.enum(incomeKinds), monthlyCents),
  expenseCents: z.partialRecord(z.enum(essentialKinds), monthlyCents),
  otherDebtCents: monthlyCents,
})
