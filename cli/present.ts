// What time is it for a case? In production the machine's; in a simulation the case's own, and for a case that does not
// run the latest moment it knows.
import { createTimekeeper, isSimulation } from '../cases/timekeeper'
import type { Opened } from './open'

/** Tells the present of accounts: asked once what kind of installation this is. */
export async function createPresent(opened: Opened): Promise<(accountId: string) => Promise<number>> {
  const { db, temporal } = opened
  if (!(await isSimulation(db))) return () => Promise.resolve(Date.now())
  const timekeeper = temporal ? await createTimekeeper(db, temporal.client) : null
  return async (accountId) => {
    const running = await timekeeper?.presentOf(accountId)
    if (running !== null && running !== undefined) return running
    const last = await db.prisma.fact.findFirst({ where: { accountId }, orderBy: { seq: 'desc' } })
    return last?.recordedAt.getTime() ?? Date.now()
  }
}

/** The present of one account. */
export async function presentOf(opened: Opened, accountId: string): Promise<number> {
  return (await createPresent(opened))(accountId)
}
