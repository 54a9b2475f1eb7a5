// The settings of whatever people must answer in time: when to warn, and who takes over when nobody has.
import { z } from 'zod'

/** Who is asked, and how many days they have. */
export interface Level {
  level: string
  days: number
}

export const escalationShape = {
  /** Before the bank's own day. */
  warnDays: z.int().min(1).max(60),
  /** From the first level above the owner to the last, which is asked again and again. */
  levels: z.array(z.strictObject({ level: z.string().min(1), days: z.int().min(1).max(60) })).min(1),
}
