// While a plan or a hardship agreement is kept the ladder stands still and only service notices go out. A kept plan closes
// the case or lets the ladder go on; a broken one does so when the customer was told; a payment learnt late heals it.
import { endOf, linesOf, openOwing, opening, payment } from '../support/owing'
import { soundnessOf } from '../support/soundness'
import { type World, local, openWorld } from '../support/world'

const by = 'operator:lin'

const plan = (planId: string, instalments: [dueOn: string, amountCents: number][]) => ({
  planId,
  instalments: instalments.map(([dueOn, amountCents]) => ({ dueOn, amountCents })),
  toleranceCents: 0,
  graceDays: 3,
  evidence: `call-${planId}`,
})
const whole = plan('whole', [
  ['2026-03-20', 700_00],
  ['2026-04-20', 700_00],
  ['2026-05-20', 600_00],
])
const part = plan('part', [
  ['2026-03-20', 300_00],
  ['2026-04-20', 300_00],
])
const hardship = { agreementId: 'illness', from: '2026-03-10', until: '2026-04-30', evidence: 'file-1' }

let world: World
beforeAll(async () => {
  world = await openWorld()
  openOwing(world, [
    'PLAN-WHOLE',
    'PLAN-PART',
    'PLAN-BROKEN',
    'PLAN-HEALED',
    'PLAN-CANCELLED',
    'PLAN-AMENDED',
    'HARD-KEPT',
    'HARD-ENDED',
  ])

  world.plan('PLAN-WHOLE', '2026-03-10 10:00', { kind: 'agreePlan', by, ...whole })
  world.plan('PLAN-WHOLE', '2026-03-20 15:00', payment('w1', 700_00, '2026-03-20'))
  world.plan('PLAN-WHOLE', '2026-04-20 15:00', payment('w2', 700_00, '2026-04-20'))
  world.plan('PLAN-WHOLE', '2026-05-19 15:00', payment('w3', 600_00, '2026-05-19'))

  world.plan('PLAN-PART', '2026-03-10 10:00', { kind: 'agreePlan', by, ...part })
  world.plan('PLAN-PART', '2026-03-20 15:00', payment('p1', 300_00, '2026-03-20'))
  world.plan('PLAN-PART', '2026-04-20 15:00', payment('p2', 300_00, '2026-04-20'))

  world.people.plan('PLAN-BROKEN', local('2026-03-10 10:00'), () =>
    world.signal('PLAN-BROKEN', 'planAgreed', { commandId: 'desk/1', by, ...part }),
  )

  world.plan('PLAN-HEALED', '2026-03-10 10:00', { kind: 'agreePlan', by, ...part })
  world.plan('PLAN-HEALED', '2026-03-29 08:00', payment('h1', 300_00, '2026-03-28'))
  world.plan('PLAN-HEALED', '2026-04-20 15:00', payment('h2', 300_00, '2026-04-20'))

  world.plan('PLAN-CANCELLED', '2026-03-10 10:00', { kind: 'agreePlan', by, ...part })
  world.plan('PLAN-CANCELLED', '2026-03-16 10:00', {
    kind: 'cancelPlan',
    by,
    planId: 'part',
    because: 'bankDecision',
  })

  const parts = (planId: string, count: number, firstOn: string, rest: object) => ({
    kind: 'proposePlan' as const,
    by,
    planId,
    basis: 'ordinary' as const,
    schedule: { parts: count, rhythm: 'monthly' as const, firstOn, ...rest },
  })
  const consent = (planId: string) => ({
    kind: 'agreePlan' as const,
    by: 'system:portal',
    planId,
    evidence: `portal-${planId}`,
    evidenceKind: 'portal' as const,
  })
  world.plan('PLAN-AMENDED', '2026-03-10 10:00', parts('v1', 4, '2026-03-20', { amountCents: 1_200_00 }))
  world.plan('PLAN-AMENDED', '2026-03-11 10:00', consent('v1'))
  world.plan('PLAN-AMENDED', '2026-03-19 10:00', payment('a1', 400_00, '2026-03-19'))
  world.plan('PLAN-AMENDED', '2026-04-10 10:00', { ...parts('v2', 4, '2026-04-25', {}), replaces: 'v1' })
  world.plan('PLAN-AMENDED', '2026-04-11 10:00', consent('v2'))
  world.plan('PLAN-AMENDED', '2026-04-24 10:00', payment('a2', 200_00, '2026-04-24'))

  world.people.plan('HARD-KEPT', local('2026-03-10 10:00'), () =>
    world.signal('HARD-KEPT', 'hardshipAgreed', { commandId: 'desk/2', by, ...hardship }),
  )
  world.plan('HARD-ENDED', '2026-03-10 10:00', { kind: 'agreeHardship', by, ...hardship })
  world.plan('HARD-ENDED', '2026-03-31 10:00', {
    kind: 'endHardship',
    by,
    agreementId: 'illness',
    because: 'bankDecision',
  })

  await world.night('2026-03-05')
  await world.liveUntil('2026-05-20 06:00')
})
afterAll(() => world.close())

