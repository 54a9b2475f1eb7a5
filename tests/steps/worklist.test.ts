// Does the worklist show what is most pressing first, when each customer may be called, and what nobody has finished?
import { worklist } from '../../cases/worklist'
import { instantAt } from '../../domain/calendar-date'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Caller, call, openCaller, started } from './caller'
import { morning, zone } from './stage'

let database: TestDatabase
beforeEach(async () => {
  database = await freshDatabase()
})
afterEach(() => database.drop())

const hour = 3_600_000
const lookAt = ({ calls }: Caller, asOf = morning, kinds: string[] = [], limit = 50) =>
  worklist({ ...calls, zone, presentOf: () => Promise.resolve(asOf) }, { kinds, limit })

test('the vulnerable first, then whose deadline is near; no list holds a number', async () => {
  const plain = await openCaller(database.db, { deadlineDays: 20 })
  const near = await openCaller(database.db, { deadlineDays: 2 })
  const vulnerable = await openCaller(database.db, { deadlineDays: 20 })
  await vulnerable.record('holdPlaced', 'hold/1', {
    holdId: '1',
    reason: 'vulnerable',
    from: morning,
    until: morning + 1,
  })
  const notAnyMore = await openCaller(database.db, { deadlineDays: 20 })
  const care = { holdId: '1', reason: 'vulnerable' as const, from: morning - hour }
  await notAnyMore.record('holdPlaced', 'hold/1', care)
  await notAnyMore.record('holdLifted', 'hold/1/lifted', { holdId: '1', at: morning })
  const { tasks } = await lookAt(plain)
  expect(tasks.map(({ accountId, priority }) => [accountId, priority])).toEqual([
    [vulnerable.accountId, 26],
    [near.accountId, 16],
    ...[plain.accountId, notAnyMore.accountId].sort().map((accountId) => [accountId, 6]),
  ])
  expect(JSON.stringify(tasks)).not.toContain(plain.mobile)
  expect(tasks.find(({ accountId }) => accountId === plain.accountId)?.call).toMatchObject({
    from: '2026-03-05T02:00:00.000Z',
    until: '2026-03-05T12:00:00.000Z',
    ruleId: null,
    number: `+86********${plain.mobile.slice(-3)}`,
    attemptsToday: 0,
  })
  expect((await lookAt(plain, morning, [], 1)).tasks).toHaveLength(1)
  expect((await lookAt(plain, morning, ['visit'])).tasks).toEqual([])
})

test('of somebody whose data is restricted only what is beside the ladder is shown', async () => {
  const stage = await openCaller(database.db)
  await database.db.prisma.customer.updateMany({ data: { restrictedAt: new Date(morning) } })
  expect((await lookAt(stage)).tasks).toEqual([])
  await stage.record('taskOpened', 'task/k1', {
    taskId: `${stage.accountId}/complaint/k1`,
    kind: 'complaint',
    stepKey: 'complaint/k1',
    dueAt: morning + hour,
    defaultOutcome: 'unanswered',
  })
  expect((await lookAt(stage)).tasks).toMatchObject([{ kind: 'complaint' }])
})

test('a task names the level on which it lies; a call lies on none', async () => {
  const stage = await openCaller(database.db)
  await stage.record('taskOpened', 'task/o1', {
    taskId: `${stage.accountId}/relief/o1/approval/1`,
    kind: 'decision',
    stepKey: 'relief/o1/approval/1',
    dueAt: morning + hour,
    defaultOutcome: 'notDecided',
    detail: { about: 'offer', id: 'o1', level: 'teamLead' },
  })
  const levels = (await lookAt(stage)).tasks.map(({ kind, level }) => [kind, level])
  expect(new Map(levels as [string, string | null][])).toEqual(
    new Map([
      ['decision', 'teamLead'],
      ['call', null],
    ]),
  )
})

test('who has been spoken to three times today may be called tomorrow', async () => {
  const stage = await openCaller(database.db)
  for (let n = 0; n < 3; n += 1) await call(stage, morning + n * 60_000, 'callBack')
  const { tasks } = await lookAt(stage, morning + hour)
  expect(tasks[0]?.call).toMatchObject({
    from: '2026-03-06T01:00:00.000Z',
    until: '2026-03-06T12:00:00.000Z',
    ruleId: 'CN-FREQ-01',
    attemptsToday: 3,
  })
})

test('who has paid may not be called at all', async () => {
  const stage = await openCaller(database.db)
  const paid = { paymentId: 'p1', amountCents: 60_000, valueOn: '2026-03-05', postedOn: '2026-03-05' }
  await stage.record('paymentPosted', 'payment/p1', paid)
  const { tasks } = await lookAt(stage)
  expect(tasks[0]?.call).toMatchObject({ from: null, until: null, ruleId: 'PAID', number: null })
})

test('a call that nobody finished is shown after two hours, until somebody does', async () => {
  const stage = await openCaller(database.db)
  const { callId } = await started(stage)
  expect((await lookAt(stage, morning + hour)).unfinishedCalls).toEqual([])
  expect((await lookAt(stage, morning + 3 * hour)).unfinishedCalls).toMatchObject([
    { callId, accountId: stage.accountId, by: 'operator:lin' },
  ])
  const late = instantAt('2026-03-05', zone, '15:00')
  await call(stage, late, 'noAnswer')
  expect((await lookAt(stage, late + hour)).unfinishedCalls).toHaveLength(1)
})
