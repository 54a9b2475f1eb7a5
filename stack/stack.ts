/**
 * How does everything Arrears needs come up with one command, and go down again? Parts that are given by the
 * environment (DATABASE_URL, TEMPORAL_ADDRESS, SMTP_URL, TWILIO_...) are used; the others are started, detached,
 * with their state in the home folder. Every step looks first at what is there: `up` after any crash goes on.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Connection } from '@temporalio/client'
import { givenSettings, processEnvironment } from '../platform/config'
import { migrate } from '../platform/migrate'
import { postgresProcess, postgresUrl, startPostgres, stopPostgres } from './embedded-postgres'
import { endpointsProcess, startEndpoints } from './local-endpoints'
import { withLock } from './lock'
import { choosePorts } from './ports'
import { postgresPlace } from './postgres-place'
import { stopProcess, type ProcessIdentity } from './processes'
import { databaseKind, markAsSimulation, SimulationRefused } from './simulation-flag'
import {
  newStackRecord,
  readStackRecord,
  writeStackRecord,
  type StackAddresses,
  type StackRecord,
} from './stack-record'
import { findTemporal, findTemporalUi } from './temporal-binaries'
import { TEMPORAL_PORTS } from './temporal-config'
import { prepareNamespace } from './temporal-namespace'
import { startTemporal, temporalProcess } from './temporal-server'
import { startTemporalUi, temporalUiProcess } from './temporal-ui'
import { startWorker, workerEnvironment, workerProcess } from './worker'

export type { StackAddresses } from './stack-record'
export { workerEnvironment } from './worker'

type Say = (line: string) => void

/** What one `up` works with. `record` is saved whenever something is decided that a later `up` must know. */
interface Setup {
  home: string
  given: Record<string, string>
  record: StackRecord
  say: Say
}

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
  const onWait = () => say(`Waiting: another command is starting or stopping the stack in ${home}`)
  return withLock(join(home, 'run', 'up.lock'), onWait, async () => {
    const setup = { home, given: givenSettings(env), record: readRecord(home), say }
    const databaseUrl = await bringUpDatabase(setup)
    const simulation = await prepareDatabase(setup, databaseUrl, options.simulation)
    const [temporal, endpoints] = await Promise.all([
      bringUpTemporal(setup, simulation, env),
      bringUpEndpoints(setup),
    ])
    const addresses = { databaseUrl, ...temporal, ...endpoints }
    await bringUpWorker(setup, addresses, options.worker)
    return addresses
  })
}

/** Stops the parts that this home started; their state stays. */
export async function stopStack(home: string, say: Say): Promise<void> {
  const folder = resolve(home)
  if (!existsSync(join(folder, 'run'))) return say(`There is no stack in ${folder}`)
  const onWait = () => say(`Waiting: another command is starting or stopping the stack in ${folder}`)
  await withLock(join(folder, 'run', 'up.lock'), onWait, async () => {
    await stopPart('worker', workerProcess(folder), say)
    await stopPart('Temporal Web UI', temporalUiProcess(folder), say)
    await stopPart('Temporal server', temporalProcess(folder), say)
    await stopPart('local endpoints', endpointsProcess(folder), say)
    await stopDatabase(folder, say)
    const record = readStackRecord(folder)
    if (record) writeStackRecord(folder, { ...record, running: false })
  })
}

async function stopPart(name: string, identity: ProcessIdentity | null, say: Say): Promise<void> {
  if (!identity) return
  await stopProcess(identity, { graceMs: 20_000 })
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
  if (existsSync(join(home, 'postgres', 'data'))) {
    throw new Error(
      `${home} holds a database, but its stack.json is gone: restore that file or choose another --home`,
    )
  }
  return newStackRecord()
}

function save(setup: Setup, change: Partial<StackRecord>): void {
  Object.assign(setup.record, change)
  writeStackRecord(setup.home, setup.record)
}

