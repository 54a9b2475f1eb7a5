// While a plan or a hardship agreement is kept the ladder stands still. A kept plan closes the case or lets the ladder go
// on; a broken one does so at its own instant; a payment learnt late but made in time heals it.
import { type World, local, openWorld, shown } from '../support/world'
import { journal } from '../support/journal'
import { soundnessOf } from '../support/soundness'

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
const payment = (paymentId: string, amountCents: number, valueOn: string, postedOn = valueOn) => ({
  kind: 'recordPayment' as const,
  by: 'system:payments',
  paymentId,
  amountCents,
  valueOn,
  postedOn,
})
const hardship = { agreementId: 'illness', from: '2026-03-10', until: '2026-04-30', evidence: 'file-1' }

let world: World
beforeAll(async () => {
  world = await openWorld()
  const accounts = [
    'PLAN-WHOLE',
    'PLAN-PART',
    'PLAN-BROKEN',
    'PLAN-HEALED',
    'PLAN-CANCELLED',
    'HARD-KEPT',
    'HARD-ENDED',
  ]
  for (const accountId of accounts)
    world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] })

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
  world.plan('PLAN-HEALED', '2026-03-24 08:00', payment('h1', 300_00, '2026-03-20', '2026-03-24'))
  world.plan('PLAN-HEALED', '2026-04-20 15:00', payment('h2', 300_00, '2026-04-20'))

  world.plan('PLAN-CANCELLED', '2026-03-10 10:00', { kind: 'agreePlan', by, ...part })
  world.plan('PLAN-CANCELLED', '2026-03-16 10:00', { kind: 'cancelPlan', by, planId: 'part' })

  world.people.plan('HARD-KEPT', local('2026-03-10 10:00'), () =>
    world.signal('HARD-KEPT', 'hardshipAgreed', { commandId: 'desk/2', by, ...hardship }),
  )
  world.plan('HARD-ENDED', '2026-03-10 10:00', { kind: 'agreeHardship', by, ...hardship })
  world.plan('HARD-ENDED', '2026-03-31 10:00', { kind: 'endHardship', by, agreementId: 'illness' })

  await world.night('2026-03-05')
  await world.liveUntil('2026-05-20 06:00')
})
afterAll(() => world.close())

const opening = ['2026-03-06 case 1 opens: newDelinquency', '2026-03-06 reminder/1']
const linesOf = async (accountId: string) => journal(await world.facts(accountId))

test('a plan over the whole debt that is kept closes the case, without a step in between', async () => {
  expect(await linesOf('PLAN-WHOLE')).toEqual([
    ...opening,
    '2026-03-10 plan whole agreed',
    '2026-03-20 paid 700.00',
    '2026-04-20 paid 700.00',
    '2026-05-19 paid 600.00',
    '2026-05-19 case 1 closes: cured',
    '2026-05-19 plan whole kept',
  ])
})

test('after a plan over a part of the debt that was kept, the ladder goes on with the step it stood before', async () => {
  expect((await linesOf('PLAN-PART')).slice(0, 9)).toEqual([
    ...opening,
    '2026-03-10 plan part agreed',
    '2026-03-20 paid 300.00',
    '2026-04-20 paid 300.00',
    '2026-04-20 plan part kept',
    '2026-04-21 second-reminder/1',
    '2026-04-26 final-reminder/1',
    '2026-04-27 calls/1',
  ])
})

test('a plan breaks at the end of its days of grace, to the minute, and the ladder goes on', async () => {
  expect((await linesOf('PLAN-BROKEN')).slice(0, 7)).toEqual([
    ...opening,
    '2026-03-10 plan part agreed',
    '2026-03-24 plan part broken',
    '2026-03-25 second-reminder/1',
    '2026-03-30 final-reminder/1',
    '2026-03-31 calls/1',
  ])
  const [broken] = await world.factsOf('PLAN-BROKEN', 'planEnded')
  expect([broken?.effectiveAt, shown(broken?.recordedAt ?? 0)]).toEqual([
    local('2026-03-24 00:00'),
    '2026-03-24 00:00',
  ])
})

test('a payment made in time and learnt too late heals a broken plan: nothing had gone out, nothing goes out', async () => {
  expect((await linesOf('PLAN-HEALED')).slice(0, 9)).toEqual([
    ...opening,
    '2026-03-10 plan part agreed',
    '2026-03-24 plan part broken',
    '2026-03-24 paid 300.00',
    '2026-03-24 plan part goes on',
    '2026-04-20 paid 300.00',
    '2026-04-20 plan part kept',
    '2026-04-21 second-reminder/1',
  ])
})

test('a plan that is cancelled lets the ladder go on with the rest of the wait', async () => {
  expect((await linesOf('PLAN-CANCELLED')).slice(2, 5)).toEqual([
    '2026-03-10 plan part agreed',
    '2026-03-16 plan part cancelled',
    '2026-03-17 second-reminder/1',
  ])
})

test('a hardship agreement keeps the ladder still until its last day; the debt is then too old for a reminder', async () => {
  expect((await linesOf('HARD-KEPT')).slice(2, 5)).toEqual([
    '2026-03-10 hardship illness agreed',
    '2026-05-02 final-reminder/1',
    '2026-05-03 calls/1',
  ])
})

test('a hardship agreement that ends early ends with its day', async () => {
  expect((await linesOf('HARD-ENDED')).slice(2, 5)).toEqual([
    '2026-03-10 hardship illness agreed',
    '2026-03-31 hardship illness ended',
    '2026-04-02 second-reminder/1',
  ])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 7, faults: [] })
})
