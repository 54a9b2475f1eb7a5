// Why and since when collection stands still by a person's word.
import type { Instant } from '../calendar-date'

export const holdReasons = [
  'dispute',
  'complaint',
  'bankruptcy',
  'deceased',
  'vulnerable',
  'legal',
  'regulator',
  'moratorium',
] as const
export type HoldReason = (typeof holdReasons)[number]

/** Reasons that concern the person, on whichever account the hold was placed. */
export const reasonsOfPerson = [
  'bankruptcy',
  'complaint',
  'deceased',
  'moratorium',
  'vulnerable',
] as const satisfies readonly HoldReason[]

export interface HoldFacts {
  /** `from` may lie in the past: a hold learnt late. `until` absent: until lifted. */
  holdPlaced: { holdId: string; reason: HoldReason; from: Instant; until?: Instant; note?: string }
  /** The hold ends at another time than was said before, later or earlier; `until` absent: when it is lifted. */
  holdExtended: { holdId: string; until?: Instant }
  /** One of the people who must agree to its end has done so; `until`: to that end, absent: at once. */
  holdLiftAsked: { holdId: string; until?: Instant }
  holdLifted: { holdId: string; at: Instant; note?: string }
  /** On every account of the person: how a hold on `onAccount` stands now, for a reason that concerns the person. */
  personHeld: { onAccount: string; holdId: string; reason: HoldReason; from: Instant; until?: Instant }
}
