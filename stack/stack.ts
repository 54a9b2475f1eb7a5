/**
 * How does everything Arrears needs come up with one command, and go down again? Parts that are given by the
 * environment (DATABASE_URL, TEMPORAL_ADDRESS, SMTP_URL, TWILIO_...) are used; the others are started, detached,
 * with their state in the home folder. Every step looks first at what is there: `up` after any crash goes on.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { givenSettings, processEnvironment } from '../platform/config'
import { migrate } from '../platform/migrate'
import { bringUpEndpoints } from './bring-up-endpoints'
import { bringUpTemporal, connectTemporal } from './bring-up-temporal'
import { postgresProcess, postgresUrl, startPostgres, stopPostgres } from './embedded-postgres'
import { endpointsProcess } from './local-endpoints'
import { withLock } from './lock'
import { choosePorts } from './ports'
import { postgresPlace } from './postgres-place'
import { stopProcess, type ProcessIdentity } from './processes'
import { save, type Setup } from './setup'
import { databaseKind, markAsSimulation, SimulationRefused } from './simulation-flag'
import {
  newStackRecord,
  readStackRecord,
  writeStackRecord,
  type StackAddresses,
  type StackRecord,
} from './stack-record'
import { temporalProcess } from './temporal-server'
import { temporalUiProcess } from './temporal-ui'
import { startWorker, workerEnvironment, workerProcess } from './worker'

export type { StackAddresses } from './stack-record'
export { workerEnvironment } from './worker'

type Say = (line: string) => void

const GRACE_MS = 20_000

/**
 * Starts what is not running and returns the addresses. Safe to repeat, also after a kill -9 of any part.
 * Throws SimulationRefused when `simulation` is asked of a production database.
 */
export async function startStack(options: {
  home: string
  simulation: boolean
  worker: boolean
  say: Say
  env?: NodeJS.ProcessEnv
}): Promise<StackAddresses> {
  const { say, env = processEnvironment() } = options
  const home = resolve(options.home)
  mkdirSync(join(home, 'run'), { recursive: true })
  return withLock(join(home, 'run', 'up.lock'), waiting(home, say), async () => {
    const setup = { home, given: givenSettings(env), record: readRecord(home), say }
    refuseEarly(setup, options.simulation)
    const databaseUrl = await bringUpDatabase(setup, options.simulation)
    const simulation = await prepareDatabase(setup, databaseUrl, options.simulation)
    const temporal = bringUpTemporal(setup, simulation, env)
    const endpoints = bringUpEndpoints(setup)
    // When one fails the other is waited for all the same: nothing starts any more once the lock is given back.
    await Promise.allSettled([temporal, endpoints])
    const addresses = { databaseUrl, ...(await temporal), ...(await endpoints) }
    await bringUpWorker(setup, addresses, options.worker)
    return addresses
  })
}

/** Stops the parts that this home started; their state stays. */
export async function stopStack(home: string, say: Say): Promise<void> {
  await stopParts(resolve(home), say, GRACE_MS)
}

/** Ends the stack at once and removes its home with everything in it. */
export async function removeStack(home: string, say: Say): Promise<void> {
  const folder = resolve(home)
  await stopParts(folder, say, 0)
  const postgresFolder = readStackRecord(folder)?.postgresFolder
  for (const path of [postgresFolder, folder])
    if (path) rmSync(path, { recursive: true, force: true, maxRetries: 5 })
}

async function stopParts(home: string, say: Say, graceMs: number): Promise<void> {
  if (!existsSync(join(home, 'run'))) return say(`There is no stack in ${home}`)
  await withLock(join(home, 'run', 'up.lock'), waiting(home, say), async () => {
    await stopPart('worker', workerProcess(home), say, graceMs)
    await stopPart('Temporal Web UI', temporalUiProcess(home), say, graceMs)
    await stopPart('Temporal server', temporalProcess(home), say, graceMs)
    await stopPart('local endpoints', endpointsProcess(home), say, graceMs)
    await stopDatabase(home, say)
    const record = readStackRecord(home)
    if (record) writeStackRecord(home, { ...record, running: false })
  })
}

function waiting(home: string, say: Say): () => void {
  return () => say(`Waiting: another command is starting or stopping the stack in ${home}`)
}

async function stopPart(
  name: string,
  identity: ProcessIdentity | null,
  say: Say,
  graceMs: number,
): Promise<void> {
  if (!identity) return
  await stopProcess(identity, { graceMs })
  say(`Stopped: ${name} (process ${identity.pid})`)
}

async function stopDatabase(home: string, say: Say): Promise<void> {
  const folder = readStackRecord(home)?.postgresFolder
  const identity = folder ? postgresProcess(folder) : null
  if (!folder || !identity) return
  await stopPostgres(folder)
  say(`Stopped: PostgreSQL (process ${identity.pid})`)
}

