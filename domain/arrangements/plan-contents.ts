// What must the agreement say? The six contents of a personal instalment plan (CN-ART70-03), from the debt as it stands
// and the strategy's terms; every plan gets them.
import type { CommandMoment } from '../commands/command'
import type { Fact } from '../facts'
import { statedDebt } from './plan-debt'
import type { PlanContents, Rhythm } from './plan-facts'

/** The contents of a plan agreed on these facts. @throws before the first report of the account. */
export function contentsOf(
  facts: readonly Fact[],
  rhythm: Rhythm | 'individual',
  moment: CommandMoment,
): PlanContents {
  const debt = statedDebt(facts, moment)
  if (!debt) throw new Error('an account with an open case has a reported balance')
  const { method, interestAccrues, feesAccrue, noNewCard, onBreach, other } =
    moment.rules.strategy.arrangements.plan.contents
  return {
    debt,
    repayment: { rhythm, method },
    accrues: { interest: interestAccrues, fees: feesAccrue },
    noNewCard,
    onBreach,
    other,
  }
}
