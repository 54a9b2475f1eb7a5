// What the timeline says of calling the whole debt due.
import { formatCents } from '../money/money'
import type { Sentences } from '../sentences'
import type { AccelerationFacts } from './acceleration-facts'

export const accelerationSentences: Sentences<keyof AccelerationFacts> = {
  accelerationProposed: ({ accelerationId, amountCents, ground, clause }) =>
    `acceleration ${accelerationId} proposed: ${formatCents(amountCents)} is to be called due (${ground}, ${clause})`,
  accelerationDecided: ({ accelerationId, approved, level }) =>
    `acceleration ${accelerationId} ${approved ? 'approved' : 'refused'} (${level})`,
  accelerationServed: ({ accelerationId, deliveredOn, effectiveOn, evidence }) =>
    `acceleration ${accelerationId} served on ${deliveredOn} (${evidence}): the whole debt is due on ${effectiveOn} unless cured`,
  accelerationEnded: ({ accelerationId, outcome, on }) =>
    `acceleration ${accelerationId} ${outcome} on ${on}`,
}
