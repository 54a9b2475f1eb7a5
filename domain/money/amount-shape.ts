// How is an amount written in a file that people edit? As `300.00`; inside the system it is whole cents.
import { z } from 'zod'

/** An amount such as `300.00`, read as cents; refused when negative or with more than two decimals. */
export const amountCents = z
  .number('must be an amount such as 300.00')
  .nonnegative('must not be negative')
  .refine((amount) => Math.abs(amount * 100 - Math.round(amount * 100)) < 1e-6, 'has at most two decimals')
  .transform((amount) => Math.round(amount * 100))
