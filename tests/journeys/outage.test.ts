// After an outage: no step is lost, none is taken twice, and a late one follows the rule of its rung. Temporal itself is
// lost for four days here and comes back empty: the relay starts every open case again when it has news of it.
import { caseWorkflowId } from '../../workflows/messages'
import { journal } from '../support/journal'
import { soundnessOf } from '../support/soundness'
import { type World, local, openWorld, shown } from '../support/world'

/** What stands before each account's case when everything stops, on 20 March at 07:00. */
const accounts = [
  { accountId: 'OUT-REMINDER', dueOn: '2026-03-15', night: '2026-03-19' },
  { accountId: 'OUT-SECOND', dueOn: '2026-03-12', night: '2026-03-16' },
  { accountId: 'OUT-FINAL', dueOn: '2026-03-01', night: '2026-03-05' },
  { accountId: 'OUT-FINAL-SOON', dueOn: '2026-03-02', night: '2026-03-07' },
  { accountId: 'OUT-LETTER', dueOn: '2026-02-15', night: '2026-03-05' },
  { accountId: 'OUT-CALL', dueOn: '2026-02-26', night: '2026-03-05' },
]
const goneAt = '2026-03-20 07:00'

let world: World
beforeAll(async () => {
  world = await openWorld()
  world.people.follow('OUT-LETTER', {
    task: (_, kind) => (kind === 'call' ? { outcome: 'refused', afterHours: 2 } : undefined),
  })
  for (const night of ['2026-03-05', '2026-03-07', '2026-03-16', '2026-03-19']) {
    await world.liveUntil(`${night} 23:00`)
    for (const { accountId, dueOn } of accounts.filter((account) => account.night === night))
      world.books.open(accountId, { bills: [{ dueOn, minimumDueCents: 2_000_00 }] })
    await world.night(night)
  }
  await world.liveUntil(goneAt)
  for (const { accountId } of accounts)
    await world.temporal.client.workflow.getHandle(caseWorkflowId(accountId)).terminate('the server was lost')
  for (const { accountId } of accounts)
    world.books.pay(accountId, { paymentId: `${accountId}-P`, amountCents: 1_00, on: '2026-03-23' })
  await world.night('2026-03-23')
  await world.liveUntil('2026-03-27 06:00')
})
afterAll(() => world.close())

/** What became known after everything had stopped; the news that brought the case back is left out. */
const since = async (accountId: string) => {
  const facts = (await world.facts(accountId)).filter(({ recordedAt }) => recordedAt > local(goneAt))
  return journal(facts, { minutes: true })
    .filter((line) => !line.endsWith('paid 1.00'))
    .map((line) => line.replace(/ (09|10):\d\d /, ' morning '))
}

test('a first reminder that is four days late is planned anew for the next morning', async () => {
  expect(await since('OUT-REMINDER')).toEqual([
    '2026-03-24 06:00 reminder/1 put off to 2026-03-25',
    '2026-03-25 morning reminder/1',
  ])
})

test('a second reminder that is late is left out', async () => {
  expect(await since('OUT-SECOND')).toEqual(['2026-03-24 06:00 second-reminder/1 skipped: CATCH_UP'])
})

test('a final reminder may be two days late: within them it goes out in the next window, later it is planned anew', async () => {
  expect((await since('OUT-FINAL-SOON'))[0]).toBe('2026-03-24 morning final-reminder/1')
  expect((await since('OUT-FINAL')).slice(0, 2)).toEqual([
    '2026-03-24 06:00 final-reminder/1 put off to 2026-03-25',
    '2026-03-25 morning final-reminder/1',
  ])
})

test('a letter is never left out: it goes out late', async () => {
  expect(await since('OUT-LETTER')).toEqual(['2026-03-24 morning letter/1'])
})

test('a deadline that passed meanwhile counts from its own hour', async () => {
  expect((await since('OUT-CALL')).slice(0, 2)).toEqual([
    '2026-03-24 06:00 calls/1: noAnswer (nobody reported)',
    '2026-03-24 morning calls/2',
  ])
  const [ended] = await world.factsOf('OUT-CALL', 'taskEnded')
  expect(shown(ended?.effectiveAt ?? 0)).toBe('2026-03-20 18:00')
})

test('each case that was lost runs again, under its old episode', async () => {
  for (const { accountId } of accounts) {
    expect(await world.status(accountId)).toMatchObject({ accountId, episode: 1 })
  }
})

test('a step that falls due while no worker runs is taken once, when one is back', async () => {
  const accountId = 'OUT-CALL'
  const before = (await world.factsOf(accountId, 'stepTaken')).length
  await world.stopWorker()
  const living = world.liveUntil('2026-03-29 06:00')
  while (((await world.relay.timekeeper.presentOf(accountId)) ?? 0) < local('2026-03-27 18:00'));
  await world.startWorker()
  await living
  const steps = await world.factsOf(accountId, 'stepTaken')
  expect(steps.slice(before).map(({ payload }) => payload.stepKey)).toEqual(['1/2026-02-26/calls/3'])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 6, faults: [] })
})
