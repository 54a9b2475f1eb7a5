/** Does an embedded stack come up from nothing, come back after any stop or crash, and keep what it was given? */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client as TemporalClient, Connection } from '@temporalio/client'
import nodemailer from 'nodemailer'
import { Client } from 'pg'
import { doctor } from '../../stack/doctor'
import { postgresProcess } from '../../stack/embedded-postgres'
import { isRunning, startTimeOf, type ProcessIdentity } from '../../stack/processes'
import { runTypeScript } from '../../stack/project'
import { databaseKind } from '../../stack/simulation-flag'
import { removeStack, stopStack, type StackAddresses } from '../../stack/stack'
import { readStackRecord } from '../../stack/stack-record'
import { statusOfStack } from '../../stack/status'
import { workerProcess } from '../../stack/worker'

jest.setTimeout(120_000)

// Nothing of the caller's settings: each part is the stack's own.
const ENV = { PATH: process.env['PATH'], HOME: process.env['HOME'] }
const silent = () => undefined
const homes: string[] = []

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'arrears-stack-'))
  homes.push(home)
  return home
}

afterAll(async () => {
  for (const home of homes) await removeStack(home, silent)
})

/** In a process of its own that ends before the answer is used: what it started must live on by itself. */
async function up(
  home: string,
  options: { simulation?: boolean; worker?: boolean; env?: NodeJS.ProcessEnv } = {},
): Promise<StackAddresses> {
  const { simulation = false, worker = false, env = {} } = options
  const command = [...runTypeScript('tests/stack/start.ts'), JSON.stringify({ home, simulation, worker })]
  const { stdout } = await promisify(execFile)(process.execPath, command, { env: { ...ENV, ...env } })
  const { addresses, code, message } = JSON.parse(stdout) as Record<string, unknown>
  if (!addresses) throw Object.assign(new Error(String(message)), { code })
  return addresses as StackAddresses
}

async function query(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

async function withTemporal<T>(
  addresses: StackAddresses,
  work: (client: TemporalClient) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ address: addresses.temporalAddress })
  try {
    return await work(new TemporalClient({ connection, namespace: addresses.temporalNamespace }))
  } finally {
    await connection.close()
  }
}

/** Leaves something in each part: a table, a workflow, an e-mail. */
async function leaveTraces(addresses: StackAddresses, name: string): Promise<void> {
  await query(addresses.databaseUrl, `CREATE TABLE trace_${name} AS SELECT 1 AS found`)
  await withTemporal(addresses, ({ workflow }) =>
    workflow.start('nobody-runs-this', { workflowId: `trace/${name}`, taskQueue: 'nobody' }),
  )
  const transport = nodemailer.createTransport(addresses.smtpUrl)
  await transport.sendMail({ from: 'bank@example.com', to: `${name}@example.com`, text: name })
  transport.close()
}

async function expectTraces(addresses: StackAddresses, name: string): Promise<void> {
  expect(await query(addresses.databaseUrl, `SELECT found FROM trace_${name}`)).toEqual([{ found: 1 }])
  const described = await withTemporal(addresses, ({ workflow }) =>
    workflow.getHandle(`trace/${name}`).describe(),
  )
  expect(described.status.name).toBe('RUNNING')
  const mail = await fetch(`${addresses.mailboxUrl}/mail?to=${name}@example.com`)
  expect(await mail.json()).toHaveLength(1)
}

function runningParts(home: string): ProcessIdentity[] {
  const pids = statusOfStack(home)?.parts.flatMap(({ pid }) => (pid === null ? [] : [pid])) ?? []
  return pids.map((pid) => ({ pid, startedAt: startTimeOf(pid) ?? '' }))
}

