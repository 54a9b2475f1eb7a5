// The clocks of cases. In production a case's clock is the server's. In a simulation each case has its own, which
// this moves forward to a given instant: before the case is told something that happened then, or to live through
// the days up to then. The only place that knows the difference.
import type { Client } from '@temporalio/client'
import type { Instant } from '../domain/calendar-date'
import type { Database } from '../platform/database'
import { clockOf, fastForward } from '../platform/virtual-time'
import { caseWorkflowId, clockOffsetMemo } from '../workflows/messages'
import { nextDueOf, watchCases } from './case-watch'

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
  const whatFollows = watchCases(db)
  return {
    simulation: true,
    presentOf,
    async bringTo(accountId, instant) {
      const workflowId = caseWorkflowId(accountId)
      let present = await presentOf(accountId)
      let due = present === null ? null : ((await nextDueOf(db, [accountId])).get(accountId) ?? null)
      while (present !== null && due !== null && due <= instant) {
        await fastForward(client, workflowId, due - justBeforeMs - present)
        const passed: Instant = due
        due = await whatFollows(accountId, passed)
        // A case that has done what was due at the last instant is there: asking it would only cost time.
        present = passed < instant ? await presentOf(accountId) : instant
      }
      if (present !== null) await fastForward(client, workflowId, instant - present)
    },
    offsetFor: (asOf) => asOf - Date.now(),
  }
}

/**
 * A case is brought to just before what is due, which then happens by itself. The server loses its way when the end of
 * a fast-forward falls into the work that a timer has begun: it then skips on to the next timer.
 */
const justBeforeMs = 50
