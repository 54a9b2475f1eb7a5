// What have people decided about a debt that its statement must heed? Days without interest or fees, waivers and
// corrections: each kind of decision is gathered here from the facts of its area.
import { daysFreeByAgreement } from '../arrangements/free-days'
import { waivers } from '../arrangements/waivers'
import { type CalendarDate, dateAt } from '../calendar-date'
import { type Fact, factsOf } from '../facts'
import { frozenDays } from '../protection/hold-spans'
import type { Terms } from '../terms'
import type { Adjustment } from './debt-input'
import type { Decided } from './statement'

/** Everything decided that changes what is owed, from the facts that count; days are those of `zone`. */
export function decidedIn(facts: readonly Fact[], { holds }: Pick<Terms, 'holds'>, zone: string): Decided {
  const agreed = daysFreeByAgreement(facts, zone)
  return {
    interestFree: [...frozenDays(facts, { holds, zone, what: 'interest' }), ...agreed.interest],
    feeFree: [...frozenDays(facts, { holds, zone, what: 'fees' }), ...agreed.fees],
    adjustments: [...waivers(facts), ...corrections(facts, zone)],
  }
}

/** What the answers to disputes took off bills: of which part they do not say. */
function corrections(facts: readonly Fact[], zone: string): Adjustment[] {
  return factsOf(facts, 'disputeAnswered').flatMap(({ payload: { disputeId, at, corrections: bills } }) => {
    const on: CalendarDate = dateAt(at, zone)
    return bills.map(({ billId, amountCents }) => ({
      ...{
        on,
        billId,
        part: null,
        cents: -amountCents,
        why: `corrected by the answer to dispute ${disputeId}`,
      },
    }))
  })
}
