// What can happen on the way to calling the whole debt due: never automatic, always proposed, decided by somebody else and
// served on the customer, who may still cure it (B12).
import type { CalendarDate } from '../calendar-date'

/** Why the contract lets the bank call the whole debt due. */
export const accelerationGrounds = ['missedInstalments', 'crossDefault', 'insolvency', 'misuse'] as const
export type AccelerationGround = (typeof accelerationGrounds)[number]

export interface AccelerationFacts {
  accelerationProposed: {
    accelerationId: string
    ground: AccelerationGround
    /** Where the contract says so, e.g. `contract/4711#12.3`. */
    clause: string
    /** Cross-default: the account of the same customer that is in default. */
    otherAccountId: string | null
    /** The whole balance, as the bank last reported it. */
    amountCents: number
  }
  accelerationDecided: { accelerationId: string; approved: boolean; level: string }
  /**
   * The notice reached the customer; `effectiveOn` unless everything overdue is paid before, or later by as long as
   * collection stands still.
   */
  accelerationServed: {
    accelerationId: string
    evidence: string
    deliveredOn: CalendarDate
    effectiveOn: CalendarDate
  }
  /** `caseClosed`: the debt left the books otherwise than cured. A cure by value date can follow `effective`. */
  accelerationEnded: {
    accelerationId: string
    outcome: 'effective' | 'cured' | 'withdrawn' | 'caseClosed'
    on: CalendarDate
  }
}