describe('a stack', () => {
  const home = newHome()
  let first: StackAddresses

  beforeAll(async () => {
    first = await up(home)
    await leaveTraces(first, 'first')
  })

  test('runs every part and keeps its record from other users', () => {
    expect(
      statusOfStack(home)
        ?.parts.filter(({ state }) => state === 'running')
        .map(({ part }) => part),
    ).toEqual(['postgresql', 'temporal', 'temporal-ui', 'endpoints'])
    expect(statSync(join(home, 'stack.json')).mode & 0o077).toBe(0)
  })

  test('that runs is left as it is by another `up`', async () => {
    const before = runningParts(home)
    expect(await up(home)).toEqual(first)
    expect(runningParts(home)).toEqual(before)
  })

  test('two `up` at once start one of each', async () => {
    await stopStack(home, silent)
    const [one, other] = await Promise.all([up(home), up(home)])
    expect(one).toEqual(first)
    expect(other).toEqual(first)
    await expectTraces(first, 'first')
  })

  test('stopped and started again has the same addresses and everything in it', async () => {
    const before = runningParts(home)
    await stopStack(home, silent)
    expect(before.filter(isRunning)).toEqual([])
    expect(await up(home)).toEqual(first)
    await expectTraces(first, 'first')
  })

  test.each([
    ['postgresql', 0],
    ['temporal', 1],
    ['everything', -1],
  ])('goes on after kill -9 of %s', async (what, index) => {
    const name = `before_kill_of_${what}`
    await leaveTraces(first, name)
    const all = runningParts(home)
    for (const { pid } of index < 0 ? all : all.slice(index, index + 1)) process.kill(pid, 'SIGKILL')
    expect(await up(home)).toEqual(first)
    await expectTraces(first, name)
    await expectTraces(first, 'first')
  })

  test('starts when the number in a left-over postmaster.pid belongs to another process', async () => {
    await stopStack(home, silent)
    const folder = readStackRecord(home)?.postgresFolder ?? ''
    const leftOver = [process.pid, join(folder, 'data'), 0, 1, '', '127.0.0.1', '', 'ready']
    writeFileSync(join(folder, 'data', 'postmaster.pid'), `${leftOver.join('\n')}\n`)
    expect(await up(home)).toEqual(first)
    await expectTraces(first, 'first')
    expect(startTimeOf(process.pid)).not.toBeNull()
  })

  test('takes other ports when its own are taken, and keeps what it had', async () => {
    await stopStack(home, silent)
    const taken = Number(new URL(first.databaseUrl).port)
    const frontend = Number(first.temporalAddress.split(':')[1])
    const servers = await Promise.all([taken, frontend].map(occupy))
    try {
      const moved = await up(home)
      expect(new URL(moved.databaseUrl).port).not.toBe(String(taken))
      expect(moved.temporalAddress).not.toBe(first.temporalAddress)
      await expectTraces(moved, 'first')
      first = moved
    } finally {
      for (const server of servers) server.close()
    }
  })

  test('is production unless it was asked to be a simulation, and never becomes one', async () => {
    expect(await databaseKind(first.databaseUrl)).toBe('production')
    const before = runningParts(home)
    await expect(up(home, { simulation: true })).rejects.toMatchObject({ code: 'SIMULATION_OF_PRODUCTION' })
    expect(await databaseKind(first.databaseUrl)).toBe('production')
    expect(runningParts(home)).toEqual(before)
  })

  test('refuses to skip time in production', async () => {
    await expect(skipTime(first, 'trace/first')).rejects.toThrow()
  })

  test('uses a database that is named instead of starting one, and writes no password of it anywhere', async () => {
    await query(first.databaseUrl, 'CREATE DATABASE of_the_bank')
    const theirs = first.databaseUrl.replace(/arrears$/, 'of_the_bank')
    const other = newHome()
    const addresses = await up(other, {
      env: { DATABASE_URL: theirs, TEMPORAL_ADDRESS: first.temporalAddress },
    })
    expect(addresses).toMatchObject({
      databaseUrl: theirs,
      temporalAddress: first.temporalAddress,
      temporalUiUrl: null,
    })
    expect(await databaseKind(theirs)).toBe('production')
    expect(existsSync(join(other, 'postgres'))).toBe(false)
    expect(readFileSync(join(other, 'stack.json'), 'utf8')).not.toContain(new URL(theirs).password)
    expect(statusOfStack(other)?.parts.map(({ part, state }) => `${part} ${state}`)).toEqual([
      'postgresql not ours',
      'temporal not ours',
      'endpoints running',
      'worker stopped',
    ])
  })
})

