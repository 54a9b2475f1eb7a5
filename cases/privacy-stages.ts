// Which stage of retention has a customer reached, and what still keeps their data? Read from the tables and the log; the
// rule itself is domain/privacy/retention.ts.
import { type CalendarDate, dateAt, instantAt } from '../domain/calendar-date'
import { type PersonFact, statusesOf } from '../domain/contact/person-standing'
import {
  type Keeping,
  type KeptPerson,
  type RetentionTerms,
  type Stage,
  stagesOf,
} from '../domain/privacy/retention'
import { representationsOf } from '../domain/protection/representation'
import type { Database, Transaction } from '../platform/database'

export interface CustomerStages {
  customerId: string
  restrictedSince: string | null
  purgedOn: string | null
  restrict: Stage
  purge: Stage
}

export interface StageRequest {
  terms: RetentionTerms
  today: CalendarDate
  /** Of the bank: in which days are counted. */
  zone: string
}

/** The stages of one customer; null: there is none with this id. */
export async function stagesOfCustomer(
  reader: Transaction,
  customerId: string,
  { terms, today, zone }: StageRequest,
): Promise<CustomerStages | null> {
  const customer = await reader.customer.findUnique({ where: { id: customerId } })
  if (!customer) return null
  const person = await keptPerson(reader, customer, { today, zone })
  return {
    customerId,
    restrictedSince: customer.restrictedAt?.toISOString() ?? null,
    purgedOn: customer.purgedAt?.toISOString() ?? null,
    ...stagesOf(person, terms, today),
  }
}

/** Customers who have reached a stage that was not taken yet, in the order of their ids. */
export async function stagesDue(db: Database, request: StageRequest): Promise<CustomerStages[]> {
  // Nobody with an open case, whatever else stands against it: the many are left out before any log is read.
  const candidates = await db.prisma.$queryRaw<{ id: string }[]>`
    select c.id from customer c
    where c.purged_at is null and not exists (
      select from account a join episode e on e.account_id = a.id
      where a.customer_id = c.id and e.status = 'open')
    order by c.id`
  const due: CustomerStages[] = []
  for (const { id } of candidates) {
    const stages = await stagesOfCustomer(db.prisma, id, request)
    if (stages && (stages.purge.isDue || (stages.restrict.isDue && stages.restrictedSince === null)))
      due.push(stages)
  }
  return due
}

interface AccountRow {
  id: string
  status: string
  lastExit: string | null
  isOpen: boolean
  closedAt: Date | null
  /** In a drop, for the last time: of an account that never had a case the day on which it ended. */
  reportedOn: Date
  facts: PersonFact[] | null
}

async function keptPerson(
  reader: Pick<Transaction, '$queryRaw' | 'task'>,
  { id: customerId, country }: { id: string; country: string },
  { today, zone }: Pick<StageRequest, 'today' | 'zone'>,
): Promise<KeptPerson> {
  const accounts = await reader.$queryRaw<AccountRow[]>`
    select a.id, a.status,
      (select f.payload ->> 'reason' from fact f where f.account_id = a.id and f.kind = 'accountExited'
        order by f.seq desc limit 1) as "lastExit",
      exists (select from episode e where e.account_id = a.id and e.status = 'open') as "isOpen",
      (select max(e.closed_at) from episode e where e.account_id = a.id) as "closedAt", a.reported_on as "reportedOn",
      (select json_agg(json_build_object('accountId', f.account_id, 'kind', f.kind, 'payload', f.payload) order by f.seq)
        from fact f where f.account_id = a.id) as facts
    from account a where a.customer_id = ${customerId} order by a.id`
  const [contact] = await reader.$queryRaw<{ last: Date | null }[]>`
    select max(claimed_at) as last from contact where customer_id = ${customerId}`
  const tasks = await reader.task.findMany({
    where: { accountId: { in: accounts.map(({ id }) => id) }, status: 'open' },
    orderBy: { id: 'asc' },
  })
  const closings = accounts.map(({ closedAt, reportedOn }) =>
    closedAt ? dateAt(closedAt.getTime(), zone) : reportedOn.toISOString().slice(0, 10),
  )
  return {
    country,
    closedOn: accounts.some(({ isOpen }) => isOpen) ? null : (closings.sort().at(-1) ?? null),
    lastContactOn: contact?.last ? dateAt(contact.last.getTime(), zone) : null,
    keeping: [
      ...accounts.flatMap((account) => keepingOf(account, today, zone)),
      ...tasks.map(({ id, accountId }): Keeping => ({ kind: 'task', accountId, id })),
    ],
  }
}

/** A debt that was written off is still owed; one of which nobody knows the fate counts as owed. */
function keepingOf(
  { id: accountId, status, lastExit, isOpen, facts }: AccountRow,
  today: CalendarDate,
  zone: string,
): Keeping[] {
  const now = instantAt(today, zone)
  const isOwed = status === 'missing' || status === 'overdue' || lastExit === 'writtenOff'
  const log = facts ?? []
  return [
    ...(isOpen ? [{ kind: 'openCase' as const, accountId }] : []),
    ...(isOwed && !isOpen ? [{ kind: 'debtOwed' as const, accountId }] : []),
    ...statusesOf(log, [accountId], zone)
      .filter(({ status, until }) => until > now && keepingStatuses.has(status))
      .map(({ status: id }) => ({ kind: 'status' as const, accountId, id })),
    ...representationsOf(log)
      .filter(({ state }) => state === 'open')
      .map(({ representationId: id }) => ({ kind: 'representation' as const, accountId, id })),
  ]
}

/** States of a debt or a person in which somebody may still need the records. */
const keepingStatuses: ReadonlySet<string> = new Set([
  'disputed',
  'complaintOpen',
  'legalHold',
  'regulatorHold',
  'bankrupt',
  'moratorium',
])
