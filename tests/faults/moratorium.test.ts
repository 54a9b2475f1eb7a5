// One hold for many cases: is each account held once when the command is killed in the middle and started again? And do
// people start again so many a day, all accounts of a person together?
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { factsOf } from '../../domain/facts'
import { frozenDays, holdSpans } from '../../domain/protection/hold-spans'
import { personHolds } from '../../domain/protection/person-hold'
import { loadRules } from '../../workers/rules'
import { type Bank, firstNight, withBank, zone } from './bank'
import { brokenInvariants } from './invariants'
import type { FaultPoint } from './pg-proxy'

jest.setTimeout(240_000)

const accounts = 6
const perDay = 2
const until = '2026-06-01T09:00:00+08:00'

const points: FaultPoint[] = [
  { name: 'everybody is chosen', statement: /insert into moratorium_account/, when: 'before' },
  { name: 'a hold is added', statement: /append_facts.*moratorium/, when: 'before', occurrence: 3 },
  {
    name: 'a hold is committed',
    statement: /^commit/,
    within: /append_facts.*moratorium/,
    when: 'after',
    occurrence: 2,
  },
  { name: 'it is noted', statement: /^update .*moratorium_account/, when: 'before', occurrence: 2 },
]

test.each(points.map((point) => [point.name, point] as const))(
  'each account is held once and until its own day although the command was killed when %s',
  (_, point) =>
    withBank(async (bank) => {
      await bank.openCases(accounts)
      const killed = start(bank, 'place', '--file', listOf(bank), '--until', until)
      await bank.proxy.strike(point, () => {
        killed.child.kill('SIGKILL')
        return 'cut'
      })
      await killed.ended
      const { exitCode, report } = await start(bank, 'place', '--file', listOf(bank), '--until', until).ended
      expect(exitCode).toBe(0)
      expect(report).toMatchObject({ chosen: accounts + 1, held: accounts, days: accounts / perDay })
      expect(report).toMatchObject({ refused: [{ accountId: 'nobody', code: 'UNKNOWN_ACCOUNT' }] })
      expect(await endsOf(bank)).toEqual([1, 2, 3].flatMap((day) => Array(perDay).fill(`2026-06-0${day}`)))
      await bank.settle()
      expect(await brokenInvariants(bank)).toEqual([])
    }),
)

test('lifting spreads the restart, and other words under the same id are refused', () =>
  withBank(async (bank) => {
    await bank.openCases(accounts)
    await start(bank, 'place', '--where', 'product=card', '--until', until).ended
    const other = await start(
      bank,
      'place',
      '--where',
      'product=card',
      '--until',
      '2026-07-01T09:00:00+08:00',
    ).ended
    expect(other).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^MORATORIUM_KNOWN/) })
    const lifted = await start(bank, 'lift', '--from', '2026-05-30T09:00:00+08:00').ended
    expect(lifted.report).toMatchObject({ held: 0, ended: accounts, refused: [] })
    expect(await endsOf(bank)).toEqual(
      ['30', '30', '31', '31'].map((day) => `2026-05-${day}`).concat(['2026-06-01', '2026-06-01']),
    )
    const again = await start(bank, 'lift', '--from', '2026-05-29T09:00:00+08:00').ended
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^LIFTED_ALREADY/) })
  }))

test('each account of a person with two of them is held, and lifted on the same day', () =>
  withBank(async (bank) => {
    await bank.startWorker()
    const numbers = Array.from({ length: accounts }, (_, index) => index + 1)
    const owned = numbers.map((n) => ({
      accountId: bank.account(n),
      customerId: `c-${bank.account(Math.ceil(n / 2))}`,
    }))
    await bank.importNight(
      firstNight,
      bank.writeNight(firstNight, numbers, { accounts: owned, contactPoints: [] }),
    )
    await bank.settle()
    const placed = await start(bank, 'place', '--file', listOf(bank), '--until', until).ended
    expect(placed.report).toMatchObject({ held: accounts, refused: [{ accountId: 'nobody' }], days: 2 })
    expect(await endsOf(bank)).toEqual([...Array(4).fill('2026-06-01'), ...Array(2).fill('2026-06-02')])

    const lift = ['--from', '2026-05-30T09:00:00+08:00']
    const lifted = await start(bank, 'lift', ...lift).ended
    expect(lifted.report).toMatchObject({ held: 0, ended: accounts, refused: [{ accountId: 'nobody' }] })
    expect(await endsOf(bank)).toEqual([...Array(4).fill('2026-05-30'), ...Array(2).fill('2026-05-31')])
    expect((await start(bank, 'lift', ...lift).ended).report).toEqual(lifted.report)
    const { terms } = await loadRules(bank.db)
    const frozen = { holds: terms.holds, zone, what: 'interest' } as const
    for (const n of numbers) {
      const facts = await bank.facts(n)
      expect(frozenDays(facts, frozen)).toHaveLength(1)
      expect(personHolds(facts).map((span) => span.until)).toEqual(holdSpans(facts).map((span) => span.until))
    }
    await bank.settle()
    expect(await brokenInvariants(bank)).toEqual([])
  }))

