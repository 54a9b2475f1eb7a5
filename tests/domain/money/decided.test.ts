// What people decided about a debt: it comes off the bill, whatever part of it was not billed yet, and never twice.
import { decidedIn } from '../../../domain/money/decided'
import { statementOf } from '../../../domain/money/statement'
import { type CaseBuilder, anAccount, bill } from '../case-builder'
import { testRules, zone } from '../test-strategy'

const parts = (principalCents: number, interestCents: number) => ({
  ...{ principalCents, interestCents, penaltyFeeCents: 0, otherFeeCents: 0 },
})
const due = (change: object = {}) =>
  bill('2026-02-10', {
    ...{ billId: 'b1', minimumDueCents: 500_00, totalCents: 1_030_00, parts: parts(1_000_00, 30_00) },
    ...change,
  })
const card = anAccount('2026-03-01', { product: 'card', dailyRate: '0.001', bills: [due()] }).at(
  '2026-03-11 10:00',
)

function owedOn(
  story: CaseBuilder,
  on: string,
  adjustments: NonNullable<Parameters<typeof statementOf>[3]>['adjustments'] = [],
) {
  const decided = decidedIn(story.facts, testRules.terms, zone)
  const all = [...(decided.adjustments ?? []), ...adjustments]
  const statement = statementOf(story.facts, testRules.terms.money, on, { ...decided, adjustments: all })
  if (!statement) throw new Error('no statement')
  const { owed, unbilled, overpaidCents, totalCents, differences } = statement
  return {
    interest: owed.interest,
    unbilled: unbilled.interest,
    principal: owed.principal,
    overpaidCents,
    totalCents,
    differences,
  }
}

test('a waiver of all interest also takes what was not billed yet, and is no money paid too much', () => {
  // Ten days of 1.00 by 11 March, of which the eleventh is not over before the waiver.
  expect(owedOn(card, '2026-03-10')).toMatchObject({ interest: 39_00, unbilled: 9_00 })
  const waived = [{ on: '2026-03-11', billId: 'b1', part: 'interest' as const, cents: -39_00, why: 'waived' }]
  expect(owedOn(card, '2026-03-11', waived)).toMatchObject({
    ...{ interest: 1_00, unbilled: 1_00, principal: 1_000_00, overpaidCents: 0, totalCents: 1_001_00 },
  })
})

describe('the answer to a dispute', () => {
  const answered = card.add('disputeAnswered', {
    ...{
      disputeId: 'd-1',
      at: Date.parse('2026-03-11T02:00:00Z'),
      outcome: 'partlyUpheld',
      document: 'doc-1',
    },
    corrections: [{ billId: 'b1', amountCents: 200_00 }],
  })

  test('comes off the principal of its bill, which bears no interest from then on', () => {
    expect(owedOn(answered, '2026-03-11')).toMatchObject({ principal: 800_00, unbilled: 9_80 })
  })

  test('is not taken off again when the bank has put it right, and no difference to its books', () => {
    const booked = answered
      .at('2026-03-16 03:00')
      .reported('2026-03-15', [due({ totalCents: 830_00, parts: parts(800_00, 30_00) })], {
        balanceCents: 830_00,
      })
    expect(owedOn(booked, '2026-03-15')).toMatchObject({ principal: 800_00, differences: [] })
  })

  test('is a difference to the books of a bank that goes on claiming it', () => {
    const claimed = answered
      .at('2026-03-16 03:00')
      .reported('2026-03-15', [due()], { balanceCents: 1_030_00 })
    expect(owedOn(claimed, '2026-03-15')).toMatchObject({
      principal: 1_000_00,
      differences: [{ billId: 'b1', part: 'principal', cents: 200_00 }],
    })
  })
})
