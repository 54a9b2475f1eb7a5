// Tells agencies what they are not to collect any more: for each recall one file of ids and dates in the agency's folder,
// where the placement's own lies, and one row in the log of disclosures. What broke off is done by the next run.
import { type CalendarDate, dateAt } from '../domain/calendar-date'
import type { FactPayloads } from '../domain/facts'
import { logAccess } from '../platform/access-log'
import type { Database } from '../platform/database'
import { inTransaction } from '../platform/fact-log'
import type { HandoverFolder } from '../platform/handover-folder'

export interface RecallDeps {
  db: Database
  handover: HandoverFolder
  /** Of the bank. */
  zone: string
}

interface Recall {
  placementId: string
  accountId: string
  customerId: string
  episode: number
  agencyId: string
  placedAt: Date
  recalledAt: Date
  because: FactPayloads['placementRecalled']['because']
  on: CalendarDate
}

/** Leaves the files that are missing; answers how many. */
export async function tellAgencies(deps: RecallDeps): Promise<number> {
  const recalls = await deps.db.prisma.$queryRaw<Recall[]>`
    select p.id as "placementId", p.account_id as "accountId", a.customer_id as "customerId", p.episode,
      p.agency_id as "agencyId", p.placed_at as "placedAt", f.recorded_at as "recalledAt",
      f.payload ->> 'because' as because, f.payload ->> 'on' as "on"
    from placement p join account a on a.id = p.account_id
      join fact f on f.account_id = p.account_id and f.key = 'placement/' || p.id || '/recalled'
    where p.status = 'recalled' and not exists (select from document d where d.id = p.id || '/recall')
    order by p.id`
  for (const recall of recalls) await tell(deps, recall)
  return recalls.length
}

async function tell({ db, handover, zone }: RecallDeps, recall: Recall): Promise<void> {
  const { placementId, accountId, agencyId, episode, placedAt, recalledAt, because, on } = recall
  const content = {
    ...{ placementId, accountId, agencyId, because },
    ...{ placedOn: dateAt(placedAt.getTime(), zone), recalledOn: on },
  }
  const { path, sha256 } = await handover.leave({
    ...{ receiver: agencyId, date: on, kind: 'recall', key: placementId, extension: 'json' },
    content: `${JSON.stringify(content, null, 2)}\n`,
  })
  const id = `${placementId}/recall`
  const stepKey = placementId.slice(accountId.length + 1)
  const row = { id, accountId, episode, stepKey, kind: 'recall', status: 'spooled', path, sha256 }
  await inTransaction(db.prisma, async (tx) => {
    await tx.document.createMany({ data: [{ ...row, createdAt: recalledAt }], skipDuplicates: true })
    await logAccess(tx, [
      {
        ...{ customerId: recall.customerId, at: recalledAt.getTime(), actor: 'case', kind: 'disclosed' },
        ...{ purpose: 'placement', receiver: `agency:${agencyId}`, fields: ['recall'], reference: id },
      },
    ])
  })
}
