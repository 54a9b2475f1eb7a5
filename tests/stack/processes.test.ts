/** Does the stack stop its own processes only, also after the system has given their numbers to others? */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withLock } from '../../stack/lock'
import {
  isRunning,
  readPidFile,
  runningProcess,
  startDetached,
  startTimeOf,
  stopProcess,
} from '../../stack/processes'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'arrears-processes-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function start(script: string) {
  const pidFile = join(folder, 'some.pid')
  const command = { command: '/bin/sh', args: ['-c', script], env: { PATH: '/usr/bin:/bin' }, cwd: folder }
  return startDetached({ ...command, logFile: join(folder, 'some.log'), pidFile })
}

test('a started process is found again by its pid file and stopped', async () => {
  const identity = await start('exec sleep 60')
  expect(runningProcess(join(folder, 'some.pid'))).toEqual(identity)
  expect(await stopProcess(identity)).toBe('stopped')
  expect(runningProcess(join(folder, 'some.pid'))).toBeNull()
  expect(await stopProcess(identity)).toBe('was not running')
})

test('a process that ignores the request to end is ended after its grace', async () => {
  const identity = await start('trap "" TERM; while :; do sleep 0.1; done')
  expect(await stopProcess(identity, { graceMs: 200 })).toBe('stopped')
  expect(isRunning(identity)).toBe(false)
})

test('a process that took over the number of another one is never signalled', async () => {
  const stranger = spawn('sleep', ['60'])
  try {
    const pid = stranger.pid ?? 0
    const earlier = { pid, startedAt: 'of a process that has ended' }
    writeFileSync(join(folder, 'some.pid'), `${earlier.pid} ${earlier.startedAt}\n`)
    expect(readPidFile(join(folder, 'some.pid'))).toEqual(earlier)
    expect(runningProcess(join(folder, 'some.pid'))).toBeNull()
    expect(await stopProcess(earlier)).toBe('was not running')
    expect(startTimeOf(pid)).not.toBeNull()
  } finally {
    stranger.kill('SIGKILL')
  }
})

test('a pid file that a crash left empty names no process', () => {
  writeFileSync(join(folder, 'some.pid'), '')
  expect(runningProcess(join(folder, 'some.pid'))).toBeNull()
})

test('a program that does not exist is seen as not running, and its log says why', async () => {
  const logFile = join(folder, 'some.log')
  const command = { command: '/does/not/exist', args: [], env: { PATH: '/usr/bin:/bin' }, cwd: folder }
  const identity = await startDetached({ ...command, logFile, pidFile: join(folder, 'some.pid') })
  await stopProcess(identity)
  expect(isRunning(identity)).toBe(false)
  expect(readFileSync(logFile, 'utf8')).toContain('/does/not/exist')
})

test('of two that want the same lock the second waits until the first is done', async () => {
  const lock = join(folder, 'some.lock')
  const order: string[] = []
  let waited = 0
  await Promise.all(
    ['first', 'second'].map((name) =>
      withLock(
        lock,
        () => (waited += 1),
        async () => {
          order.push(`${name} begins`)
          await new Promise((resolve) => setTimeout(resolve, 50))
          order.push(`${name} ends`)
        },
      ),
    ),
  )
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  expect(waited).toBe(1)
})

test('the lock of a process that was killed is taken over', async () => {
  const lock = join(folder, 'some.lock')
  writeFileSync(lock, JSON.stringify({ pid: process.pid, startedAt: 'of a process that has ended' }))
  await expect(
    withLock(
      lock,
      () => undefined,
      async () => 'done',
    ),
  ).resolves.toBe('done')
})
