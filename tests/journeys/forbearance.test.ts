// Hardship, deferral, relief and a customer's own proposal in virtual time: what is agreed keeps the ladder still to its
// end and no longer, what is broken restores the debt, and what nobody answers goes to the next level by itself.
import { waiverEntries } from '../../cases/waiver-entries'
import { type Request, type World, openWorld, shown, zone } from '../support/world'
import { journal } from '../support/journal'
import { soundnessOf } from '../support/soundness'

const by = 'operator:lin'
const statement = {
  adults: 1,
  children: 0,
  incomeCents: { salary: 4_000_00 },
  expenseCents: { housing: 1_500_00 },
  otherDebtCents: 300_00,
}
/** Nobody earns anything, but 1,400.00 could be raised: the rest is what the household lacks. */
const assessment: Request = {
  kind: 'assessRelief',
  by,
  assessmentId: 's1',
  statement: { adults: 1, children: 2, incomeCents: {}, expenseCents: {}, otherDebtCents: 0 },
  documents: [
    { kind: 'incomeProof', documentId: 'doc/3' },
    { kind: 'bankStatement', documentId: 'doc/4' },
    { kind: 'vehicle', documentId: 'doc/5' },
  ],
  netAssetsCents: 1_400_00,
  stability: 'unable',
}
const consent = { kind: 'recordedCall' as const, id: 'recordings/1' }

let world: World
beforeAll(async () => {
  world = await openWorld()
  for (const accountId of ['FB-HARDSHIP', 'FB-DEFERRAL', 'FB-KEPT', 'FB-BROKEN', 'FB-PROPOSAL'])
    world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] })

  world.plan('FB-HARDSHIP', '2026-03-09 10:00', {
    kind: 'applyHardship',
    by,
    applicationId: 'h1',
    cause: 'illness',
    statement,
    documents: [],
  })
  world.plan('FB-HARDSHIP', '2026-03-10 10:00', { kind: 'assessHardship', by, applicationId: 'h1' })
  world.plan('FB-HARDSHIP', '2026-03-10 15:00', {
    kind: 'decideHardship',
    by: 'supervisor:qian',
    applicationId: 'h1',
    outcome: 'granted',
    reasons: [],
    from: '2026-03-11',
    until: '2026-04-20',
    reviewOn: '2026-04-13',
  })
  world.plan('FB-HARDSHIP', '2026-03-11 10:00', {
    kind: 'agreeHardship',
    by,
    agreementId: 'a1',
    applicationId: 'h1',
    from: '2026-03-11',
    until: '2026-04-20',
    reviewOn: '2026-04-13',
    evidence: 'doc/1',
  })

  world.plan('FB-DEFERRAL', '2026-03-09 10:00', {
    kind: 'proposeDeferral',
    by: 'supervisor:qian',
    deferralId: 'd1',
    cause: 'illness',
    evidence: [{ kind: 'medical', documentId: 'doc/2' }],
    from: '2026-03-09',
    until: '2026-03-31',
    interest: 'accrues',
  })
  world.plan('FB-DEFERRAL', '2026-03-09 11:00', { kind: 'agreeDeferral', by, deferralId: 'd1', consent })

  for (const accountId of ['FB-KEPT', 'FB-BROKEN']) {
    world.plan(accountId, '2026-03-09 10:00', assessment)
    world.plan(accountId, '2026-03-09 11:00', {
      kind: 'proposeRelief',
      by,
      reliefId: 'r1',
      assessmentId: 's1',
      firstOn: '2026-03-20',
    })
    world.plan(accountId, '2026-03-10 10:00', { kind: 'approveRelief', by: 'committee:one', reliefId: 'r1' })
    world.plan(accountId, '2026-03-10 11:00', { kind: 'agreeRelief', by, reliefId: 'r1', consent })
  }
  world.plan('FB-KEPT', '2026-03-19 15:00', {
    kind: 'recordPayment',
    by: 'system:payments',
    paymentId: 'fb-1',
    amountCents: 1_400_00,
    valueOn: '2026-03-19',
    postedOn: '2026-03-19',
  })

  world.plan('FB-PROPOSAL', '2026-03-09 10:00', {
    kind: 'recordProposal',
    by,
    proposalId: 'p1',
    wish: 'plan',
    channel: 'call',
    amountCents: 200_00,
    months: 10,
  })
  await world.night('2026-03-05')
  await world.liveUntil('2026-04-22 06:00')
})
afterAll(() => world.close())

