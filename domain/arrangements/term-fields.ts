// What may the settings of arrangements look like in a strategy file?
import { z } from 'zod'

export const days = z
  .int('must be a whole number of days')
  .min(0, 'must not be negative')
  .max(3650, 'must be at most 3650')
export const months = z
  .int('must be a whole number of months')
  .min(1, 'must be at least 1')
  .max(60, 'must be at most 60')
export const count = z
  .int('must be a whole number')
  .min(1, 'must be at least 1')
  .max(99, 'must be at most 99')
export const percent = z
  .int('must be a whole number of percent')
  .min(0, 'must not be negative')
  .max(100, 'must be at most 100')