function readRecord(home: string): StackRecord {
  const record = readStackRecord(home)
  if (record) return record
  if (['postgres', 'temporal'].some((folder) => existsSync(join(home, folder)))) {
    throw new Error(`${home} holds a stack whose stack.json is gone: restore it or choose another --home`)
  }
  return newStackRecord()
}

async function bringUpDatabase(setup: Setup, asked: boolean): Promise<string> {
  const { home, given, record, say } = setup
  if (given['DATABASE_URL']) {
    say('PostgreSQL: the server of DATABASE_URL')
    return given['DATABASE_URL']
  }
  const place = postgresPlace(home, say)
  if (record.postgresFolder === null) await discardLeftOver(place.folder, say)
  const { postgres: port } = await choosePorts(
    ['postgres'],
    record.ports,
    postgresProcess(place.folder) !== null,
  )
  save(setup, { postgresFolder: place.folder, ports: { ...record.ports, postgres: port } })
  const postgres = {
    place,
    port,
    password: record.postgresPassword,
    logFile: join(home, 'log', 'postgres.log'),
    survivesPowerLoss: !(asked || record.simulation === true),
  }
  await startPostgres(postgres)
  say(`PostgreSQL: 127.0.0.1:${port}`)
  return postgresUrl(postgres)
}

/** The data of a home that has been removed stays where only PostgreSQL's OS user could keep it. */
async function discardLeftOver(folder: string, say: Say): Promise<void> {
  if (!existsSync(join(folder, 'data'))) return
  say(`Removing ${folder}: the stack it belonged to has been removed`)
  await stopPostgres(folder)
  rmSync(join(folder, 'data'), { recursive: true })
}

/** What can be refused before anything is started. */
function refuseEarly({ given, record }: Setup, asked: boolean): void {
  if (asked && record.simulation === false) throw new SimulationRefused('SIMULATION_OF_PRODUCTION')
  const callsTwilio = given['TWILIO_ACCOUNT_SID'] !== undefined && given['TWILIO_BASE_URL'] === undefined
  const callsAlibaba =
    given['ALIBABA_CLOUD_ACCESS_KEY_ID'] !== undefined && given['ALIBABA_SMS_BASE_URL'] === undefined
  if (!asked && !record.simulation) return
  if (callsTwilio) throw new SimulationRefused('SIMULATION_WITH_TWILIO')
  if (callsAlibaba) throw new SimulationRefused('SIMULATION_WITH_ALIBABA')
}

/** Migrates, and decides on the first `up` whether this is a simulation. Answers whether it is one. */
async function prepareDatabase(setup: Setup, databaseUrl: string, asked: boolean): Promise<boolean> {
  const { record, say } = setup
  const kind = await databaseKind(databaseUrl)
  const databaseHash = hash(databaseUrl)
  const unfinished = record.settingUp?.databaseHash === databaseHash ? record.settingUp : null
  if (kind === 'production' && asked && !unfinished?.simulation)
    throw new SimulationRefused('SIMULATION_OF_PRODUCTION')
  const simulation =
    kind === 'simulation' || (unfinished ?? { simulation: kind === 'new' && asked }).simulation
  if (kind === 'new') save(setup, { settingUp: { databaseHash, simulation } })
  await migrate(databaseUrl, say)
  if (simulation) await markAsSimulation(databaseUrl)
  save(setup, { settingUp: null, simulation })
  if (simulation) say('This is a simulation stack: its time can be moved, its messages reach nobody')
  return simulation
}

/** A running worker is replaced when an address it was started with has changed. */
async function bringUpWorker(setup: Setup, addresses: StackAddresses, wanted: boolean): Promise<void> {
  const { home, given, record, say } = setup
  const { webhooks } = await choosePorts(['webhooks'], record.ports, workerProcess(home) !== null)
  save(setup, { ports: { ...record.ports, webhooks } })
  const environment = { ...workerEnvironment(addresses, home), ...webhookSettings(webhooks, setup), ...given }
  const environmentHash = hash(JSON.stringify(environment))
  const running = workerProcess(home)
  const changed = environmentHash !== record.environmentHash
  const own = Object.entries(environment).filter(([name]) => given[name] === undefined)
  save(setup, { running: true, environment: Object.fromEntries(own), environmentHash })
  if (running && changed) await stopPart('worker, because addresses changed', running, say, GRACE_MS)
  if (!wanted || (running && !changed)) return
  const connection = await connectTemporal(setup, addresses.temporalAddress)
  try {
    await startWorker({ home, environment, connection, namespace: addresses.temporalNamespace })
  } finally {
    await connection.close()
  }
  say('Worker: polling')
}

/** The door of a worker on this machine; the bank's own settings name the bank's. */
function webhookSettings(port: number, { given, record }: Setup): Record<string, string> {
  const secret = { ALIBABA_SMS_WEBHOOK_SECRET: record.alibabaWebhookSecret }
  if (given['WEBHOOK_PORT'] !== undefined || given['WEBHOOK_URL'] !== undefined) return secret
  return { ...secret, WEBHOOK_PORT: String(port), WEBHOOK_URL: `http://127.0.0.1:${port}` }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
