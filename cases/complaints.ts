// Repeated complaints alert compliance: by one person on whichever account, about one member of staff or one agency on
// whomever's. Counted over the whole book in the transaction that records the next one, under a lock, so that of two that
// come in the same moment one sees the other.
import { addDays } from '../domain/calendar-date'
import { type NewFact } from '../domain/facts'
import { sideTaskOpened } from '../domain/ladder/side-tasks'
import type { ComplaintFacts } from '../domain/protection/complaint-facts'
import type { ComplaintRules } from '../domain/protection/complaint-terms'
import type { Transaction } from '../platform/database'

type Received = NewFact & { kind: 'complaintReceived' }
type Circle = 'person' | 'staff' | 'agency'

const dayMs = 86_400_000

/** Tasks for compliance that follow from a complaint being recorded now. */
export async function complianceAlerts(
  tx: Transaction,
  news: readonly NewFact[],
  rules: ComplaintRules,
): Promise<NewFact[]> {
  const received = news.find((fact): fact is Received => fact.kind === 'complaintReceived')
  if (!received) return []
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('arrears:complaints'))`
  const alerts: NewFact[] = []
  for (const circle of ['person', 'staff', 'agency'] as const) {
    const { count, days } = rules.repeated[circle]
    const since = addDays(received.payload.receivedOn, -days)
    const earlier = await countSince(tx, received, circle, since)
    if (earlier + 1 >= count) alerts.push(alertOf(received, circle, earlier + 1, rules.repeated.alertDays))
  }
  return alerts
}

/** Earlier complaints of the circle since a day; 0 when the complaint names nobody of it. */
async function countSince(
  tx: Transaction,
  { accountId, payload }: Received,
  circle: Circle,
  since: string,
): Promise<number> {
  const concerned = concernedBy(payload, circle)
  if (circle !== 'person' && concerned === undefined) return 0
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from fact f join account a on a.id = f.account_id
    where f.kind = 'complaintReceived' and f.payload ->> 'receivedOn' > ${since}
      and case ${circle}
        when 'person' then a.customer_id = (select customer_id from account where id = ${accountId})
        when 'staff' then f.payload ->> 'staffId' = ${concerned ?? null}
        else f.payload ->> 'agencyId' = ${concerned ?? null} end`
  return row?.count ?? 0
}

function concernedBy(payload: ComplaintFacts['complaintReceived'], circle: Circle): string | undefined {
  switch (circle) {
    case 'person':
      return undefined
    case 'staff':
      return payload.staffId
    case 'agency':
      return payload.agencyId
  }
}

function alertOf(received: Received, circle: Circle, count: number, alertDays: number): NewFact {
  const { accountId, recordedAt, actor, source, payload } = received
  const concerned = concernedBy(payload, circle)
  const envelope = { accountId, effectiveAt: recordedAt, recordedAt, actor, source }
  return sideTaskOpened(envelope, {
    stepKey: `repeated-complaints/${payload.complaintId}/${circle}`,
    kind: 'compliance',
    dueAt: recordedAt + alertDays * dayMs,
    defaultOutcome: 'notReported',
    detail: { circle, count, ...(concerned === undefined ? {} : { concerned }) },
  })
}
