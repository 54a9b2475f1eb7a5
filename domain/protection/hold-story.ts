// What was said about a hold, in one sentence for the timeline.
import type { Instant } from '../calendar-date'
import type { HoldFact } from './hold-spans'

/** Ids and dates only. */
export function holdStory(fact: HoldFact): string {
  const { holdId } = fact.payload
  switch (fact.kind) {
    case 'holdPlaced': {
      const { reason, from, until } = fact.payload
      return `hold ${holdId} (${reason}) from ${isoMinute(from)} ${untilText(until)}`
    }
    case 'holdExtended':
      return `hold ${holdId} now stands ${untilText(fact.payload.until)}`
    case 'holdLiftAsked':
      return `one of the people who must agree has asked to lift hold ${holdId}`
    case 'holdLifted':
      return `hold ${holdId} lifted`
  }
}

function untilText(until: Instant | undefined): string {
  return until === undefined ? 'until lifted' : `until ${isoMinute(until)}`
}

function isoMinute(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 16)}Z`
}
