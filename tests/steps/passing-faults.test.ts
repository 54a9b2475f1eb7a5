// Which faults are worth another attempt? Asked of the real driver and the real server; and what a case's database work
// makes of those that are not.
import { ApplicationFailure } from '@temporalio/common'
import { type CaseAlarm, createCaseActivities } from '../../activities/evaluate'
import type { CommandInput } from '../../activities/case-activities'
import { openDatabase } from '../../platform/database'
import { inTransaction } from '../../platform/fact-log'
import { faultCodeOf, mayPass } from '../../platform/passing-faults'
import { type TestDatabase, freshDatabase } from '../support/database'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

const db = () => test_.db.prisma
async function faultOf(work: () => Promise<unknown>): Promise<unknown> {
  return work().then(
    () => undefined,
    (error: unknown) => error,
  )
}
const inDatabase = (sql: string) => inTransaction(db(), (tx) => tx.$executeRawUnsafe(sql))

describe('passes', () => {
  test.each([
    ['a connection that the server ends', 'select pg_terminate_backend(pg_backend_pid())'],
    ['a lock that is not had in time', `do $$ begin raise sqlstate '55P03'; end $$`],
    ['a deadlock', `do $$ begin raise sqlstate '40P01'; end $$`],
    ['two writers of one key', `do $$ begin raise sqlstate '23505'; end $$`],
  ])('%s', async (_, sql) => {
    expect(mayPass(await faultOf(() => inDatabase(sql)))).toBe(true)
  })
  test('a connection that is lost between two statements', async () => {
    const lost = inTransaction(db(), async (tx) => {
      const [row] = await tx.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`
      await test_.db.pool.query('select pg_terminate_backend($1)', [row?.pid])
      for (;;) await tx.$executeRaw`select pg_sleep(0.01)`
    })
    expect(mayPass(await faultOf(() => lost))).toBe(true)
  })
  test('a server that is not there', async () => {
    const away = openDatabase(test_.url.replace(/:\d+\//, ':1/'))
    expect(mayPass(await faultOf(() => inTransaction(away.prisma, (tx) => tx.$executeRaw`select 1`)))).toBe(
      true,
    )
    await away.close()
  })
  test('a pool that has no connection left', async () => {
    const one = openDatabase(test_.url, { connections: 1 })
    const held = await one.pool.connect()
    const asked = one.prisma.$transaction((tx) => tx.$executeRaw`select 1`, { maxWait: 100 })
    expect(mayPass(await faultOf(() => asked))).toBe(true)
    held.release()
    await one.close()
  })
})

describe('recurs', () => {
  test.each([
    ['an instant that no column holds', () => inDatabase(`select '+020000-01-01'::timestamptz`)],
    ['a fact of an account that is not there', () => inDatabase(`do $$ begin raise exception 'X'; end $$`)],
    ['a row that is not there', () => db().setting.update({ where: { key: 'x' }, data: { value: 1 } })],
    ['a date that is none', () => db().outbox.count({ where: { asOf: new Date(NaN) } })],
    ['an amount that cannot be divided', () => Promise.reject(new RangeError('not -1'))],
    ['whatever else the software says', () => Promise.reject(new Error('decide() needs an episode'))],
  ])('%s', async (_, work) => {
    expect(mayPass(await faultOf(work))).toBe(false)
  })
})

test('a fault is named by its codes, never by its text', async () => {
  const fault = await faultOf(() => inDatabase(`select 'Zhang Wei'::int`))
  expect(faultCodeOf(fault)).toBe('PrismaClientKnownRequestError 22P02')
})

describe('the database work of a case', () => {
  const alarms: CaseAlarm[] = []
  beforeEach(() => alarms.splice(0))
  const input: CommandInput = {
    ...{ accountId: 'A-1', asOf: 0 },
    command: { kind: 'liftHold', commandId: 'c-1', by: 'operator:lin', holdId: 'h' },
  }
  const notAsked = new Error('nobody asks')
  const failingWith = (error: Error) =>
    createCaseActivities({
      db: test_.db,
      rulesFor: () => Promise.reject(error),
      runCommand: () => Promise.reject(error),
      alarm: (alarm) => alarms.push(alarm),
    })

  test('answers a command on which the software fails, and somebody is told', async () => {
    const error = new RangeError('not -1')
    const { carryOut, receive } = failingWith(error)
    const answers = [await carryOut(input), await receive(input)]
    expect(answers.map((answer) => answer.ok || answer.code)).toEqual(['COMMAND_FAILED', 'COMMAND_FAILED'])
    expect(alarms[0]).toEqual({ accountId: 'A-1', work: 'liftHold', commandId: 'c-1', error })
  })
  test('tries a command again when the database is away', async () => {
    const sql = 'select pg_terminate_backend(pg_backend_pid())'
    const error = (await faultOf(() => inDatabase(sql))) as Error
    await expect(failingWith(error).carryOut(input)).rejects.toBe(error)
    expect(alarms).toEqual([])
  })
  test('says of a case without an opening that it cannot be decided on, once and for all', async () => {
    const fault = await faultOf(() =>
      failingWith(notAsked).evaluate({ accountId: 'A-1', turn: 1, asOf: 0, seenSeq: 0 }),
    )
    expect(fault).toMatchObject({ type: 'NO_CASE', nonRetryable: true })
    expect(alarms.map(({ work }) => work)).toEqual(['evaluate'])
  })
  test('waits for facts that a restored database does not have yet', async () => {
    const fault = await faultOf(() =>
      failingWith(notAsked).evaluate({ accountId: 'A-1', turn: 1, asOf: 0, seenSeq: 9 }),
    )
    expect(fault).toBeInstanceOf(ApplicationFailure)
    expect(fault).toMatchObject({ type: 'DATABASE_BEHIND', nonRetryable: false })
    expect(alarms).toEqual([])
  })
})