const linesOf = async (accountId: string) => journal(await world.facts(accountId))

test('hardship: applied, assessed, granted, agreed, to be reviewed; then the ladder goes on with the rest of its wait', async () => {
  expect((await linesOf('FB-HARDSHIP')).slice(2)).toEqual([
    '2026-03-09 application for hardship h1 (illness)',
    '2026-03-10 application h1 assessed by household@2026.1: the household can pay 450.00 a month',
    '2026-03-10 application h1 granted from 2026-03-11 until 2026-04-20',
    '2026-03-10 decision/1: decided',
    '2026-03-10 service-hardship-granted.h1/1',
    '2026-03-11 hardship a1 agreed',
    '2026-04-18 review: notReviewed (nobody reported)',
    '2026-04-21 second-reminder/1',
  ])
})

test('a deferral ends with its last day, and the second reminder comes after the rest of its wait', async () => {
  expect((await linesOf('FB-DEFERRAL')).slice(2, 7)).toEqual([
    '2026-03-09 deferral d1 proposed (illness): payment put off from 2026-03-09 until 2026-03-31, interest accrues',
    '2026-03-09 deferral d1 agreed (recordedCall recordings/1)',
    '2026-03-24 service-deferral-ending.d1/1',
    '2026-04-03 second-reminder/1',
    '2026-04-08 final-reminder/1',
  ])
})

const begun = [
  '2026-03-09 relief assessment s1 by relief@2026.1: 70 points, at most 604.00 waived',
  '2026-03-09 relief r1 proposed: 604.00 waived, the rest in 1 instalments from 2026-03-20',
  '2026-03-10 r1 approved by a committee',
  '2026-03-10 approval/1: decided',
  '2026-03-10 service-relief-offered.r1/1',
  '2026-03-10 r1 agreed (recordedCall recordings/1)',
  '2026-03-10 service-relief-agreed.r1/1 put off to 2026-03-11',
  '2026-03-11 service-relief-agreed.r1/1',
  '2026-03-17 service-relief-reminder.r1/1',
]

test('relief that is kept waives its part; the ladder waits for the books, and people are asked to see to them', async () => {
  expect((await linesOf('FB-KEPT')).slice(2)).toEqual([
    ...begun,
    '2026-03-19 paid 1400.00',
    '2026-03-19 604.00 waived by r1, which was kept',
    '2026-03-19 r1 kept on 2026-03-19',
    '2026-03-19 service-relief-fulfilled.r1/1',
    '2026-03-29 booking/1: notBooked (nobody reported)',
    '2026-04-08 booking/2: notBooked (nobody reported)',
    '2026-04-18 booking/3: notBooked (nobody reported)',
  ])
})

test('relief that is broken restores the debt at its own instant, and the ladder goes on', async () => {
  expect((await linesOf('FB-BROKEN')).slice(2, 16)).toEqual([
    ...begun,
    '2026-03-24 service-relief-missed.r1/1',
    '2026-03-31 604.00 owed again: r1 was not kept',
    '2026-03-31 r1 broken on 2026-03-31',
    '2026-03-31 service-relief-broken.r1/1',
    '2026-04-01 second-reminder/1',
  ])
})

test("the bank's books are told what was waived, bill by bill, and not what never was", async () => {
  const entries = await waiverEntries(world.db, { from: '2026-03-01', until: '2026-04-30', zone })
  const waived = { on: '2026-03-19', accountId: 'FB-KEPT', reliefId: 'r1', billId: 'FB-KEPT-2026-03-01' }
  expect(entries).toEqual([
    { ...waived, entry: 'waive', part: 'interest', amountCents: 4_00 },
    { ...waived, entry: 'waive', part: 'principal', amountCents: 600_00 },
  ])
})

test('a proposal that nobody answers goes from level to level by itself', async () => {
  const tasks = await world.factsOf('FB-PROPOSAL', 'taskOpened')
  const asked = tasks.filter(({ payload }) => payload.stepKey.startsWith('proposal/p1/answer/'))
  expect(
    asked.slice(0, 4).map(({ payload, effectiveAt }) => [shown(effectiveAt), payload.detail?.['level']]),
  ).toEqual([
    ['2026-03-09 10:00', 'collector'],
    ['2026-03-14 18:00', 'teamLead'],
    ['2026-03-19 18:00', 'manager'],
    ['2026-03-24 18:00', 'committee'],
  ])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 5, faults: [] })
})
