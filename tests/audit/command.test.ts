// What does `arrears audit breaches` answer, and with which exit code?
import type { StackAddresses } from '../../stack/stack'
import { type TestDatabase, freshDatabase } from '../support/database'
import { breachesOf } from './plant'
import { type Ended, arrears } from '../support/command-line'

const stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
  const planted = { contacts: [{ at: '2026-03-05 10:00' }, { at: '2026-03-06 23:00' }] }
  expect(await breachesOf(database.db, planted)).toEqual(['CN-TIME-01 1'])
})
afterAll(() => database.drop())

/** Runs the command line as a person would. */
function audit(...args: string[]): Promise<Ended> {
  const env = { DATABASE_URL: database.url, TEMPORAL_ADDRESS: stack.temporalAddress }
  return arrears(['audit', 'breaches', ...args], { env })
}

test('a breach is named with rule, contact, time and text, and the exit code is 1', async () => {
  const { exitCode, stdout } = await audit()
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(
    /^CN-TIME-01 {2}P\d+-0\/1\/step\/1 {2}2026-03-06T15:00:00\.000Z {2}no collection between .*; at 23:00 in Asia\/Shanghai\n2 contacts, 1 breaches\nchecked, windows: CN-TIME-01 BANK-HOL\n/,
  )
})

test('a span of days without a breach ends with 0; its last day is part of it', async () => {
  expect(await audit('--to', '2026-03-05')).toMatchObject({ exitCode: 0 })
  expect(await audit('--from', '2026-03-06', '--to', '2026-03-06')).toMatchObject({ exitCode: 1 })
})

test('--json gives the whole report, with what was not checked and why', async () => {
  const report = JSON.parse((await audit('--json')).stdout)
  expect(report).toMatchObject({ contacts: 2, breaches: [{ rule: 'CN-TIME-01', policy: 'cn-bank' }] })
  expect(report.checked).toContainEqual({ policy: 'cn-bank', rule: 'BANK-DAY', kind: 'counters' })
  expect(report.notChecked).toContainEqual({
    policy: 'cn-bank',
    rule: 'CN-CON-01',
    why: 'of the words only their hash is on record',
  })
})

test.each([
  [['--from', 'tomorrow'], 'DATE_INVALID: --from is a day such as 2026-03-05, not tomorrow'],
  [['--to', '2026-02-30'], 'DATE_INVALID: --to is a day such as 2026-03-05, not 2026-02-30'],
  [
    ['--from', '2026-03-06', '--to', '2026-03-05'],
    'DATES_REVERSED: --from 2026-03-06 is after --to 2026-03-05',
  ],
])('%j is refused with its reason', async (args, message) => {
  const { exitCode, stderr } = await audit(...args)
  expect([exitCode, stderr.trim()]).toEqual([2, message])
})
