// A cured account that comes back: when its payment was returned the same case goes on where it stood, when it is
// overdue anew a second case begins, which remembers the first.
import { explainCase, timelineOf } from '../../cases/read-case'
import { journal } from '../support/journal'
import { customerNeverAnswers } from '../support/people'
import { soundnessOf } from '../support/soundness'
import { type World, openWorld } from '../support/world'

const accounts = ['BACK-RETURNED', 'BACK-TOLD', 'BACK-ANEW']

let world: World
beforeAll(async () => {
  world = await openWorld()
  for (const accountId of accounts) {
    world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] })
    world.people.follow(accountId, customerNeverAnswers)
  }
  await world.night('2026-03-05')
  await world.liveUntil('2026-03-29 05:00')
  for (const accountId of accounts)
    world.books.pay(accountId, { paymentId: `${accountId}-P`, amountCents: 2_000_00, on: '2026-03-28' })
  await world.night('2026-03-28')
  await world.liveUntil('2026-04-06 05:00')
  world.books.bill('BACK-ANEW', { dueOn: '2026-04-01', minimumDueCents: 1_500_00 })
  await world.night('2026-04-05')
  await world.liveUntil('2026-04-10 10:00')
  await world.send('BACK-TOLD', {
    kind: 'recordReversal',
    by: 'operator:lin',
    paymentId: 'BACK-TOLD-P-back',
    reversesPaymentId: 'BACK-TOLD-P',
    amountCents: 2_000_00,
    valueOn: '2026-04-10',
    postedOn: '2026-04-10',
  })
  for (const accountId of ['BACK-RETURNED', 'BACK-TOLD']) world.books.comeBack(`${accountId}-P`, '2026-04-10')
  await world.night('2026-04-10')
  await world.liveUntil('2026-05-05 06:00')
})
afterAll(() => world.close())

const keyed = async (accountId: string) => journal(await world.facts(accountId), { keys: true })

const untilCured = [
  '2026-03-06 case 1 opens: newDelinquency',
  '2026-03-06 1/2026-03-01/reminder/1',
  '2026-03-11 1/2026-03-01/second-reminder/1',
  '2026-03-21 1/2026-03-01/final-reminder/1',
  '2026-03-22 1/2026-03-01/calls/1',
  '2026-03-22 1/2026-03-01/calls/1: noAnswer',
  '2026-03-24 1/2026-03-01/calls/2',
  '2026-03-24 1/2026-03-01/calls/2: noAnswer',
  '2026-03-26 1/2026-03-01/calls/3',
  '2026-03-26 1/2026-03-01/calls/3: noAnswer',
  '2026-03-29 paid 2000.00',
  '2026-03-29 left the books: paid',
  '2026-03-29 case 1 closes: cured',
]

test.each([
  ['by the nightly drop', 'BACK-RETURNED', '2026-04-11'],
  ['by an operator a night before', 'BACK-TOLD', '2026-04-10'],
])(
  'a payment that comes back, told %s, lets the same case go on at the next rung',
  async (_, accountId, on) => {
    expect(await keyed(accountId)).toEqual([
      ...untilCured,
      `${on} came back 2000.00`,
      '2026-04-11 case 1 goes on',
      '2026-04-11 1/2026-03-01/letter/1',
      '2026-04-14 1/2026-03-01/letter/1 delivered',
      '2026-04-30 1/2026-03-01/visit.approval/1',
      '2026-04-30 1/2026-03-01/visit.approval/1: approved',
      '2026-04-30 1/2026-03-01/visit/1',
      '2026-05-01 1/2026-03-01/visit/1: notHome',
    ])
  },
)

test('an account that is overdue anew has a second case with keys of its own', async () => {
  expect(await keyed('BACK-ANEW')).toEqual([
    ...untilCured,
    '2026-04-06 case 2 opens: reDelinquency',
    '2026-04-06 2/2026-04-01/reminder/1',
    '2026-04-11 2/2026-04-01/second-reminder/1',
    '2026-04-21 2/2026-04-01/final-reminder/1',
    '2026-04-22 2/2026-04-01/calls/1',
    '2026-04-22 2/2026-04-01/calls/1: noAnswer',
    '2026-04-24 2/2026-04-01/calls/2',
    '2026-04-24 2/2026-04-01/calls/2: noAnswer',
    '2026-04-26 2/2026-04-01/calls/3',
    '2026-04-26 2/2026-04-01/calls/3: noAnswer',
    '2026-05-01 2/2026-04-01/letter/1',
    '2026-05-04 2/2026-04-01/letter/1 delivered',
  ])
})

test('the second case remembers the first', async () => {
  const timeline = await timelineOf(world.relay, 'BACK-ANEW')
  expect(timeline.filter(({ kind }) => kind.startsWith('episode')).map(({ text }) => text)).toEqual([
    'case 1 opened (newDelinquency) under card-standard@2026.3',
    'case 1 closed: cured',
    'case 2 opened (reDelinquency) under card-standard@2026.3',
  ])
  const decided = await explainCase(world.relay, 'BACK-ANEW')
  expect([...new Set(decided.map(({ episode }) => episode))]).toEqual([1, 2])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 3, faults: [] })
})
