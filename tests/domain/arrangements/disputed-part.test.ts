// Nobody agrees on what they dispute: a plan, relief or an offer is about the rest, and the refusal names the dispute.
import { factsOf } from '../../../domain/facts'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { after, judged, refusalOf } from './asking'

const parts = { principalCents: 700_00, interestCents: 100_00, penaltyFeeCents: 0, otherFeeCents: 0 }
const bills = ['2026-01-01', '2026-02-01', '2026-03-01'].map((dueOn) =>
  bill(dueOn, { minimumDueCents: 800_00, parts }),
)
const [first = '', second = '', third = ''] = bills.map(({ billId }) => billId)
const wholeParts = {
  ...{ principalCents: 2100_00, interestCents: 300_00, penaltyFeeCents: 0, otherFeeCents: 0 },
}
const opened = aCase({ openedOn: '2026-03-05', bills, parts: wholeParts })

const raised = (...disputed: string[]) =>
  after(opened, '2026-03-09 10:00', 'operator:lin', {
    ...{ kind: 'raiseDispute', disputeId: 'd1', ground: 'amount', bills: disputed, channel: 'letter' },
  })
const disputed = raised(second)

const plan = (amountCents: number) => ({
  kind: 'proposePlan',
  planId: 'p1',
  schedule: { parts: 2, amountCents },
})
const offer = {
  ...{ kind: 'proposeOffer', reliefId: 'o1', payBy: '2026-03-30' },
  waivedCents: { fees: 0, interest: 50_00, principal: 0 },
}
const assess = {
  kind: 'assessRelief',
  assessmentId: 's1',
  statement: {
    ...{ adults: 1, children: 0, otherDebtCents: 0 },
    ...{ incomeCents: { salary: 9_000_00 }, expenseCents: { housing: 2_500_00 } },
  },
  documents: [
    { kind: 'incomeProof', documentId: 'doc/1' },
    { kind: 'bankStatement', documentId: 'doc/2' },
  ],
  ...{ netAssetsCents: 0, stability: 'reduced' },
}

const at = '2026-03-10 10:00'
const by = 'operator:lin'
const owedBy = (story: CaseBuilder) => factsOf(story.facts, 'reliefProposed').at(-1)?.payload

test('a plan is of what is not disputed', () => {
  expect(judged(opened, at, by, plan(2400_00))).toMatchObject({ ok: true })
  expect(judged(disputed, at, by, plan(1600_00))).toMatchObject({ ok: true })
  expect(refusalOf(disputed, at, by, plan(1600_02))).toBe(
    'PLAN_EXCEEDS_DEBT: the instalments sum up to 1,600.02: the debt is 2,400.00, of which 800.00 is disputed (d1)',
  )
  expect(refusalOf(raised(), at, by, plan(100_00))).toMatch(/of which 2,400.00 is disputed \(d1\)$/)
})

test('a plan that was proposed before the dispute is not agreed after it', () => {
  const proposed = after(opened, '2026-03-08 10:00', by, plan(2400_00))
  const late = after(proposed, '2026-03-09 10:00', by, {
    ...{ kind: 'raiseDispute', disputeId: 'd1', ground: 'amount', bills: [third], channel: 'letter' },
  })
  const agree = { kind: 'agreePlan', planId: 'p1', evidence: 'call/1', evidenceKind: 'recordedCall' }
  expect(refusalOf(late, at, by, agree)).toMatch(/^PLAN_EXCEEDS_DEBT: .*\(d1\)/)
})

test('an offer is of the bills that are not disputed', () => {
  const story = after(disputed, at, by, offer)
  expect(owedBy(story)?.billIds).toEqual([first, third])
  expect(owedBy(story)?.owedCents.principal).toBe(1400_00)
  expect(refusalOf(raised(), at, by, offer)).toBe('NO_DEBT: what is owed is disputed: answer d1 first')
})

test('relief is reckoned with what is not disputed', () => {
  const owed = factsOf(after(disputed, at, by, assess).facts, 'reliefAssessed')[0]?.payload.circumstances
    .owedCents
  expect(owed?.principal).toBe(1400_00)
  expect(refusalOf(raised(), at, by, assess)).toBe('NO_DEBT: what is owed is disputed: answer d1 first')
})