describe('a simulation stack', () => {
  const home = newHome()
  let addresses: StackAddresses

  beforeAll(async () => {
    addresses = await up(home, { simulation: true })
  })

  test('is marked in the database and in the namespace, also after an `up` that does not say so', async () => {
    await stopStack(home, silent)
    expect(await up(home)).toEqual(addresses)
    expect(await databaseKind(addresses.databaseUrl)).toBe('simulation')
    const described = await withTemporal(addresses, ({ workflowService }) =>
      workflowService.describeNamespace({ namespace: 'arrears' }),
    )
    expect(described.namespaceInfo?.data).toEqual({ arrears_simulation: 'true' })
  })

  test('skips time', async () => {
    await leaveTraces(addresses, 'skipped')
    await expect(skipTime(addresses, 'trace/skipped')).resolves.toBeDefined()
  })

  test("is refused with Twilio's own address: it would write to real people", async () => {
    const env = {
      TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'x',
      TWILIO_FROM: '+12025550100',
    }
    await expect(up(newHome(), { simulation: true, env })).rejects.toMatchObject({
      code: 'SIMULATION_WITH_TWILIO',
    })
    await expect(up(home, { env })).rejects.toMatchObject({ code: 'SIMULATION_WITH_TWILIO' })
  })

  test("is refused with Alibaba's own address: it would write to real people", async () => {
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'key', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret' }
    await expect(up(newHome(), { simulation: true, env })).rejects.toMatchObject({
      code: 'SIMULATION_WITH_ALIBABA',
    })
    await expect(up(home, { env })).rejects.toMatchObject({ code: 'SIMULATION_WITH_ALIBABA' })
  })

  test('the doctor finds everything in order but the worker, and names what stopped', async () => {
    const failed = async () =>
      (await doctor(home, ENV)).filter(({ result }) => result === 'fail').map(({ name }) => name)
    expect(await failed()).toEqual(['worker'])
    process.kill(postgresProcess(readStackRecord(home)?.postgresFolder ?? '')?.pid ?? 0, 'SIGKILL')
    expect(await failed()).toEqual(['postgresql', 'worker'])
    await up(home)
    expect(await failed()).toEqual(['worker'])
  })

  test('with its worker is in perfect order, also after a kill -9 of the worker', async () => {
    await up(home, { worker: true })
    const first = workerProcess(home)
    expect((await doctor(home, ENV)).filter(({ result }) => result !== 'ok')).toEqual([])
    process.kill(first?.pid ?? 0, 'SIGKILL')
    await up(home, { worker: true })
    expect(workerProcess(home)).not.toBeNull()
    expect(workerProcess(home)).not.toEqual(first)
    expect((await doctor(home, ENV)).filter(({ result }) => result !== 'ok')).toEqual([])
  })
})

test('a first `up` that was cut off after the migration still makes a simulation', async () => {
  const home = newHome()
  const { databaseUrl } = await up(home, { simulation: true })
  // As a kill -9 between migration and flag leaves it.
  await query(databaseUrl, "DELETE FROM setting WHERE key = 'simulation'")
  const path = join(home, 'stack.json')
  const record = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  await stopStack(home, silent)
  writeFileSync(path, JSON.stringify({ ...record, ...cutOff(databaseUrl) }))
  expect(await databaseKind((await up(home, { simulation: true })).databaseUrl)).toBe('simulation')
})

test('a home whose record is lost is refused instead of being overwritten', async () => {
  const home = newHome()
  await up(home)
  await stopStack(home, silent)
  const record = readFileSync(join(home, 'stack.json'), 'utf8')
  rmSync(join(home, 'stack.json'))
  await expect(up(home)).rejects.toThrow('stack.json')
  writeFileSync(join(home, 'stack.json'), record)
  await expect(up(home)).resolves.toBeDefined()
})

test('a home that was removed begins anew, wherever its database was kept', async () => {
  const home = newHome()
  await leaveTraces(await up(home), 'gone')
  await stopStack(home, silent)
  rmSync(home, { recursive: true })
  const { databaseUrl } = await up(home, { simulation: true })
  await expect(query(databaseUrl, 'SELECT found FROM trace_gone')).rejects.toThrow('does not exist')
})

function cutOff(databaseUrl: string): object {
  const databaseHash = createHash('sha256').update(databaseUrl).digest('hex')
  return { simulation: null, settingUp: { databaseHash, simulation: true } }
}

async function occupy(port: number): Promise<{ close(): void }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

async function skipTime(addresses: StackAddresses, workflowId: string): Promise<unknown> {
  return withTemporal(addresses, ({ workflowService }) =>
    workflowService.updateWorkflowExecutionOptions({
      namespace: addresses.temporalNamespace,
      workflowExecution: { workflowId },
      workflowExecutionOptions: { timeSkippingConfig: { enabled: true } },
      updateMask: { paths: ['time_skipping_config'] },
    }),
  )
}
