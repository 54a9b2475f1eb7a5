// What must the agreement say? The six contents of a personal instalment plan (CN-ART70-03), from the debt as it stands
// and the strategy's terms; every plan gets them.
import type { Fact } from '../facts'
import { debtOf } from './plan-debt'
import type { PlanContents, Rhythm } from './plan-facts'
import type { PlanTerms } from './plan-terms'

/** The contents of a plan agreed on these facts. @throws before the first report of the account. */
export function contentsOf(
  facts: readonly Fact[],
  { contents }: Pick<PlanTerms, 'contents'>,
  rhythm: Rhythm | 'individual',
): PlanContents {
  const debt = debtOf(facts)
  if (!debt) throw new Error('an account with an open case has a reported balance')
  const { method, interestAccrues, feesAccrue, noNewCard, onBreach, other } = contents
  return {
    debt,
    repayment: { rhythm, method },
    accrues: { interest: interestAccrues, fees: feesAccrue },
    noNewCard,
    onBreach,
    other,
  }
}
