/**
 * Which process belongs to this stack, and how is it started and stopped without ever touching another one?
 * A started process writes its own pid file (pid and start time) before it becomes the server, so that a
 * kill -9 of the starter loses nothing; a recycled pid has another start time and is never signalled.
 */
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { processEnvironment } from '../platform/config'

/** A process, told apart from a later one with the same number by its start time. */
export interface ProcessIdentity {
  pid: number
  startedAt: string
}

export interface DetachedCommand {
  command: string
  args: readonly string[]
  env: NodeJS.ProcessEnv
  cwd: string
  /** Standard output and error are appended here. */
  logFile: string
  pidFile: string
  /** Another OS user to run as (only root can); the pid file's folder must be writable for that user. */
  osUser?: { uid: number; gid: number } | null
}

/** The same text is computed by `startTimeOf` below: the two must agree. */
const LAUNCH = `
if [ -r /proc/$$/stat ]; then
  read -r boot < /proc/sys/kernel/random/boot_id
  started="$boot/$(sed 's/.*) //' /proc/$$/stat | cut -d' ' -f20)"
else
  started="$(LC_ALL=C TZ=UTC ps -o lstart= -p $$)"
fi
pidFile="$1"; shift
echo "$$ $started" > "$pidFile.new" && mv "$pidFile.new" "$pidFile" && exec "$@"`

/** Starts a process that outlives this one. Resolves when it runs and its pid file is written. */
export async function startDetached(options: DetachedCommand): Promise<ProcessIdentity> {
  mkdirSync(dirname(options.logFile), { recursive: true })
  mkdirSync(dirname(options.pidFile), { recursive: true })
  rmSync(options.pidFile, { force: true })
  const log = openSync(options.logFile, 'a', 0o600)
  const child = spawn('/bin/sh', ['-c', LAUNCH, 'sh', options.pidFile, options.command, ...options.args], {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', log, log],
    ...(options.osUser ? { uid: options.osUser.uid, gid: options.osUser.gid } : {}),
  })
  closeSync(log)
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  child.unref()
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 10) {
    const identity = readPidFile(options.pidFile)
    if (identity) return identity
    if (child.exitCode !== null) break
    await delay(10)
  }
  throw new Error(`${options.command} did not start; its output is in ${options.logFile}`)
}

/** The process that a pid file names, whether it still runs or not. */
export function readPidFile(pidFile: string): ProcessIdentity | null {
  const text = readIfThere(pidFile)
  const match = text === null ? null : /^(\d+) (.+)$/.exec(text.trim())
  return match ? { pid: Number(match[1]), startedAt: match[2] ?? '' } : null
}

/** The process of a pid file if it runs: same number and same start time. */
export function runningProcess(pidFile: string): ProcessIdentity | null {
  const identity = readPidFile(pidFile)
  return identity && isRunning(identity) ? identity : null
}

export function isRunning(identity: ProcessIdentity): boolean {
  return startTimeOf(identity.pid) === identity.startedAt
}

/** When the process began, as a text to compare; null when there is none (or only its zombie). */
export function startTimeOf(pid: number): string | null {
  const stat = readIfThere(`/proc/${pid}/stat`)
  if (stat !== null) {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    return `${readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${fields[19] ?? ''}`
  }
  if (process.platform === 'linux') return null
  try {
    const env = { ...processEnvironment(), LC_ALL: 'C', TZ: 'UTC' }
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { env, encoding: 'utf8' }).trim()
    return started === '' ? null : started
  } catch {
    return null // ps answers 1 when there is no such process
  }
}

/** Asks a process to end and, after `graceMs`, ends it. Does nothing to a process with another start time. */
export async function stopProcess(
  identity: ProcessIdentity,
  { signal = 'SIGTERM', graceMs = 10_000 }: { signal?: NodeJS.Signals; graceMs?: number } = {},
): Promise<'stopped' | 'was not running'> {
  if (!isRunning(identity)) return 'was not running'
  send(identity, signal)
  for (let waitedMs = 0; waitedMs < graceMs; waitedMs += 50) {
    if (!isRunning(identity)) return 'stopped'
    await delay(50)
  }
  send(identity, 'SIGKILL')
  while (isRunning(identity)) await delay(50)
  return 'stopped'
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  try {
    if (isRunning(identity)) process.kill(identity.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
