// Payments that meet the oldest bill, or only a part of it, or come back: the ladder follows the oldest unpaid bill.
// Under a bill that was not collected before no rung is left out; under one that was, none is taken twice.
import { journal } from '../support/journal'
import { customerNeverAnswers } from '../support/people'
import { soundnessOf } from '../support/soundness'
import { type World, openWorld } from '../support/world'

const accounts = ['PART-NOTHING', 'PART-HALF', 'PART-OLDEST', 'PART-BACK']

let world: World
beforeAll(async () => {
  world = await openWorld()
  for (const accountId of accounts) {
    world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 600_00 }] })
    world.people.follow(accountId, customerNeverAnswers)
  }
  await world.night('2026-03-05')
  await world.liveUntil('2026-03-13 05:00')
  for (const accountId of accounts)
    world.books.bill(accountId, { dueOn: '2026-04-01', minimumDueCents: 600_00 })
  await world.night('2026-03-12')
  await world.liveUntil('2026-04-21 05:00')
  world.books.pay('PART-HALF', { paymentId: 'PART-HALF-P', amountCents: 300_00, on: '2026-04-20' })
  world.books.pay('PART-OLDEST', { paymentId: 'PART-OLDEST-P', amountCents: 600_00, on: '2026-04-20' })
  world.books.pay('PART-BACK', { paymentId: 'PART-BACK-P', amountCents: 600_00, on: '2026-04-20' })
  await world.night('2026-04-20')
  await world.liveUntil('2026-05-11 05:00')
  world.books.comeBack('PART-BACK-P', '2026-05-10')
  await world.night('2026-05-10')
  await world.liveUntil('2026-07-10 06:00')
})
afterAll(() => world.close())

const firstSevenWeeks = [
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
  '2026-03-31 1/2026-03-01/letter/1',
  '2026-04-03 1/2026-03-01/letter/1 delivered',
]

const keyed = async (accountId: string) => journal(await world.facts(accountId), { keys: true })

test('a payment that does not meet the oldest bill changes nothing of the way', async () => {
  const withoutPayment = (await keyed('PART-HALF')).filter((line) => !line.includes('paid'))
  expect(withoutPayment).toEqual(await keyed('PART-NOTHING'))
})

test('a payment of the oldest bill begins at the next one, and leaves out no rung of it', async () => {
  expect(await keyed('PART-OLDEST')).toEqual([
    ...firstSevenWeeks,
    '2026-04-21 paid 600.00',
    '2026-04-21 1/2026-04-01/reminder/1',
    '2026-04-26 1/2026-04-01/second-reminder/1',
    '2026-05-01 1/2026-04-01/final-reminder/1',
    '2026-05-02 1/2026-04-01/calls/1',
    '2026-05-02 1/2026-04-01/calls/1: noAnswer',
    '2026-05-04 1/2026-04-01/calls/2',
    '2026-05-04 1/2026-04-01/calls/2: noAnswer',
    '2026-05-06 1/2026-04-01/calls/3',
    '2026-05-06 1/2026-04-01/calls/3: noAnswer',
    '2026-05-09 1/2026-04-01/letter/1',
    '2026-05-12 1/2026-04-01/letter/1 delivered',
    '2026-05-31 1/2026-04-01/visit.approval/1',
    '2026-05-31 1/2026-04-01/visit.approval/1: approved',
    '2026-05-31 1/2026-04-01/visit/1',
    '2026-06-01 1/2026-04-01/visit/1: notHome',
    '2026-06-15 1/2026-04-01/second-visit.approval/1',
    '2026-06-15 1/2026-04-01/second-visit.approval/1: approved',
    '2026-06-16 1/2026-04-01/second-visit/1',
    '2026-06-17 1/2026-04-01/second-visit/1: notHome',
    '2026-07-01 1/2026-04-01/agency.approval/1',
    '2026-07-01 1/2026-04-01/agency.approval/1: approved',
    '2026-07-01 1/2026-04-01/agency/1',
  ])
})

test('when it comes back the case goes on where it stood with the older bill', async () => {
  const lines = await keyed('PART-BACK')
  const cameBack = lines.indexOf('2026-05-11 came back 600.00')
  expect(lines.slice(0, cameBack)).toEqual((await keyed('PART-OLDEST')).slice(0, cameBack))
  expect(lines.slice(cameBack)).toEqual([
    '2026-05-11 came back 600.00',
    '2026-05-11 1/2026-03-01/visit.approval/1',
    '2026-05-11 1/2026-03-01/visit.approval/1: approved',
    '2026-05-11 1/2026-03-01/visit/1',
    '2026-05-12 1/2026-03-01/visit/1: notHome',
    '2026-05-12 1/2026-04-01/letter/1 delivered',
    '2026-05-26 1/2026-03-01/second-visit.approval/1',
    '2026-05-26 1/2026-03-01/second-visit.approval/1: approved',
    '2026-05-27 1/2026-03-01/second-visit/1',
    '2026-05-28 1/2026-03-01/second-visit/1: notHome',
    '2026-05-31 1/2026-03-01/agency.approval/1',
    '2026-05-31 1/2026-03-01/agency.approval/1: approved',
    '2026-06-01 1/2026-03-01/agency/1',
  ])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 4, faults: [] })
})
