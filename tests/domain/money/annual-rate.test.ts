// Is a debt too dear in all? What is a charge, over which days, and from when on it is told (CN-INT-02).
import type { Adjustment } from '../../../domain/money/debt-input'
import { statementOf } from '../../../domain/money/statement'
import { type CaseBuilder, anAccount, bill } from '../case-builder'
import { testRules } from '../test-strategy'

/** A card that owes one bill of which all is principal, its minimum unpaid; 18.25 % a year, a fee of 5 %, at least 10.00. */
function card(principalCents: number, minimumDueCents: number): CaseBuilder {
  const parts = { principalCents, interestCents: 0, penaltyFeeCents: 0, otherFeeCents: 0 }
  const due = bill('2026-03-10', { billId: 'b1', minimumDueCents, totalCents: principalCents, parts })
  return anAccount('2026-03-10', { product: 'card', dailyRate: '0.0005', bills: [due] })
}
function rateOn(story: CaseBuilder, on: string, adjustments: Adjustment[] = []) {
  const statement = statementOf(story.facts, testRules.terms.money, on, { adjustments })
  if (!statement) throw new Error('no statement')
  return statement.annualRate
}

test('the least fee makes a small debt dear: 10.00 on 400.00 in 30 days', () => {
  // Until 9 April 30 days of 0.20 (6.00) and the fee of 10.00: 16.00 on 400.00 for 30 days, 48.67 % of a year of 365.
  expect(rateOn(card(400_00, 40_00), '2026-04-09')).toEqual({
    ...{ contractPercent: '18.25', allInPercent: 48.67, guardPercent: 24, isAboveGuard: true },
  })
})

test('a large one stays below the guard with the same fee', () => {
  expect(rateOn(card(40_000_00, 200_00), '2026-04-09')).toMatchObject({
    allInPercent: 18.55,
    isAboveGuard: false,
  })
})

test('what was waived is no charge', () => {
  const on = '2026-04-01'
  const waived = [{ on, billId: 'b1', part: 'penaltyFee' as const, cents: -10_00, why: 'waived' }]
  expect(rateOn(card(400_00, 40_00), '2026-04-09', waived)).toMatchObject({
    ...{ allInPercent: 18.25, isAboveGuard: false },
  })
})

test('less than 30 days with something unpaid tell nothing, however long ago they were', () => {
  const paid = card(400_00, 40_00).at('2026-03-21 03:00').paid(400_00, { valueOn: '2026-03-20' })
  const gone = paid.at('2026-03-22 03:00').exited('paid')
  for (const on of ['2026-03-31', '2026-09-30'])
    expect(rateOn(gone, on)).toMatchObject({ allInPercent: null, isAboveGuard: false })
})

test('what never came onto a bill, because the account had left, is no charge', () => {
  const gone = card(400_00, 40_00)
    .at('2026-04-21 03:00')
    .paid(400_00, { valueOn: '2026-04-20' })
    .at('2026-04-22 03:00')
    .exited('paid')
  expect(rateOn(gone, '2026-04-19')).toMatchObject({ isAboveGuard: true })
  expect(rateOn(gone, '2026-09-30')).toMatchObject({ allInPercent: 0, isAboveGuard: false })
})