test('who lacks authority uses up nothing, what was refused is tried again, and what takes two is lifted by two', () =>
  withBank(async (bank) => {
    await bank.openCases(accounts - 1)
    const order = ['--file', listOf(bank), '--reason', 'regulator', '--until', until]
    const run = (act: 'place' | 'lift', by: string, args: string[]) =>
      start(bank, act, ...args, '--by', by).ended
    expect(await run('place', 'operator:lin', order)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^NO_AUTHORITY/),
    })
    const first = await run('place', 'supervisor:qian', order)
    expect(first.report).toMatchObject({ held: accounts - 1, refused: [{ code: 'UNKNOWN_ACCOUNT' }, {}] })
    const numbers = Array.from({ length: accounts }, (_, index) => index + 1)
    await bank.importNight('2026-03-05', bank.writeNight('2026-03-05', numbers))
    const second = await run('place', 'supervisor:qian', order)
    expect(second.report).toMatchObject({ held: accounts, refused: [{ accountId: 'nobody' }] })

    const lift = ['--from', '2026-05-30T09:00:00+08:00']
    expect(await run('lift', 'supervisor:qian', lift)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^NO_AUTHORITY/),
    })
    expect((await run('lift', 'manager:zhou', lift)).report).toMatchObject({
      ...{ held: accounts, ended: 0, liftAskedBy: ['manager:zhou'] },
    })
    expect(await run('lift', 'manager:zhou', lift)).toMatchObject({
      stderr: expect.stringMatching(/^SAME_PERSON/),
    })
    const other = ['--from', '2026-05-29T09:00:00+08:00']
    expect((await run('lift', 'manager:sun', other)).report).toMatchObject({ ended: 0 })
    expect((await run('lift', 'manager:sun', lift)).report).toMatchObject({
      ...{ held: 0, ended: accounts, liftAskedBy: [], refused: [{ accountId: 'nobody' }] },
    })
    const facts = await bank.facts(1)
    expect(factsOf(facts, 'holdLiftAsked').map(({ actor }) => actor)).toEqual(['manager:zhou'])
    expect(factsOf(facts, 'holdExtended').map(({ actor }) => actor)).toEqual(['manager:sun'])
    await bank.settle()
    expect(await brokenInvariants(bank)).toEqual([])
  }))

function listOf(bank: Bank): string {
  const path = join(mkdtempSync(join(tmpdir(), 'arrears-moratorium-')), 'accounts.txt')
  const ids = Array.from({ length: accounts }, (_, index) => bank.account(index + 1))
  writeFileSync(path, ['# flooded', ...ids, 'nobody', ''].join('\n'))
  return path
}

interface Ended {
  exitCode: number | null
  stderr: string
  report: unknown
}

/** Runs the command line as a person would, its database reached by way of the proxy. */
function start(
  bank: Bank,
  act: 'place' | 'lift',
  ...args: string[]
): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { ...process.env, DATABASE_URL: bank.proxy.url, TEMPORAL_ADDRESS: bank.config.temporal.address }
  const common = ['--id', 'flood', '--per-day', String(perDay), '--by', 'supervisor:qian', '--json']
  const child = spawn(process.execPath, ['bin/arrears.js', 'moratorium', act, ...common, ...args], { env })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exitCode) =>
      resolve({ exitCode, stderr, report: exitCode === 0 ? JSON.parse(stdout) : null }),
    )
  })
  return { child, ended }
}

/** The days on which the holds end, in order; each account has one hold. */
async function endsOf(bank: Bank): Promise<string[]> {
  const ends: string[] = []
  for (let n = 1; n <= accounts; n += 1) {
    const facts = await bank.facts(n)
    expect(factsOf(facts, 'holdPlaced')).toHaveLength(1)
    const [span] = holdSpans(facts)
    ends.push(new Date(span?.until ?? 0).toISOString().slice(0, 10))
  }
  return ends.sort()
}
