// On which days is nothing due of what was agreed? The customer cannot be asked to pay, or payment has been put off: what
// would have fallen due on them is due when they are over (D1, D2, D5).
import { addDays, dateAt } from '../calendar-date'
import type { Fact } from '../facts'
import { restrictionStandstills } from '../privacy/restriction'
import { circumstanceStandstills } from '../protection/circumstance'
import { spansWithNothingToCollect, wholeDisputes } from '../protection/dispute-standstill'
import type { HoldReason } from '../protection/hold-facts'
import { holdSpans } from '../protection/hold-spans'
import { personHolds } from '../protection/person-hold'
import type { Pause } from './commitment'
import { deferralStandstills } from './deferral'
import { hardshipAgreements } from './hardship'

/** Holds, on whichever account of the person, under which the customer need not pay; the others only keep the bank from acting. */
const excusing: ReadonlySet<HoldReason> = new Set<HoldReason>([
  'bankruptcy',
  'deceased',
  'dispute',
  'moratorium',
])

/** Every pause, past ones included. What was agreed late begins with its agreement: it heals no breach of before. */
export function pausesOf(facts: readonly Fact[], zone: string): Pause[] {
  const spans = [
    ...circumstanceStandstills(facts),
    ...restrictionStandstills(facts),
    ...[...holdSpans(facts), ...personHolds(facts)].filter(({ reason }) => excusing.has(reason)),
    ...wholeDisputes(facts),
    ...spansWithNothingToCollect(facts, zone),
    ...deferralStandstills(facts, zone),
  ]
  return [
    ...spans.map(({ from, until }) => ({
      from: dateAt(from, zone),
      until: until === undefined ? null : dateAt(until, zone),
    })),
    ...hardshipAgreements(facts).flatMap(({ from, agreedAt, lastDay }): Pause[] => {
      const agreedOn = dateAt(agreedAt, zone)
      const begin = from < agreedOn ? agreedOn : from
      return begin > lastDay ? [] : [{ from: begin, until: addDays(lastDay, 1) }]
    }),
  ]
}
