// Personal data of a customer is restricted: stored, and used for nothing else, until somebody lifts it with a reason.
import type { Instant } from '../calendar-date'

/** Why data is restricted: its time has come, the person asked for it, or its accuracy or lawfulness is in question. */
export const restrictionReasons = ['retention', 'request', 'accuracy', 'lawfulness'] as const
export const liftReasons = ['newBusiness', 'requestWithdrawn', 'clarified', 'legalClaim', 'mistake'] as const

export interface RestrictionFacts {
  dataRestricted: { restrictionId: string; reason: (typeof restrictionReasons)[number]; from: Instant }
  dataRestrictionLifted: { restrictionId: string; reason: (typeof liftReasons)[number]; at: Instant }
}
