// The clocks of cases. In production a case's clock is the server's. In a simulation each case has its own, which
// this moves forward to a given instant: before the case is told something that happened then, or to live through
// the days up to then. The only place that knows the difference.
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import type { Instant } from '../domain/calendar-date'
import type { Database } from '../platform/database'
import { clockOf, fastForward } from '../platform/virtual-time'
import { caseWorkflowId, clockOffsetMemo } from '../workflows/messages'

export interface Timekeeper {
  simulation: boolean
  /**
   * Moves the account's open case forward to `instant` through everything that is due up to then; resolves at once in
   * production or when it is there already.
   */
  bringTo(accountId: string, instant: Instant): Promise<void>
  /** The present of the account's case; the machine's in production, null when no case is running. */
  presentOf(accountId: string): Promise<Instant | null>
  /** What to add to the clock of a case that starts now, so that it begins at `asOf`; 0 in production. */
  offsetFor(asOf: Instant): number
}

/** Whether this database was marked as a simulation when it was made; absent means production. */
export async function isSimulation(db: Database): Promise<boolean> {
  const setting = await db.prisma.setting.findUnique({ where: { key: 'simulation' } })
  return (setting?.value as { enabled?: boolean } | undefined)?.enabled === true
}

/** The timekeeper that fits this database. */
export async function createTimekeeper(db: Database, client: Client): Promise<Timekeeper> {
  if (!(await isSimulation(db))) {
    return {
      simulation: false,
      bringTo: async () => undefined,
      presentOf: async () => Date.now(),
      offsetFor: () => 0,
    }
  }
  const presentOf = async (accountId: string) => {
    const clock = await clockOf(client, caseWorkflowId(accountId))
    return clock === null ? null : clock.nowMs + Number(clock.memo[clockOffsetMemo] ?? 0)
  }
  const moveTo = async (accountId: string, instant: Instant) => {
    const present = await presentOf(accountId)
    if (present !== null) await fastForward(client, caseWorkflowId(accountId), instant - present)
  }
  return {
    simulation: true,
    presentOf,
    async bringTo(accountId, instant) {
      if ((await presentOf(accountId)) === null) return
      let due = await nextDueOf(db, accountId)
      while (due !== null && due <= instant) {
        await moveTo(accountId, due - justBeforeMs)
        due = await nextDueAfter(db, accountId, due)
      }
      await moveTo(accountId, instant)
    },
    offsetFor: (asOf) => asOf - Date.now(),
  }
}

/**
 * A case is brought to just before what is due, which then happens by itself. The server loses its way when the end of
 * a fast-forward falls into the work that a timer has begun: it then skips on to the next timer.
 */
const justBeforeMs = 50
/** How long a case may take, in real time, to do what is due and decide what follows. */
const dueTimeoutMs = 60_000

async function nextDueOf(db: Database, accountId: string): Promise<Instant | null> {
  const [row] = await db.prisma.$queryRaw<{ nextAt: Date | null }[]>`
    select next_at as "nextAt" from episode where account_id = ${accountId} and status = 'open'`
  return row?.nextAt?.getTime() ?? null
}

/** What is due next once the case has done what was due at `passed`; null when nothing is. */
async function nextDueAfter(db: Database, accountId: string, passed: Instant): Promise<Instant | null> {
  const deadline = Date.now() + dueTimeoutMs
  for (let waitMs = justBeforeMs; Date.now() < deadline; waitMs = Math.min(waitMs * 1.5, 200)) {
    await delay(waitMs)
    const due = await nextDueOf(db, accountId)
    if (due === null || due > passed) return due
  }
  throw new Error(
    `the case of ${accountId} does not come to rest: look at its workflow ${caseWorkflowId(accountId)}`,
  )
}
