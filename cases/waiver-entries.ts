// What are the bank's books to show of debt relief? Every waiver and every restoration of a span of days, bill by bill, for
// whoever keeps the books: nothing is changed in them from here.
import { type CalendarDate, dateAt } from '../domain/calendar-date'
import type { ReliefFacts, WaivedPart } from '../domain/arrangements/relief-facts'
import type { Database } from '../platform/database'

export interface WaiverEntry extends WaivedPart {
  /** From this day on; it may have become known later. */
  on: CalendarDate
  accountId: string
  reliefId: string
  /** `waive`: it is no longer owed; `restore`: it is owed again. */
  entry: 'waive' | 'restore'
}

/**
 * Entries that became known on the days from `from` to `until`, both included, in the order in which they came. A payment
 * struck weeks later restores a debt from an earlier day (`on`): whoever asks for each day once misses none.
 */
export async function waiverEntries(
  { prisma }: Pick<Database, 'prisma'>,
  { from, until, zone }: { from: CalendarDate; until: CalendarDate; zone: string },
): Promise<WaiverEntry[]> {
  const rows = await prisma.fact.findMany({
    where: { kind: { in: ['debtWaived', 'debtRestored'] } },
    orderBy: [{ recordedAt: 'asc' }, { accountId: 'asc' }, { seq: 'asc' }],
  })
  const taken = new Set<string>()
  return rows.flatMap(({ accountId, kind, payload, recordedAt }) => {
    const { on, reliefId, waived } = payload as unknown as ReliefFacts['debtWaived']
    const entry = kind === 'debtWaived' ? ('waive' as const) : ('restore' as const)
    const relief = `${accountId} ${reliefId}`
    // What broke before it was ever kept has not been taken off: there is nothing to put back.
    const counts = entry === 'waive' ? taken.add(relief).has(relief) : taken.delete(relief)
    const knownOn = dateAt(recordedAt.getTime(), zone)
    if (!counts || knownOn < from || knownOn > until) return []
    return waived.map((piece) => ({ on, accountId, reliefId, entry, ...piece }))
  })
}