test('a plan that is kept is reminded of before each due date and nothing else; at its end the case closes', async () => {
  expect(await linesOf(world, 'PLAN-WHOLE')).toEqual([
    ...opening,
    '2026-03-10 plan whole agreed',
    '2026-03-17 service-instalment-reminder.whole/1',
    '2026-03-20 paid 700.00',
    '2026-04-17 service-instalment-reminder.whole/1',
    '2026-04-20 paid 700.00',
    '2026-05-17 service-instalment-reminder.whole/1',
    '2026-05-19 paid 600.00',
    '2026-05-19 case 1 closes: cured',
    '2026-05-19 plan whole kept',
    '2026-05-19 service-plan-completed.whole/1',
  ])
})

test('after a plan over a part of the debt that was kept, the ladder goes on with the step it stood before', async () => {
  expect((await linesOf(world, 'PLAN-PART')).slice(4, 12)).toEqual([
    '2026-03-20 paid 300.00',
    '2026-04-17 service-instalment-reminder.part/1',
    '2026-04-20 paid 300.00',
    '2026-04-20 plan part kept',
    '2026-04-20 service-plan-completed.part/1',
    '2026-04-21 second-reminder/1',
    '2026-04-26 final-reminder/1',
    '2026-04-27 calls/1',
  ])
})

test('a missed instalment is told of; a plan breaks at the end of its cure period, to the minute, and the ladder goes on when the customer was told', async () => {
  expect((await linesOf(world, 'PLAN-BROKEN')).slice(2, 10)).toEqual([
    '2026-03-10 plan part agreed',
    '2026-03-17 service-instalment-reminder.part/1',
    '2026-03-24 service-missed-instalment.part/1',
    '2026-03-29 plan part broken',
    '2026-03-29 service-plan-broken.part/1',
    '2026-03-29 told of the end of plan part',
    '2026-03-30 second-reminder/1',
    '2026-04-04 final-reminder/1',
  ])
  expect(await endOf(world, 'PLAN-BROKEN', 'planEnded')).toEqual(['2026-03-29 00:00', '2026-03-29 00:00'])
})

test('a payment made in time and learnt too late heals a broken plan: the notice that was planned does not leave', async () => {
  expect((await linesOf(world, 'PLAN-HEALED')).slice(2, 11)).toEqual([
    '2026-03-10 plan part agreed',
    '2026-03-17 service-instalment-reminder.part/1',
    '2026-03-24 service-missed-instalment.part/1',
    '2026-03-29 plan part broken',
    '2026-03-29 paid 300.00',
    '2026-03-29 plan part goes on',
    '2026-04-17 service-instalment-reminder.part/1',
    '2026-04-20 paid 300.00',
    '2026-04-20 plan part kept',
  ])
})

test('a plan is amended on the way: what was paid counts on, the old due dates break nothing', async () => {
  expect((await linesOf(world, 'PLAN-AMENDED')).slice(2)).toEqual([
    '2026-03-10 plan v1 proposed',
    '2026-03-11 second-reminder/1',
    '2026-03-11 plan v1 agreed',
    '2026-03-17 service-instalment-reminder.v1/1',
    '2026-03-19 paid 400.00',
    '2026-04-10 plan v2 proposed',
    '2026-04-11 plan v2 agreed',
    '2026-04-11 plan v1 replaced',
    '2026-04-22 service-instalment-reminder.v2/1',
    '2026-04-24 paid 200.00',
  ])
})

test('after a plan that the bank cancels the customer is told, then the ladder goes on with the rest of the wait', async () => {
  expect((await linesOf(world, 'PLAN-CANCELLED')).slice(2, 7)).toEqual([
    '2026-03-10 plan part agreed',
    '2026-03-16 plan part cancelled',
    '2026-03-16 service-plan-cancelled.part/1',
    '2026-03-16 told of the end of plan part',
    '2026-03-17 second-reminder/1',
  ])
})

test('a hardship agreement keeps the ladder still until its last day; the debt is then too old for a reminder', async () => {
  expect((await linesOf(world, 'HARD-KEPT')).slice(2, 5)).toEqual([
    '2026-03-10 hardship illness agreed',
    '2026-05-02 final-reminder/1',
    '2026-05-03 calls/1',
  ])
})

test('a hardship agreement that ends early ends with its day', async () => {
  expect((await linesOf(world, 'HARD-ENDED')).slice(2, 6)).toEqual([
    '2026-03-10 hardship illness agreed',
    '2026-03-31 hardship illness ended',
    '2026-03-31 service-hardship-ended.illness/1',
    '2026-04-02 second-reminder/1',
  ])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 8, faults: [] })
})
