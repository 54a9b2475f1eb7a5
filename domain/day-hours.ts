// How hours of a day are written in strategies and rule packs: `09:00-18:00`, the end not included.
import { z } from 'zod'
import type { DayHours } from './ladder/contact-window'

const spanOfDay = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern, 'must be hours such as 09:00-18:00')
    .refine((text) => text.slice(0, 5) < text.slice(6), 'leaves no time within a day')
    .transform((text): DayHours => ({ from: text.slice(0, 5), to: text.slice(6) }))

/** The hours of a rung. */
export const dayHours = spanOfDay(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/)

/** The hours of a rule, which may last until the end of the day, 24:00. */
export const ruleHours = spanOfDay(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/)
