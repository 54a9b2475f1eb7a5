// What time is it for a case? In production the machine's; in a simulation the case's own.
import { createTimekeeper, isSimulation } from '../cases/timekeeper'
import type { Opened } from './open'

/** The case's own present; for a case that does not run, the latest moment it knows. */
export async function presentOf(opened: Opened, account: string): Promise<number> {
  if (!(await isSimulation(opened.db))) return Date.now()
  const running = opened.temporal
    ? await (await createTimekeeper(opened.db, opened.temporal.client)).presentOf(account)
    : null
  if (running !== null) return running
  const last = await opened.db.prisma.fact.findFirst({
    where: { accountId: account },
    orderBy: { seq: 'desc' },
  })
  return last?.recordedAt.getTime() ?? Date.now()
}
