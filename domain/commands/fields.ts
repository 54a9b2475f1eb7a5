// What may the fields of a command look like? Shared by the shapes of all commands, and by those who read ids from outside.
import { z } from 'zod'

export { date, instant } from '../date-shape'

/** What an id given from outside may look like. */
export const idPattern = /^[A-Za-z0-9_.:/-]{1,120}$/
export const id = z.string().regex(idPattern, 'an id has 1 to 120 of the characters A-Z a-z 0-9 _ . : / -')
/** Part of the ids of steps and contacts. */
export const shortId = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,40}$/, 'this id has 1 to 40 of the characters A-Z a-z 0-9 _ . -')
export const cents = z.int().positive().max(1_000_000_000_00)
/** A remark; no personal data. */
export const note = z.string().max(500).optional()
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 09:00')
export const hours = z
  .strictObject({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from < to, 'leaves no time within a day')
