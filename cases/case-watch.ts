// Waits for cases to decide what is next: one question to the database for all who wait, so that hundreds of cases of a
// simulation can be watched closely without as many questions.
import { setTimeout as delay } from 'node:timers/promises'
import type { Instant } from '../domain/calendar-date'
import type { Database } from '../platform/database'
import { caseWorkflowId } from '../workflows/messages'

interface Wait {
  accountId: string
  passed: Instant
  deadline: number
  resolve(due: Instant | null): void
  reject(error: Error): void
}

/** Resolves with what is due next once a case has done what was due at `passed`; with null when nothing is. */
export type CaseWatch = (accountId: string, passed: Instant) => Promise<Instant | null>

/** How often is asked, in real time. */
const everyMs = 10
/** How long a case may take, in real time, to do what is due and decide what follows. */
const timeoutMs = 60_000

export function watchCases(db: Database): CaseWatch {
  const waiting = new Set<Wait>()
  let isAsking = false

  async function ask(): Promise<void> {
    while (waiting.size > 0) {
      await delay(everyMs)
      const due = await nextDueOf(
        db,
        [...waiting].map(({ accountId }) => accountId),
      )
      for (const wait of waiting) answer(wait, due.get(wait.accountId) ?? null)
    }
  }

  function answer(wait: Wait, due: Instant | null): void {
    const { accountId, passed, deadline, resolve, reject } = wait
    if (due === null || due > passed) resolve(due)
    else if (Date.now() > deadline) reject(restless(accountId))
    else return
    waiting.delete(wait)
  }

  async function keepAsking(): Promise<void> {
    try {
      await ask()
    } catch (error) {
      for (const { reject } of waiting) reject(error instanceof Error ? error : new Error(String(error)))
      waiting.clear()
    } finally {
      isAsking = false
    }
  }

  return (accountId, passed) =>
    new Promise((resolve, reject) => {
      waiting.add({ accountId, passed, deadline: Date.now() + timeoutMs, resolve, reject })
      if (isAsking) return
      isAsking = true
      void keepAsking()
    })
}

/** When something is due next in the open cases of these accounts; an account with nothing due is left out. */
export async function nextDueOf(db: Database, accountIds: readonly string[]): Promise<Map<string, Instant>> {
  const rows = await db.prisma.$queryRaw<{ accountId: string; nextAt: Date }[]>`
    select account_id as "accountId", next_at as "nextAt" from episode
    where account_id = any(${[...accountIds]}) and (status = 'open' or next_kind <> 'closed') and next_at is not null`
  return new Map(rows.map(({ accountId, nextAt }) => [accountId, nextAt.getTime()]))
}

/** A case that does not come to rest is a defect, and its history shows which. */
export function restless(accountId: string): Error {
  return new Error(
    `the case of ${accountId} does not come to rest: look at its workflow ${caseWorkflowId(accountId)}`,
  )
}
