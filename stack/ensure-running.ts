/**
 * How does a part of the stack come to answer? What runs is used, what does not is started, and what ends before
 * it answers (also one that was just killed and still looked alive) is started again a few times.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { lastLines } from './last-lines'
import { isRunning, runningProcess, startDetached, stopProcess, type DetachedCommand } from './processes'

const ANSWER_WITHIN_MS = 90_000

export interface Part extends DetachedCommand {
  name: string
  answers: () => Promise<boolean>
  /** How often it is started before giving up; half a second lies between two starts. */
  attempts?: number
}

/** Throws with the last lines of the part's log when it does not come to answer. */
export async function ensureRunning(part: Part): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const identity = runningProcess(part.pidFile) ?? (await startDetached(part))
    for (const startedMs = performance.now(); isRunning(identity); await delay(50)) {
      if (await part.answers()) return
      if (performance.now() - startedMs > ANSWER_WITHIN_MS) break
    }
    await stopProcess(identity)
    if (attempt === (part.attempts ?? 2)) {
      throw new Error(
        `${part.name} does not start; the end of ${part.logFile}:\n${lastLines(part.logFile, 8)}`,
      )
    }
    await delay(500)
  }
}
