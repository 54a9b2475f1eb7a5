// Holds of every kind stop the ladder and not the days past due: nothing is sent while one stands, afterwards the rest of
// the wait is kept, and whoever has a task has as much longer for it.
import { dayMs } from '../../domain/calendar-date'
import { caseWorkflowId, holdAttribute } from '../../workflows/messages'
import { journal } from '../support/journal'
import { soundnessOf } from '../support/soundness'
import { type Request, type World, local, openWorld } from '../support/world'

const by = 'supervisor:qian'

const place = (holdId: string, span: { from?: string; until?: string } = {}): Request => ({
  kind: 'placeHold',
  by,
  holdId,
  reason: 'dispute',
  ...(span.from === undefined ? {} : { from: local(span.from) }),
  ...(span.until === undefined ? {} : { until: local(span.until) }),
})
const extend = (holdId: string, until: string): Request => ({
  kind: 'extendHold',
  by,
  holdId,
  until: local(until),
})
const lift = (holdId: string): Request => ({ kind: 'liftHold', by, holdId })

/** A hold of ten days, from 8 March 10:00 to 18 March 10:00, told in nine ways. */
const tenDays: [way: string, accountId: string, acts: [moment: string, request: Request][]][] = [
  [
    'placed and lifted',
    'HOLD-LIFTED',
    [
      ['2026-03-08 10:00', place('a')],
      ['2026-03-18 10:00', lift('a')],
    ],
  ],
  [
    'placed with its end',
    'HOLD-TIMED',
    [['2026-03-08 10:00', place('a', { until: '2026-03-18 10:00' })]], //
  ],
  [
    'overlapped by another',
    'HOLD-OVERLAPPED',
    [
      ['2026-03-08 10:00', place('a')],
      ['2026-03-12 10:00', place('b')],
      ['2026-03-14 10:00', lift('a')],
      ['2026-03-18 10:00', lift('b')],
    ],
  ],
  [
    'with another inside',
    'HOLD-NESTED',
    [
      ['2026-03-08 10:00', place('a')],
      ['2026-03-10 10:00', place('b', { until: '2026-03-12 10:00' })],
      ['2026-03-18 10:00', lift('a')],
    ],
  ],
  [
    'extended by another',
    'HOLD-EXTENDED',
    [
      ['2026-03-08 10:00', place('a', { until: '2026-03-14 10:00' })],
      ['2026-03-13 10:00', place('b', { from: '2026-03-14 10:00', until: '2026-03-18 10:00' })],
    ],
  ],
  [
    'extended by a later word',
    'HOLD-LONGER',
    [
      ['2026-03-08 10:00', place('a', { until: '2026-03-14 10:00' })],
      ['2026-03-13 10:00', extend('a', '2026-03-18 10:00')],
    ],
  ],
  [
    'shortened by a later word',
    'HOLD-SHORTER',
    [
      ['2026-03-08 10:00', place('a', { until: '2026-04-14 10:00' })],
      ['2026-03-13 10:00', extend('a', '2026-03-18 10:00')],
    ],
  ],
  [
    'learnt two days late',
    'HOLD-LATE',
    [
      ['2026-03-10 15:00', place('a', { from: '2026-03-08 10:00' })],
      ['2026-03-18 10:00', lift('a')],
    ],
  ],
  [
    'learnt two days late with its end',
    'HOLD-LATE-TIMED',
    [['2026-03-10 15:00', place('a', { from: '2026-03-08 10:00', until: '2026-03-18 10:00' })]],
  ],
]

let world: World
/** What an engineer finds by the attribute `ArrearsHold`, while the holds stand and afterwards. */
const shownHold: unknown[] = []

beforeAll(async () => {
  world = await openWorld()
  const debt = { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] }
  for (const [, accountId, acts] of tenDays) {
    world.books.open(accountId, debt)
    for (const [moment, request] of acts) world.plan(accountId, moment, request)
  }
  world.books.open('HOLD-TASK', debt)
  world.plan('HOLD-TASK', '2026-03-22 15:00', place('a'))
  world.plan('HOLD-TASK', '2026-03-29 15:00', lift('a'))
  world.books.open('HOLD-TOO-LATE', debt)
  world.plan('HOLD-TOO-LATE', '2026-03-15 10:00', place('a', { from: '2026-03-08 10:00' }))
  world.plan('HOLD-TOO-LATE', '2026-03-18 10:00', lift('a'))
  await world.night('2026-03-05')
  await world.liveUntil('2026-03-12 06:00')
  shownHold.push(await heldOf('HOLD-LIFTED'))
  await world.liveUntil('2026-04-01 06:00')
  shownHold.push(await heldOf('HOLD-LIFTED'))
})
afterAll(() => world.close())

async function heldOf(accountId: string): Promise<unknown> {
  const handle = world.temporal.client.workflow.getHandle(caseWorkflowId(accountId))
  return (await handle.describe()).typedSearchAttributes.get(holdAttribute)
}

const linesOf = async (accountId: string) => journal(await world.facts(accountId), { minutes: true })

test.each(tenDays)('a hold %s moves the next step by its ten days', async (_, accountId) => {
  const [first, second] = await world.factsOf(accountId, 'stepTaken')
  expect(second?.payload.stepKey).toBe('1/2026-03-01/second-reminder/1')
  // Five days of waiting and ten of the hold, wherever it began within the wait.
  expect(((second?.effectiveAt ?? 0) - (first?.effectiveAt ?? 0)) / dayMs).toBeCloseTo(15, 3)
})

test.each(tenDays)('while a hold %s stands nobody is contacted', async (_, accountId) => {
  const contacts = await world.factsOf(accountId, 'contactMade')
  const [from, until] = [local('2026-03-08 10:00'), local('2026-03-18 10:00')]
  expect(contacts.length).toBeGreaterThan(2)
  expect(contacts.filter(({ effectiveAt }) => effectiveAt >= from && effectiveAt < until)).toEqual([])
})

test('days past due go on while a hold stands', async () => {
  const { rows } = await world.db.pool.query<{ days: number; hold: boolean }>(
    `select (answer -> 'debt' ->> 'daysPastDue')::int as days, answer ->> 'standstill' is not null as hold
     from decision where account_id = 'HOLD-LIFTED' and as_of between '2026-03-08' and '2026-03-19' order by turn`,
  )
  expect(rows).toEqual([
    { days: 7, hold: true },
    { days: 17, hold: false },
  ])
})

test('a task that a hold interrupts has its deadline a hold later', async () => {
  const line = (await linesOf('HOLD-TASK')).slice(4)
  expect(line.map((text) => text.replace(/09:\d\d/, 'morning'))).toEqual([
    '2026-03-22 morning calls/1',
    '2026-03-22 15:00 hold a placed',
    '2026-03-29 15:00 hold a lifted',
    '2026-03-30 18:00 calls/1: noAnswer (nobody reported)',
  ])
})

test('a contact made before its hold was known stays, and the waits after it begin when the hold ends', async () => {
  expect((await linesOf('HOLD-TOO-LATE')).slice(2, 7)).toEqual([
    expect.stringMatching(/^2026-03-11 .* second-reminder\/1$/),
    '2026-03-15 10:00 hold a placed',
    '2026-03-18 10:00 hold a lifted',
    '2026-03-23 10:00 final-reminder/1',
    '2026-03-24 10:00 calls/1',
  ])
})

test('engineers see which cases are held', () => {
  expect(shownHold).toEqual([true, false])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 11, faults: [] })
})