async function bringUpDatabase(setup: Setup): Promise<string> {
  const { home, given, record, say } = setup
  if (given['DATABASE_URL']) {
    say('PostgreSQL: the server of DATABASE_URL')
    return given['DATABASE_URL']
  }
  const place = postgresPlace(home, say)
  const isUp = postgresProcess(place.folder) !== null
  const port = isUp ? record.ports['postgres'] : (await choosePorts(['postgres'], record.ports)).postgres
  if (port === undefined)
    throw new Error(`PostgreSQL runs in ${place.folder} on an unknown port: stop it first`)
  save(setup, { postgresFolder: place.folder, ports: { ...record.ports, postgres: port } })
  const postgres = {
    place,
    port,
    password: record.postgresPassword,
    logFile: join(home, 'log', 'postgres.log'),
  }
  if (!isUp) await startPostgres(postgres)
  say(`PostgreSQL: 127.0.0.1:${port}`)
  return postgresUrl(postgres)
}

/** Migrates, and decides on the first `up` whether this is a simulation. Answers whether it is one. */
async function prepareDatabase(setup: Setup, databaseUrl: string, asked: boolean): Promise<boolean> {
  const { record, say } = setup
  const kind = await databaseKind(databaseUrl)
  const unfinished = record.settingUp?.databaseUrl === databaseUrl ? record.settingUp : null
  if (kind === 'production' && asked && !unfinished?.simulation) {
    throw new SimulationRefused(
      'this database is a production one, which never becomes a simulation: use another --home (or DATABASE_URL) for it',
    )
  }
  const simulation =
    kind === 'simulation' || (unfinished ?? { simulation: kind === 'new' && asked }).simulation
  if (kind === 'new') save(setup, { settingUp: { databaseUrl, simulation } })
  await migrate(databaseUrl, say)
  if (simulation) await markAsSimulation(databaseUrl)
  save(setup, { settingUp: null, simulation })
  if (simulation) say('This is a simulation stack: its time can be moved, its messages reach nobody')
  return simulation
}

type TemporalAddresses = Pick<StackAddresses, 'temporalAddress' | 'temporalNamespace' | 'temporalUiUrl'>

async function bringUpTemporal(
  setup: Setup,
  simulation: boolean,
  env: NodeJS.ProcessEnv,
): Promise<TemporalAddresses> {
  const { given, say } = setup
  const namespace = given['TEMPORAL_NAMESPACE'] ?? 'arrears'
  const external = given['TEMPORAL_ADDRESS']
  if (external) say('Temporal: the server of TEMPORAL_ADDRESS')
  const started = external
    ? { temporalAddress: external, temporalUiUrl: null }
    : await bringUpOwnTemporal(setup, { namespace, simulation, env })
  const connection = await connect(setup, started.temporalAddress)
  try {
    const retentionDays = Number(given['TEMPORAL_RETENTION_DAYS'] ?? 30)
    await prepareNamespace(connection, { namespace, retentionDays, simulation })
  } finally {
    await connection.close()
  }
  return { ...started, temporalNamespace: namespace }
}

async function bringUpOwnTemporal(
  setup: Setup,
  { namespace, simulation, env }: { namespace: string; simulation: boolean; env: NodeJS.ProcessEnv },
): Promise<Omit<TemporalAddresses, 'temporalNamespace'>> {
  const { home, record, say } = setup
  const program = await findTemporal(env, say)
  const uiProgram = program.kind === 'server' ? await findTemporalUi(say) : null
  const isUp = temporalProcess(home) !== null
  const ports = isUp ? knownPorts(record) : await choosePorts(TEMPORAL_PORTS, record.ports)
  const uiIsUp = temporalUiProcess(home) !== null || (isUp && program.kind === 'cli')
  const uiPort = uiIsUp ? (record.ports['ui'] ?? 0) : (await choosePorts(['ui'], record.ports)).ui
  save(setup, { ports: { ...record.ports, ...ports, ui: uiPort } })
  const temporalAddress = `127.0.0.1:${ports.frontend}`
  if (!isUp) await startTemporal({ home, program, ports, uiPort, namespace, simulation })
  say(`Temporal: ${temporalAddress} (${program.why})`)
  const temporalUiUrl = program.kind === 'cli' || uiProgram ? `http://127.0.0.1:${uiPort}` : null
  if (uiProgram && !uiIsUp)
    await startTemporalUi({ home, command: uiProgram, port: uiPort, temporalAddress, namespace })
  if (temporalUiUrl) say(`Temporal Web UI: ${temporalUiUrl}`)
  return { temporalAddress, temporalUiUrl }
}

