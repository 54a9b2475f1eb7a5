/**
 * How do two commands avoid doing the same thing at the same time (two `up` of one home, two builds)?
 * By a lock file that names its owner; the lock of an owner that no longer runs is taken over.
 */
import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isRunning, startTimeOf, type ProcessIdentity } from './processes'

/** Runs `work` while holding the lock; `onWait` is called once when another process holds it. */
export async function withLock<T>(path: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true })
  let told = false
  while (!tryLock(path)) {
    if (!told) onWait()
    told = true
    await delay(200)
  }
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function tryLock(path: string): boolean {
  const own = `${path}.${randomUUID()}`
  writeFileSync(own, JSON.stringify({ pid: process.pid, startedAt: startTimeOf(process.pid) }))
  try {
    linkSync(own, path) // atomic, and the lock is never seen without its owner's name in it
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    removeIfAbandoned(path)
    return false
  } finally {
    rmSync(own, { force: true })
  }
}

/** Moves an abandoned lock away; puts it back if meanwhile another process had taken it over. */
function removeIfAbandoned(path: string): void {
  const aside = `${path}.${randomUUID()}`
  try {
    const owner = readFileSync(path, 'utf8')
    if (isRunning(JSON.parse(owner) as ProcessIdentity)) return
    renameSync(path, aside)
    if (readFileSync(aside, 'utf8') !== owner) linkSync(aside, path)
  } catch {
    // just released: the next try decides
  } finally {
    rmSync(aside, { force: true })
  }
}
