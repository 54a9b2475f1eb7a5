/**
 * Is everything this installation needs in order, and if not, how is it mended? Checks each part by using it, with
 * the settings that commands and workers use: an embedded stack or the bank's own servers.
 */
import { statfsSync } from 'node:fs'
import { createConnection } from 'node:net'
import { Connection } from '@temporalio/client'
import { Client } from 'pg'
import { processEnvironment, resolveConfig, type Config } from '../platform/config'
import { ConfigError } from '../platform/config-error'
import { missingMigrations } from '../platform/migrate'
import { databaseKind } from './simulation-flag'
import { missingSearchAttributes, namespaceExists } from './temporal-namespace'
import { pollersOf } from './worker'

export interface Check {
  name: string
  result: 'ok' | 'warn' | 'fail'
  /** What was found. */
  found: string
  /** How to mend it; null when nothing is wrong. */
  cure: string | null
}

const LOWEST_NODE = 20
const ENOUGH_DISK_BYTES = 2e9
const LARGEST_CLOCK_DIFFERENCE_MS = 2_000
const TIME_SKIPPING_SINCE = [1, 32] as const

/** Runs every check that can be run; one that fails does not stop the others. */
export async function doctor(home: string, env: NodeJS.ProcessEnv = processEnvironment()): Promise<Check[]> {
  const checks = [nodeCheck(), diskCheck(home)]
  let config: Config
  try {
    config = resolveConfig({ env, home })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [...checks, fail('settings', error.message, 'set what is named, or `npx arrears up`')]
  }
  const simulation = await simulationOf(config)
  const parts = await Promise.all([
    databaseChecks(config),
    temporalChecks(config, simulation),
    channelChecks(config),
  ])
  return [...checks, ok('settings', 'complete'), ...parts.flat()]
}

function nodeCheck(): Check {
  const major = Number(process.versions.node.split('.')[0])
  const found = `Node ${process.versions.node}`
  return major >= LOWEST_NODE
    ? ok('node', found)
    : fail('node', found, `install Node ${LOWEST_NODE} or later`)
}

function diskCheck(home: string): Check {
  try {
    const { bavail, bsize } = statfsSync(home)
    const freeBytes = bavail * bsize
    const found = `${(freeBytes / 1e9).toFixed(1)} GB free`
    return freeBytes > ENOUGH_DISK_BYTES
      ? ok('disk', found)
      : warn('disk', found, 'free some space: 2 GB at least')
  } catch {
    return warn('disk', `there is no folder ${home}`, '`npx arrears up` makes it')
  }
}

async function simulationOf(config: Config): Promise<boolean> {
  return (await databaseKind(config.databaseUrl).catch(() => 'production')) === 'simulation'
}

