// What has been waived, bill by bill, and was not restored since? What relief that was kept takes off the debt.
import { type Fact, type FactOf } from '../facts'
import type { Adjustment } from '../money/debt-input'

/** Of each relief the waiver that holds. */
export function waiversInForce(facts: readonly Fact[]): FactOf<'debtWaived'>[] {
  const told = facts.filter((fact) => fact.kind === 'debtWaived' || fact.kind === 'debtRestored')
  const newest = new Map(told.map((fact) => [fact.payload.reliefId, fact]))
  return [...newest.values()].filter((fact) => fact.kind === 'debtWaived')
}

/** As the itemised statement takes them off. */
export function waivers(facts: readonly Fact[]): Adjustment[] {
  return waiversInForce(facts).flatMap(({ payload: { reliefId, on, waived } }) =>
    waived.map(({ billId, part, amountCents }) => ({
      on,
      billId,
      part,
      cents: -amountCents,
      why: `waived by relief ${reliefId}`,
    })),
  )
}
