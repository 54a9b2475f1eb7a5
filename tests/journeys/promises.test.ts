// A promise to pay: the ladder waits, the customer is reminded the day before, and at its own instant it is kept or
// broken; a payment learnt late takes the breach back, one that comes back opens a closed case again.
import { endOf, linesOf, openOwing, opening, payment } from '../support/owing'
import { soundnessOf } from '../support/soundness'
import { type World, openWorld } from '../support/world'

const by = 'operator:lin'
const promise = (promiseId: string, dueOn: string, amountCents = 500_00) => ({
  kind: 'makePromise' as const,
  by,
  promiseId,
  dueOn,
  amountCents,
})

let world: World
beforeAll(async () => {
  world = await openWorld()
  openOwing(world, ['PROMISE-KEPT', 'PROMISE-BROKEN', 'PROMISE-HEALED', 'PROMISE-BACK', 'PROMISE-TAKEN'])

  world.plan('PROMISE-KEPT', '2026-03-09 10:00', promise('a', '2026-03-20'))
  world.plan('PROMISE-KEPT', '2026-03-20 15:00', payment('k1', 500_00, '2026-03-20'))

  world.plan('PROMISE-BROKEN', '2026-03-09 10:00', promise('a', '2026-03-20'))
  world.plan('PROMISE-BROKEN', '2026-03-15 10:00', payment('b1', 100_00, '2026-03-15'))

  // Due on a Friday, broken on Sunday at midnight; the drop of Sunday's night brings Friday's payment.
  world.plan('PROMISE-HEALED', '2026-03-09 10:00', promise('a', '2026-03-20'))

  world.plan('PROMISE-BACK', '2026-03-09 10:00', promise('all', '2026-03-20', 2_000_00))

  world.plan('PROMISE-TAKEN', '2026-03-09 10:00', promise('a', '2026-03-20'))
  world.plan('PROMISE-TAKEN', '2026-03-12 10:00', { kind: 'cancelPromise', by, promiseId: 'a' })

  await world.night('2026-03-05')
  await world.liveUntil('2026-03-18 05:00')
  world.books.pay('PROMISE-BACK', { paymentId: 'r1', amountCents: 2_000_00, on: '2026-03-17' })
  await world.night('2026-03-17')
  await world.liveUntil('2026-03-22 05:00')
  world.books.pay('PROMISE-HEALED', {
    paymentId: 'h1',
    amountCents: 500_00,
    on: '2026-03-21',
    valueOn: '2026-03-20',
  })
  await world.night('2026-03-21')
  await world.liveUntil('2026-03-26 05:00')
  world.books.comeBack('r1', '2026-03-25')
  await world.night('2026-03-25')
  await world.liveUntil('2026-04-01 06:00')
})
afterAll(() => world.close())

test('a promise that is kept: one reminder the day before, then the ladder goes on', async () => {
  expect((await linesOf(world, 'PROMISE-KEPT')).slice(0, 7)).toEqual([
    ...opening,
    '2026-03-09 promise a made',
    '2026-03-19 service-promise-reminder.a/1',
    '2026-03-20 paid 500.00',
    '2026-03-20 promise a kept',
    '2026-03-22 second-reminder/1',
  ])
})

test('the reminder is a service notice with words of its own', async () => {
  const [contact] = await world.db.prisma.contact.findMany({
    where: { accountId: 'PROMISE-KEPT', stepKey: { contains: 'service-promise-reminder' } },
  })
  expect(contact).toMatchObject({ channel: 'sms', status: 'sent' })
  expect(contact?.template).toMatch(/service-promise-reminder@1$/)
})

test('a promise that is broken breaks at its own instant, to the minute', async () => {
  expect((await linesOf(world, 'PROMISE-BROKEN')).slice(2, 7)).toEqual([
    '2026-03-09 promise a made',
    '2026-03-15 paid 100.00',
    '2026-03-19 service-promise-reminder.a/1',
    '2026-03-22 promise a broken',
    '2026-03-24 second-reminder/1',
  ])
  expect(await endOf(world, 'PROMISE-BROKEN', 'promiseEnded')).toEqual([
    '2026-03-22 00:00',
    '2026-03-22 00:00',
  ])
})

test('whoever was promised the payment follows it up: the call after the breach names them', async () => {
  const [call] = await world.factsOf('PROMISE-BROKEN', 'taskOpened')
  expect(call?.payload).toMatchObject({ kind: 'call', detail: { brokenPromise: 'a', promisedTo: by } })
})

test('a drop that comes later and holds the payment takes the breach back', async () => {
  expect((await linesOf(world, 'PROMISE-HEALED')).slice(2, 8)).toEqual([
    '2026-03-09 promise a made',
    '2026-03-19 service-promise-reminder.a/1',
    '2026-03-22 promise a broken',
    '2026-03-22 paid 500.00',
    '2026-03-22 promise a kept',
    '2026-03-24 second-reminder/1',
  ])
})

test('a payment that comes back opens the closed case and the promise, which is then broken', async () => {
  expect((await linesOf(world, 'PROMISE-BACK')).slice(2, 10)).toEqual([
    '2026-03-09 promise all made',
    '2026-03-18 paid 2000.00',
    '2026-03-18 left the books: paid',
    '2026-03-18 case 1 closes: cured',
    '2026-03-18 promise all kept',
    '2026-03-26 came back 2000.00',
    '2026-03-26 case 1 goes on',
    '2026-03-26 promise all broken',
  ])
})

test('a promise that is taken back lets the ladder go on with the rest of the wait', async () => {
  expect((await linesOf(world, 'PROMISE-TAKEN')).slice(2, 5)).toEqual([
    '2026-03-09 promise a made',
    '2026-03-12 promise a cancelled',
    '2026-03-14 second-reminder/1',
  ])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 5, faults: [] })
})
