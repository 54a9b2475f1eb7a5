// Where two people must say so: whose word still counts when the next one agrees? It lapses after a stated number of days
// (policies/holds.yaml), so that nobody ends today what somebody wanted months ago.
import { addDaysAt } from '../calendar-date'
import type { CommandMoment } from '../commands/command'
import { type Fact, type FactOf, factsOf } from '../facts'
import type { Rules } from '../ladder/case-view'

type Ask = 'holdLiftAsked' | 'circumstanceWithdrawalAsked'

/** What was asked of this kind and has not lapsed at the moment of the command. */
export function standingAsks<K extends Ask>(
  facts: readonly Fact[],
  kind: K,
  { asOf, zone, rules }: Pick<CommandMoment, 'asOf' | 'zone'> & { rules: Pick<Rules, 'terms'> },
): FactOf<K>[] {
  const days = rules.terms.agreeWithinDays
  return factsOf(facts, kind).filter(({ effectiveAt }) => asOf < addDaysAt(effectiveAt, days, zone))
}
