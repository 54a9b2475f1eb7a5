// Does everything go on when a server dies in the middle of it? PostgreSQL and Temporal of a stack of its own, killed at
// a named moment while the workers live on, and started again.
import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { postgresProcess } from '../../stack/embedded-postgres'
import type { ProcessIdentity } from '../../stack/processes'
import { runTypeScript } from '../../stack/project'
import { type StackAddresses, removeStack } from '../../stack/stack'
import { readStackRecord } from '../../stack/stack-record'
import { temporalProcess } from '../../stack/temporal-server'
import { type Bank, firstNight, withBank } from './bank'
import { brokenInvariants } from './invariants'
import type { FaultPoint } from './pg-proxy'

jest.setTimeout(240_000)

const home = mkdtempSync(join(tmpdir(), 'arrears-servers-'))
const overdue = 3
let stack: StackAddresses

beforeAll(async () => {
  stack = await up()
})
afterAll(() => removeStack(home, () => undefined))

const servers: Record<string, () => ProcessIdentity | null> = {
  PostgreSQL: () => postgresProcess(readStackRecord(home)?.postgresFolder ?? ''),
  Temporal: () => temporalProcess(home),
}

const inStep: Record<string, FaultPoint> = {
  PostgreSQL: {
    name: "the provider's answer is committed",
    statement: /^commit/,
    within: /^update contact set .*\[sent,/,
    when: 'after',
  },
  Temporal: {
    name: 'the claim is committed',
    statement: /^commit/,
    within: /^insert into contact /,
    when: 'after',
  },
}

const inImport: Record<string, FaultPoint> = {
  PostgreSQL: { name: 'the cases are to be told', statement: /^insert into outbox/, when: 'after' },
  Temporal: { name: 'the first decision is stored', statement: /insert into decision/, when: 'after' },
}

test.each(Object.keys(servers))(
  'a night is applied once and begins every case although %s was killed in it',
  (server) =>
    withBank(async (bank) => {
      await bank.startWorker()
      const numbers = Array.from({ length: overdue }, (_, index) => index + 1)
      const folder = bank.writeNight(firstNight, numbers)
      const restarted = killedAndRestarted(bank, server, inImport[server])
      const imported = bank.importNight(firstNight, folder).catch(() => null)
      await restarted
      await imported
      expect(await bank.importNight(firstNight, folder)).toMatchObject({
        report: { cases: { opened: overdue } },
      })
      await bank.aMinuteLater()
      await bank.settle()
      expect(await brokenInvariants(bank)).toEqual([])
      for (let n = 1; n <= overdue; n += 1) expect(await bank.countOf(n, 'episodeOpened')).toBe(1)
    }, stack),
)

test.each(Object.keys(servers))('everybody is reminded once although %s was killed in the middle', (server) =>
  withBank(async (bank) => {
    await bank.openCases(overdue)
    const restarted = killedAndRestarted(bank, server, inStep[server])
    const lived = bank.liveUntil('2026-03-02', '12:00').catch(() => null)
    await restarted
    await lived
    await bank.aMinuteLater()
    await bank.liveUntil('2026-03-05', '12:00')
    expect(await brokenInvariants(bank)).toEqual([])
    for (let n = 1; n <= overdue; n += 1) expect(await bank.countOf(n, 'stepTaken')).toBe(1)
  }, stack),
)

async function killedAndRestarted(bank: Bank, server: string, point: FaultPoint | undefined): Promise<void> {
  const identity = servers[server]?.()
  if (!identity || !point) throw new Error(`${server} does not run`)
  await bank.proxy.strike(point, () => {
    process.kill(identity.pid, 'SIGKILL')
    return 'pass'
  })
  expect(await up()).toEqual(stack)
}

/** The same addresses as before: in a process of its own, as people do. */
async function up(): Promise<StackAddresses> {
  const options = JSON.stringify({ home, simulation: true, worker: false })
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] }
  const command = [...runTypeScript('tests/stack/start.ts'), options]
  const { stdout } = await promisify(execFile)(process.execPath, command, { env })
  const { addresses, message } = JSON.parse(stdout) as { addresses?: StackAddresses; message?: string }
  if (!addresses) throw new Error(message)
  return addresses
}
