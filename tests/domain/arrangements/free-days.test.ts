// What an agreement says of interest and fees is what the statement reckons: days on which neither runs, when they end,
// and that a breach takes back only those of relief.
import { factsOf } from '../../../domain/facts'
import type { Rules } from '../../../domain/ladder/decide'
import { decidedIn } from '../../../domain/money/decided'
import { statementOf } from '../../../domain/money/statement'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { testRules, zone } from '../test-strategy'
import { after } from './asking'

const parts = (principalCents: number, interestCents = 0) => ({
  ...{ principalCents, interestCents, penaltyFeeCents: 0, otherFeeCents: 0 },
})
const consent = { kind: 'signedDocument', id: 'doc/9' }

function owed(story: CaseBuilder, on: string) {
  const decided = decidedIn(story.facts, testRules.terms, zone)
  const found = statementOf(story.facts, testRules.terms.money, on, decided)
  if (!found) throw new Error('no statement')
  return { ...found.owed, totalCents: found.totalCents }
}

/** A card of 0.05 % a day: bill A is overdue, bill B falls due on 1 April, with its last day of grace that same day. */
const bills = [
  bill('2026-03-01', { billId: 'A', minimumDueCents: 2_000_00, parts: parts(2_000_00) }),
  bill('2026-04-01', {
    ...{ billId: 'B', statementOn: '2026-03-02', minimumDueCents: 500_00, parts: parts(500_00) },
  }),
]
const card = aCase({ product: 'card', bills, dailyRate: '0.0005', parts: parts(2_500_00) })

describe('a plan', () => {
  const planned = (accrues: { interestAccrues: boolean; feesAccrue: boolean }) => {
    const { arrangements } = testRules.strategy
    const plan = { ...arrangements.plan, contents: { ...arrangements.plan.contents, ...accrues } }
    const rules: Rules = {
      ...testRules,
      strategy: { ...testRules.strategy, arrangements: { ...arrangements, plan } },
    }
    const schedule = { parts: 5, firstOn: '2026-04-01', amountCents: 2_500_00 }
    const proposal = { kind: 'proposePlan', planId: 'p1', schedule }
    const agreement = { kind: 'agreePlan', planId: 'p1', evidence: 'd', evidenceKind: 'portal' }
    const proposed = after(card, '2026-03-10 10:00', 'operator:lin', proposal, rules)
    return after(proposed, '2026-03-11 10:00', 'operator:lin', agreement, rules)
  }

  test.each([
    ['both run', { interestAccrues: true, feesAccrue: true }, true, 25_00],
    ['interest runs', { interestAccrues: true, feesAccrue: false }, true, 0],
    ['neither runs', { interestAccrues: false, feesAccrue: false }, false, 0],
  ])('whose contents say that %s', (_, accrues, grows, penaltyFee) => {
    const story = planned(accrues)
    expect(owed(story, '2026-04-04').interest > owed(story, '2026-03-11').interest).toBe(grows)
    expect(owed(story, '2026-04-04').penaltyFee).toBe(penaltyFee)
  })

  test('that is broken: interest runs from then on, and nothing is added for the days before', () => {
    const story = planned({ interestAccrues: false, feesAccrue: false }).at('2026-04-20 10:00').settle()
    const [end] = factsOf(story.facts, 'planEnded')
    expect(end?.payload).toMatchObject({ outcome: 'broken', on: '2026-04-10' })
    const before = owed(story, '2026-03-10').interest
    expect(owed(story, '2026-04-10').interest).toBe(before)
    // Ten days of 0.05 % on 2,500.00.
    expect(owed(story, '2026-04-20').interest - before).toBe(12_50)
  })
})

describe('an offer', () => {
  const offered = (product: 'card' | 'personalLoan', debt: typeof bills, whole: ReturnType<typeof parts>) => {
    const opened = aCase({ product, dailyRate: '0.001', bills: debt, parts: whole })
    const waivedCents = { fees: 0, interest: 50_00, principal: 0 }
    const offer = { kind: 'proposeOffer', reliefId: 'o1', waivedCents, payBy: '2026-04-10' }
    const proposed = after(opened, '2026-03-11 11:00', 'operator:lin', offer)
    const approval = { kind: 'approveRelief', reliefId: 'o1' }
    const approved = after(proposed, '2026-03-11 15:00', 'manager:wu', approval)
    const agreed = after(approved, '2026-03-12 10:00', 'operator:lin', {
      ...{ kind: 'agreeRelief', reliefId: 'o1', consent },
    })
    const [terms] = factsOf(agreed.facts, 'reliefProposed')
    return { agreed, dueCents: terms?.payload.instalments[0]?.amountCents ?? 0 }
  }
  const old = bill('2026-02-01', { billId: 'A', minimumDueCents: 1_100_00, parts: parts(1_000_00, 100_00) })

  test('asks for no fee of a bill that falls due meanwhile: who pays all of it owes nothing', () => {
    const later = bill('2026-03-15', { billId: 'B', minimumDueCents: 500_00, parts: parts(500_00) })
    const { agreed, dueCents } = offered('card', [old, later], parts(1_500_00, 100_00))
    const kept = agreed.at('2026-03-29 15:00').paid(dueCents).settle()
    expect(owed(kept, '2026-04-10').totalCents).toBe(0)
  })

  test('that was kept frees no later delinquency of interest', () => {
    const { agreed, dueCents } = offered('personalLoan', [old], parts(1_000_00, 100_00))
    const left = agreed.at('2026-03-15 15:00').paid(dueCents).settle().at('2026-03-16 03:00').exited('paid')
    const due = bill('2027-03-01', { billId: 'Z', minimumDueCents: 10_000_00, parts: parts(10_000_00) })
    const report = { balanceCents: 10_000_00, parts: parts(10_000_00) }
    const again = left.settle().at('2027-03-05 03:00').reported('2027-03-04', [due], report).opened(2)
    expect(owed(again, '2027-04-03').interest).toBe(300_00)
  })
})

test('no penalty for not paying what was put off', () => {
  const put = {
    ...{ kind: 'proposeDeferral', deferralId: 'd1', cause: 'illness' },
    ...{ evidence: [{ kind: 'medical', documentId: 'doc/1' }], from: '2026-03-20', until: '2026-05-31' },
  }
  expect(owed(card, '2026-04-04').penaltyFee).toBe(25_00)
  const proposed = after(card, '2026-03-20 10:00', 'manager:wu', put)
  const agreement = { kind: 'agreeDeferral', deferralId: 'd1', consent }
  const agreed = after(proposed, '2026-03-20 11:00', 'operator:lin', agreement)
  expect(owed(agreed, '2026-04-04').penaltyFee).toBe(0)
})
