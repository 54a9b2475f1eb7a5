/**
 * Which Temporal server can run here? In this order: a `temporal` CLI of 1.9 or later, a server built once from
 * the Go module proxy into a cache folder in the user's home. (With TEMPORAL_ADDRESS set none is looked for.)
 */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, renameSync, rmSync, closeSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { processEnvironment } from '../platform/config'
import { lastLines } from './last-lines'
import { withLock } from './lock'

const SERVER = {
  name: 'the Temporal server',
  module: 'go.temporal.io/server/cmd/server@v1.32.0',
  folder: 'temporal-server-1.32.0',
  takes: 'about five minutes on two cores',
}
const UI = {
  name: 'the Temporal Web UI',
  module: 'github.com/temporalio/ui-server/v2/cmd/server@v2.54.1',
  folder: 'temporal-ui-2.54.1',
  takes: 'about half a minute',
}
type GoProgram = typeof SERVER
const FIRST_CLI = { major: 1, minor: 9 }

export type TemporalProgram =
  { kind: 'cli'; command: string; why: string } | { kind: 'server'; command: string; why: string }

type Say = (line: string) => void

/** Finds or builds the server. Throws a message that names every way when none is open. */
export async function findTemporal(env: NodeJS.ProcessEnv, say: Say): Promise<TemporalProgram> {
  const cli = findCli(env)
  if (cli.usable) return { kind: 'cli', command: cli.command, why: `the temporal CLI ${cli.version}` }
  const built = await findOrBuild(SERVER, say)
  if (built.path)
    return { kind: 'server', command: built.path, why: `the server built from Go modules, ${SERVER.folder}` }
  throw new Error(
    [
      'No Temporal server can be started here. Any one of these helps:',
      '  1. set TEMPORAL_ADDRESS to a running server (self-hosted or Temporal Cloud);',
      `  2. install the temporal CLI 1.9 or later, or name it in TEMPORAL_CLI_PATH (now: ${cli.problem});`,
      `  3. install Go 1.26.8 or later, so that the server can be built (now: ${built.problem});`,
      '  4. copy a server built elsewhere to ' + cachePath(SERVER.folder) + '.',
    ].join('\n'),
  )
}

/** The Web UI is a comfort: where it can neither be found nor built the stack runs without it. */
export async function findTemporalUi(say: Say): Promise<string | null> {
  const built = await findOrBuild(UI, say)
  if (!built.path) say(`Temporal Web UI: not started (${built.problem})`)
  return built.path
}

type Cli = { usable: true; command: string; version: string } | { usable: false; problem: string }

function findCli(env: NodeJS.ProcessEnv): Cli {
  const command = env['TEMPORAL_CLI_PATH'] ?? 'temporal'
  try {
    const answer = execFileSync(command, ['--version'], {
      env,
      encoding: 'utf8',
      stdio: 'pipe',
      timeout: 10_000,
    })
    const version = cliVersion(answer)
    if (version && isRecent(version))
      return { usable: true, command, version: `${version.major}.${version.minor}` }
    return { usable: false, problem: `${command} answers "${answer.trim()}", too old to skip time` }
  } catch {
    return { usable: false, problem: `${command} cannot be run` }
  }
}

/** Reads `temporal version 1.9.0 (Server 1.32.0, UI 2.54.1)`. */
export function cliVersion(answer: string): { major: number; minor: number } | null {
  const match = /version (\d+)\.(\d+)/.exec(answer)
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : null
}

export function isRecent({ major, minor }: { major: number; minor: number }): boolean {
  return major > FIRST_CLI.major || (major === FIRST_CLI.major && minor >= FIRST_CLI.minor)
}

type Found = { path: string; problem: null } | { path: null; problem: string }

function cachePath(folder: string): string {
  return join(homedir(), '.cache', 'arrears', folder, 'server')
}

async function findOrBuild(program: GoProgram, say: Say): Promise<Found> {
  const path = cachePath(program.folder)
  if (existsSync(path)) return { path, problem: null }
  const goProblem = goIsMissing()
  if (goProblem) return { path: null, problem: goProblem }
  const onWait = () => say(`Waiting: another process is building ${program.name}`)
  return withLock(`${join(path, '..')}.lock`, onWait, async () =>
    existsSync(path) ? { path, problem: null } : build(program, path, say),
  )
}

function goIsMissing(): string | null {
  try {
    execFileSync('go', ['version'], { stdio: 'pipe' })
    return null
  } catch {
    return 'there is no `go` on PATH'
  }
}

/** Builds beside the final place and moves the finished program there: a half-built one is never found. */
async function build({ name, module, takes }: GoProgram, path: string, say: Say): Promise<Found> {
  const folder = join(path, '..')
  const unfinished = `${folder}.unfinished`
  const logFile = `${folder}.log`
  mkdirSync(unfinished, { recursive: true })
  mkdirSync(folder, { recursive: true })
  say(`Building ${name} from its Go modules, once: ${takes}`)
  const startedMs = performance.now()
  const progress = setInterval(() => say(`  ... ${minutes(performance.now() - startedMs)}`), 15_000)
  try {
    const exitCode = await goInstall(module, unfinished, logFile)
    const problem = `go install ${module} failed: ${lastLines(logFile, 3)}`
    if (exitCode !== 0) return { path: null, problem }
    renameSync(join(unfinished, 'server'), path)
    say(`Built ${name} in ${minutes(performance.now() - startedMs)}`)
    return { path, problem: null }
  } finally {
    clearInterval(progress)
    rmSync(unfinished, { recursive: true, force: true })
  }
}

async function goInstall(module: string, gobin: string, logFile: string): Promise<number | null> {
  const log = openSync(logFile, 'w')
  const go = spawn('go', ['install', module], {
    cwd: homedir(), // outside of any Go module
    env: { ...processEnvironment(), GOBIN: gobin },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  return new Promise((resolve, reject) => go.once('exit', resolve).once('error', reject))
}

function minutes(ms: number): string {
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}
