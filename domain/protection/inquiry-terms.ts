// The settings that disputes and complaints share: when to warn, and who takes over when nobody has answered.
import { z } from 'zod'

export const escalationShape = {
  /** Before the bank's own day. */
  warnDays: z.int().min(1).max(60),
  /** From the first level above the owner to the last, which is asked again and again. */
  levels: z.array(z.strictObject({ level: z.string().min(1), days: z.int().min(1).max(60) })).min(1),
}

export interface EscalationTerms {
  warnDays: number
  levels: readonly { level: string; days: number }[]
}