async function databaseChecks({ databaseUrl }: Config): Promise<Check[]> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string; now: Date }>(
      "SELECT current_setting('server_version') AS version, clock_timestamp() AS now",
    )
    const differenceMs = Math.abs((rows[0]?.now.getTime() ?? 0) - Date.now())
    const missing = await missingMigrations(databaseUrl)
    return [
      ok('postgresql', `version ${rows[0]?.version ?? ''}`),
      missing.length === 0
        ? ok('migrations', 'all applied')
        : fail('migrations', `missing: ${missing.join(', ')}`, '`npx arrears migrate`'),
      differenceMs <= LARGEST_CLOCK_DIFFERENCE_MS
        ? ok('clock', `${differenceMs} ms from the database's`)
        : fail(
            'clock',
            `${differenceMs} ms from the database's`,
            'synchronise both clocks (NTP): windows depend on them',
          ),
    ]
  } catch (error) {
    return [
      fail(
        'postgresql',
        messageOf(error),
        'is it running, and DATABASE_URL right? `npx arrears up` starts one',
      ),
    ]
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function temporalChecks(config: Config, simulation: boolean): Promise<Check[]> {
  const { address, namespace, tls, apiKey } = config.temporal
  let connection: Connection | undefined
  try {
    connection = await Connection.connect({
      address,
      tls,
      connectTimeout: '5s',
      ...(apiKey ? { apiKey } : {}),
    })
    const { serverVersion } = await connection.workflowService.getSystemInfo({}).then(async (info) => {
      const cluster = await connection?.workflowService.getClusterInfo({}).catch(() => null)
      return { serverVersion: cluster?.serverVersion || info.serverVersion || 'unknown' }
    })
    const version =
      simulation && !canSkipTime(serverVersion)
        ? fail('temporal', `version ${serverVersion}`, 'a simulation needs Temporal server 1.32 or later')
        : ok('temporal', `version ${serverVersion}`)
    return [version, ...(await namespaceChecks(connection, namespace, config.taskQueue))]
  } catch (error) {
    return [
      fail(
        'temporal',
        messageOf(error),
        'is it running, and TEMPORAL_ADDRESS right? `npx arrears up` starts one',
      ),
    ]
  } finally {
    await connection?.close()
  }
}

function canSkipTime(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return (
    major > TIME_SKIPPING_SINCE[0] || (major === TIME_SKIPPING_SINCE[0] && minor >= TIME_SKIPPING_SINCE[1])
  )
}

async function namespaceChecks(
  connection: Connection,
  namespace: string,
  taskQueue: string,
): Promise<Check[]> {
  if (!(await namespaceExists(connection, namespace))) {
    return [fail('namespace', `there is no ${namespace}`, '`npx arrears migrate` registers it')]
  }
  const missing = await missingSearchAttributes(connection, namespace)
  const pollers = await pollersOf(connection, namespace, taskQueue)
  return [
    ok('namespace', namespace),
    missing.length === 0
      ? ok('search attributes', 'registered')
      : fail('search attributes', `missing: ${missing.join(', ')}`, '`npx arrears migrate` registers them'),
    pollers.length > 0
      ? ok('worker', `${pollers.length} polling ${taskQueue}`)
      : fail(
          'worker',
          `none polls ${taskQueue}`,
          '`npx arrears up` starts one; log/worker.log says why one ended',
        ),
  ]
}

async function channelChecks({ twilio, email }: Config): Promise<Check[]> {
  const sms = twilio?.baseUrl ? await portCheck('sms', twilio.baseUrl) : null
  const noSms = warn(
    'sms',
    'no Twilio account is set',
    'set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM',
  )
  const noEmail = warn('e-mail', 'no mail server is set', 'set SMTP_URL and EMAIL_FROM')
  return [
    sms ?? (twilio ? ok('sms', "Twilio's own address (not called by this check)") : noSms),
    email ? await portCheck('e-mail', email.smtpUrl) : noEmail,
  ]
}

async function portCheck(name: string, address: string): Promise<Check> {
  const { hostname, port, protocol } = new URL(address)
  const usual: Record<string, number> = { 'smtp:': 587, 'smtps:': 465, 'http:': 80, 'https:': 443 }
  const target = { host: hostname, port: Number(port) || (usual[protocol] ?? 0) }
  return new Promise((resolve) => {
    const socket = createConnection({ ...target, timeout: 5_000 })
    const end = (check: Check) => {
      socket.destroy()
      resolve(check)
    }
    const shown = `${target.host}:${target.port}`
    socket.once('connect', () => end(ok(name, `${shown} answers`)))
    socket.once('timeout', () =>
      end(fail(name, `${shown} does not answer`, 'check the address and the firewall')),
    )
    socket.once('error', () =>
      end(fail(name, `${shown} refuses`, 'start it: `npx arrears up`, or correct its address')),
    )
  })
}

function ok(name: string, found: string): Check {
  return { name, result: 'ok', found, cure: null }
}

function warn(name: string, found: string, cure: string): Check {
  return { name, result: 'warn', found, cure }
}

function fail(name: string, found: string, cure: string): Check {
  return { name, result: 'fail', found, cure }
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
