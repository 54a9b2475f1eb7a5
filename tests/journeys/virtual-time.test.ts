// Can this server move a workflow's time, does a case then stand where it was moved to, and is all of it refused in
// production? Everything in this folder rests on the first answer, so it fails loudly.
import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { advanceTo } from '../../cases/advance'
import { createTimekeeper } from '../../cases/timekeeper'
import { openDatabase } from '../../platform/database'
import { connectTemporal } from '../../platform/temporal'
import { clockOf, fastForward } from '../../platform/virtual-time'
import { runTypeScript } from '../../stack/project'
import { type StackAddresses, removeStack } from '../../stack/stack'
import { caseWorkflowId, collectionCaseType } from '../../workflows/messages'
import { journal } from '../support/journal'
import { type World, local, openWorld } from '../support/world'

const run = promisify(execFile)
const hourMs = 3_600_000

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('this server moves a case over a hundred days in seconds', async () => {
  world.books.open('TIME-01', { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] })
  await world.night('2026-03-05')
  const began = performance.now()
  await world.relay.timekeeper.bringTo('TIME-01', local('2026-06-14 06:00'))
  expect(performance.now() - began).toBeLessThan(60_000)
  const present = (await world.relay.timekeeper.presentOf('TIME-01')) ?? 0
  expect(present).toBeGreaterThanOrEqual(local('2026-06-14 06:00'))
  expect(present).toBeLessThan(local('2026-06-14 06:10'))
  expect(journal(await world.facts('TIME-01')).length).toBeGreaterThan(10)
})

describe('arrears advance', () => {
  const accountId = 'TIME-02'
  const advance = async (...options: string[]) => {
    const env = { ...process.env, DATABASE_URL: world.db.url, ...temporalEnvironment() }
    const { stdout } = await run(process.execPath, ['bin/arrears.js', 'advance', ...options, '--json'], {
      env,
    })
    return JSON.parse(stdout) as { from: string; to: string; moves: number }
  }
  const temporalEnvironment = () => ({
    TEMPORAL_ADDRESS: world.config.temporal.address,
    TEMPORAL_NAMESPACE: world.config.temporal.namespace,
    TASK_QUEUE: world.config.taskQueue,
  })

  beforeAll(async () => {
    world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] })
    await world.night('2026-03-06')
    await world.liveUntil('2026-03-08 06:00')
  })

  test('moves a case by days, also when nothing is due in them, until the next step comes', async () => {
    const first = await advance('2', '--account', accountId)
    expect(Date.parse(first.to)).toBeGreaterThanOrEqual(local('2026-03-10 06:00'))
    const second = await advance('3', '--account', accountId)
    expect(Date.parse(second.from)).toBeGreaterThanOrEqual(Date.parse(first.to))
    expect([first.moves, second.moves]).toEqual([0, 1])
    expect(journal(await world.facts(accountId)).slice(1)).toEqual([
      '2026-03-07 reminder/1',
      '2026-03-12 second-reminder/1',
    ])
  })
})

describe('in production', () => {
  const home = mkdtempSync(join(tmpdir(), 'arrears-production-'))
  let addresses: StackAddresses
  beforeAll(async () => {
    const command = [
      ...runTypeScript('tests/stack/start.ts'),
      JSON.stringify({ home, simulation: false, worker: false }),
    ]
    const { stdout } = await run(process.execPath, command)
    addresses = (JSON.parse(stdout) as { addresses: StackAddresses }).addresses
  })
  afterAll(() => removeStack(home, () => undefined))

  test('arrears advance is refused and says what would be right', async () => {
    const refused = await run(process.execPath, ['bin/arrears.js', 'advance', '1', '--home', home]).then(
      () => null,
      (error: { code: number; stderr: string }) => error,
    )
    expect(refused?.code).toBe(1)
    expect(refused?.stderr).toContain('NOT_A_SIMULATION: time can only be moved in a simulation')
  })

  test('the clock of a case is the server’s, and its server does not move it', async () => {
    const db = openDatabase(addresses.databaseUrl, { connections: 1 })
    const temporal = await connectTemporal({
      temporal: {
        address: addresses.temporalAddress,
        namespace: addresses.temporalNamespace,
        apiKey: null,
        tls: false,
        retentionDays: 1,
      },
    })
    try {
      const { client } = temporal
      const timekeeper = await createTimekeeper(db, client)
      expect(timekeeper).toMatchObject({ simulation: false })
      const deps = { db, client, timekeeper, taskQueue: 'nobody', rulesFor: world.relay.rulesFor }
      await expect(advanceTo(deps, Date.now() + hourMs)).rejects.toMatchObject({ code: 'NOT_A_SIMULATION' })

      const workflowId = caseWorkflowId('TIME-03')
      await client.workflow.start(collectionCaseType, { workflowId, taskQueue: 'nobody', args: [] })
      await expect(fastForward(client, workflowId, hourMs)).rejects.toThrow('TIME_SKIPPING_FAILED')
      expect(await clockOf(client, workflowId)).toMatchObject({ nowMs: expect.any(Number) })
    } finally {
      await temporal.close()
      await db.close()
    }
  })
})