function knownPorts(record: StackRecord): Record<(typeof TEMPORAL_PORTS)[number], number> {
  const entries = TEMPORAL_PORTS.map((name) => [name, record.ports[name] ?? 0] as const)
  return Object.fromEntries(entries) as Record<(typeof TEMPORAL_PORTS)[number], number>
}

type EndpointAddresses = Omit<StackAddresses, keyof TemporalAddresses | 'databaseUrl'>

async function bringUpEndpoints(setup: Setup): Promise<EndpointAddresses> {
  const { home, given, record, say } = setup
  const ownSmtp = given['SMTP_URL'] === undefined
  const ownTwilio = given['TWILIO_ACCOUNT_SID'] === undefined && given['TWILIO_BASE_URL'] === undefined
  const isUp = endpointsProcess(home) !== null
  const names = ['smtp', 'http'] as const
  const known = { smtp: record.ports['smtp'] ?? 0, http: record.ports['http'] ?? 0 }
  const ports = isUp ? known : await choosePorts(names, record.ports)
  const { twilioAccountSid, twilioAuthToken } = record
  if (ownSmtp || ownTwilio) {
    save(setup, { ports: { ...record.ports, ...ports } })
    const { smtp: smtpPort, http: httpPort } = ports
    if (!isUp) await startEndpoints({ home, smtpPort, httpPort, twilioAccountSid, twilioAuthToken })
    say(`Local e-mail and SMS: http://127.0.0.1:${httpPort}`)
  }
  const url = `http://127.0.0.1:${ports.http}`
  return {
    smtpUrl: given['SMTP_URL'] ?? `smtp://127.0.0.1:${ports.smtp}`,
    mailboxUrl: ownSmtp || ownTwilio ? url : '',
    twilioBaseUrl: ownTwilio ? url : (given['TWILIO_BASE_URL'] ?? ''),
    twilioAccountSid: given['TWILIO_ACCOUNT_SID'] ?? twilioAccountSid,
    twilioAuthToken: given['TWILIO_AUTH_TOKEN'] ?? twilioAuthToken,
  }
}

/** A running worker is replaced when an address it was started with has changed. */
async function bringUpWorker(setup: Setup, addresses: StackAddresses, wanted: boolean): Promise<void> {
  const { home, given, record, say } = setup
  const environment = { ...workerEnvironment(addresses, home), ...given }
  const running = workerProcess(home)
  const changed = JSON.stringify(environment) !== JSON.stringify(record.environment)
  save(setup, { running: true, addresses, environment })
  if (running && changed) await stopPart('worker, because addresses changed', running, say)
  if (!wanted || (running && !changed)) return
  const connection = await connect(setup, addresses.temporalAddress)
  try {
    await startWorker({ home, environment, connection, namespace: addresses.temporalNamespace })
  } finally {
    await connection.close()
  }
  say('Worker: polling')
}

async function connect({ given }: Setup, address: string): Promise<Connection> {
  const isGiven = given['TEMPORAL_ADDRESS'] !== undefined
  const apiKey = isGiven ? given['TEMPORAL_API_KEY'] : undefined
  const tls = isGiven && given['TEMPORAL_TLS'] === 'true'
  return Connection.connect({ address, tls, ...(apiKey ? { apiKey } : {}) })
}
