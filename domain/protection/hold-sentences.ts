// What the timeline says of holds.
import type { Instant } from '../calendar-date'
import { type Sentences, isoMinute } from '../sentences'
import type { HoldFacts } from './hold-facts'

export const holdSentences: Sentences<keyof HoldFacts> = {
  holdPlaced: ({ holdId, reason, from, until }) =>
    `hold ${holdId} (${reason}) from ${isoMinute(from)} ${untilText(until)}`,
  holdExtended: ({ holdId, until }) => `hold ${holdId} now stands ${untilText(until)}`,
  holdLiftAsked: ({ holdId, until }) =>
    `one of the people who must agree has asked to ${until === undefined ? 'lift' : 'shorten'} hold ${holdId}`,
  personHeld: ({ onAccount, holdId, reason, from, until }) =>
    `hold ${holdId} (${reason}) on ${onAccount} counts for the person, from ${isoMinute(from)} ${untilText(until)}`,
  holdLifted: ({ holdId }) => `hold ${holdId} lifted`,
}

function untilText(until: Instant | undefined): string {
  return until === undefined ? 'until lifted' : `until ${isoMinute(until)}`
}
