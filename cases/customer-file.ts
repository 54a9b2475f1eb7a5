// One view of a customer: every account with its debt, case, standstills and open work, who looks after them, and how often
// they were contacted lately (B11). Ids, dates and amounts; no personal data.
import { type Instant, addDaysAt } from '../domain/calendar-date'
import { conversationOf } from '../domain/contact/conversation'
import type { Conversation } from '../domain/contact/conversation-facts'
import { type Fact, type Product, factsOf } from '../domain/facts'
import { type CaseView, viewOf } from '../domain/ladder/case-view'
import { decide, liveFacts } from '../domain/ladder/decide'
import { bucketOf } from '../domain/money/position'
import type { Database } from '../platform/database'
import { loadFacts } from '../platform/fact-log'
import type { AccountRules } from './account-rules'
import { type Besides, besides } from './besides'

export interface CustomerAccount extends Besides {
  accountId: string
  product: Product
  currency: string
  overdueCents: number
  daysPastDue: number
  bucket: string
  /** null: never in collection, or closed. */
  case: { episode: number; stage: string; next: string; nextAt: string | null } | null
  /** Holds and arrangements in force: the ladder stands still for them. */
  standstills: { kind: string; id: string; why: string; until: string | null }[]
  openTasks: { taskId: string; kind: string; dueAt: string }[]
  conversation: Conversation
}

export interface CustomerFile {
  customerId: string
  asOf: string
  /** null: nobody was assigned. */
  leadCollector: string | null
  accounts: CustomerAccount[]
  /** By currency: amounts of different currencies are not added up. */
  overdueCents: Record<string, number>
  /** Outbound contacts of the last seven days, all accounts together, by channel. */
  contactsLastWeek: Record<string, number>
}

export interface CustomerFileDeps {
  db: Database
  rulesOf: AccountRules
  zone: string
}

/** `code`: UNKNOWN_CUSTOMER */
export class UnknownCustomer extends Error {
  readonly code = 'UNKNOWN_CUSTOMER'
}

/** Reads it as of `asOf`. @throws UnknownCustomer */
export async function customerFile(
  deps: CustomerFileDeps,
  customerId: string,
  asOf: Instant,
): Promise<CustomerFile> {
  const { prisma } = deps.db
  const customer = await prisma.customer.findUnique({
    where: { id: customerId },
    select: { accounts: { select: { id: true }, orderBy: { id: 'asc' } } },
  })
  if (!customer)
    throw new UnknownCustomer(`there is no customer ${customerId}: ids are those of the nightly drop`)
  const logs = await Promise.all(customer.accounts.map(({ id }) => loadFacts(prisma, id)))
  const accounts: CustomerAccount[] = []
  for (const [index, { id }] of customer.accounts.entries()) {
    const account = await accountOf(deps, id, logs[index] ?? [], asOf)
    if (account) accounts.push(account)
  }
  return {
    customerId,
    asOf: new Date(asOf).toISOString(),
    leadCollector: leadCollectorIn(logs.flat()),
    accounts,
    overdueCents: sums(accounts.map(({ currency, overdueCents }) => [currency, overdueCents])),
    contactsLastWeek: await contactsSince(deps, customerId, addDaysAt(asOf, -7, deps.zone)),
  }
}

async function accountOf(
  { db, rulesOf, zone }: CustomerFileDeps,
  accountId: string,
  log: readonly Fact[],
  asOf: Instant,
): Promise<CustomerAccount | null> {
  const report = factsOf(log, 'positionReported').at(-1)?.payload
  if (!report) return null
  const rules = await rulesOf(log, report.product)
  const view = viewOf(log, rules, asOf)
  const tasks = await db.prisma.task.findMany({
    where: { accountId, status: 'open' },
    orderBy: { dueAt: 'asc' },
  })
  return {
    accountId,
    product: report.product,
    currency: report.currency,
    overdueCents: view?.position.overdueCents ?? 0,
    daysPastDue: view?.position.daysPastDue ?? 0,
    bucket: bucketOf(view?.position.daysPastDue ?? 0),
    case: view ? caseOf(view) : null,
    standstills: (view?.standing ?? []).map(({ kind, id, why, until }) => ({
      ...{ kind, id, why, until: until === undefined ? null : new Date(until).toISOString() },
    })),
    ...besides(log, asOf, zone),
    openTasks: tasks.map(({ id, kind, dueAt }) => ({ taskId: id, kind, dueAt: dueAt.toISOString() })),
    conversation: conversationOf(liveFacts(log)),
  }
}

function caseOf({ log, rules, asOf, closed }: CaseView): CustomerAccount['case'] {
  if (closed !== null) return null
  const { episode, stage, next } = decide(log, rules, asOf)
  const at = next.kind === 'closed' || next.at === null ? null : new Date(next.at).toISOString()
  const what =
    next.kind === 'step'
      ? `${next.rung} (${next.step})`
      : next.kind === 'wait'
        ? `waits for ${next.for}`
        : next.kind
  return { episode, stage, next: what, nextAt: at }
}

/** Of all accounts of the person, the newest assignment. */
export function leadCollectorIn(facts: readonly Fact[]): string | null {
  const assigned = factsOf(facts, 'collectorAssigned').sort((a, b) => a.recordedAt - b.recordedAt)
  return assigned.at(-1)?.payload.collector ?? null
}

async function contactsSince(
  { db }: CustomerFileDeps,
  customerId: string,
  since: Instant,
): Promise<Record<string, number>> {
  const rows = await db.prisma.contact.groupBy({
    by: ['channel'],
    where: {
      ...{ customerId, direction: 'outbound', claimedAt: { gte: new Date(since) } },
      status: { notIn: ['withdrawn', 'failed'] },
    },
    _count: true,
  })
  return Object.fromEntries(rows.map(({ channel, _count }) => [channel, _count]))
}

function sums(amounts: readonly (readonly [string, number])[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const [currency, cents] of amounts) total[currency] = (total[currency] ?? 0) + cents
  return total
}
