// Reads cases for people: the list, one case's standing, its timeline, its forecast and the reasons of each decision.
// From PostgreSQL alone, with the same decide() that the workflow asked; no personal data but ids.
import { isDeepStrictEqual } from 'node:util'
import { type Decision, decide, due, episodeInLog } from '../domain/ladder/decide'
import { type Instant, dateAt } from '../domain/calendar-date'
import type { ContactChannel, Fact } from '../domain/facts'
import { forecast } from '../domain/ladder/forecast'
import type { ForecastEntry } from '../domain/ladder/forecast-entry'
import { liveFacts } from '../domain/ladder/case-view'
import { type Classification, classificationOn } from '../domain/money/classification'
import { loadFacts } from '../platform/fact-log'
import { storyOf } from '../domain/story'
import type { SealedPack } from '../platform/rule-packs'
import { type Besides, besides } from './besides'
import type { CaseDeps } from './case-log'
import { type EarliestTime, type LawfulTimes, earliestTime, mayContact } from './lawful-times'
import { readPerson } from './person'

export interface ReadingDeps extends CaseDeps {
  policies: readonly SealedPack[]
}

export interface CaseLine {
  accountId: string
  episode: number
  status: string
  stage: string
  standstill: string | null
  overdueCents: number
  currency: string
  oldestUnpaidDueOn: string | null
  next: string | null
  nextAt: string | null
}

export interface ListFilter {
  status?: 'open' | 'closed'
  stage?: string
  limit: number
}

/** Cases by what is due first; those without a date last. */
export async function listCases({ db }: Pick<CaseDeps, 'db'>, filter: ListFilter): Promise<CaseLine[]> {
  const rows = await db.prisma.episode.findMany({
    where: {
      account: { customer: { restrictedAt: null } },
      number: { gt: 0 },
      ...(filter.status === undefined ? {} : { status: filter.status }),
      ...(filter.stage === undefined ? {} : { stage: filter.stage }),
    },
    include: { account: true },
    orderBy: [{ nextAt: { sort: 'asc', nulls: 'last' } }, { accountId: 'asc' }],
    take: filter.limit,
  })
  const decided = await db.prisma.decision.findMany({
    where: { OR: rows.map(({ accountId, number, turn }) => ({ accountId, episode: number, turn })) },
    select: { accountId: true, episode: true, answer: true },
  })
  const debts = new Map(
    decided.map(({ accountId, episode, answer }) => [
      `${accountId}/${episode}`,
      (answer as unknown as Decision).debt,
    ]),
  )
  return rows.map((row) => ({
    accountId: row.accountId,
    episode: row.number,
    status: row.status,
    stage: row.stage,
    standstill: row.standstill,
    ...debtOf(row, debts.get(`${row.accountId}/${row.number}`)),
    next: row.status === 'closed' ? null : (row.nextStep ?? row.nextKind),
    nextAt: row.status === 'closed' ? null : (row.nextAt?.toISOString() ?? null),
  }))
}

/** The debt as the case last decided on it, payments since the last drop included; before that, as the bank reported it. */
function debtOf(
  row: { account: { overdueCents: bigint; currency: string; oldestUnpaidDueOn: Date | null } },
  decided: Decision['debt'] | undefined,
): Pick<CaseLine, 'overdueCents' | 'currency' | 'oldestUnpaidDueOn'> {
  if (decided) {
    const { overdueCents, currency, oldestUnpaidDueOn } = decided
    return { overdueCents, currency, oldestUnpaidDueOn }
  }
  const { overdueCents, currency, oldestUnpaidDueOn } = row.account
  return {
    overdueCents: Number(overdueCents),
    currency,
    oldestUnpaidDueOn: oldestUnpaidDueOn?.toISOString().slice(0, 10) ?? null,
  }
}

export interface TimelineEntry {
  at: string
  seq: number
  kind: Fact['kind']
  actor: string
  text: string
  /** false: a corrected drop took it back. */
  counts: boolean
}

/** There is no such account, or it was never in collection. `code` is stable. */
export class NoCase extends Error {
  readonly code = 'NO_CASE'
  constructor(accountId: string) {
    super(
      `account ${accountId} has no case: check the account id, \`arrears case list\` shows the cases there are`,
    )
  }
}

/** Everything that happened to an account, in the order in which it became known. */
export async function timelineOf(deps: Pick<CaseDeps, 'db'>, accountId: string): Promise<TimelineEntry[]> {
  const log = await loadFacts(deps.db.prisma, accountId)
  if (log.length === 0) throw new NoCase(accountId)
  const withdrawn = new Set(log.flatMap((fact) => (fact.kind === 'dropWithdrawn' ? fact.payload.seqs : [])))
  return log.map((fact) => ({
    at: new Date(fact.recordedAt).toISOString(),
    seq: fact.seq,
    kind: fact.kind,
    actor: fact.actor,
    text: storyOf(fact),
    counts: !withdrawn.has(fact.seq),
  }))
}

export interface CaseView extends Besides {
  accountId: string
  asOf: string
  decision: Decision
  /** Bucket and class, each with the day since when. */
  classification: Classification | null
  /** When the customer may be contacted at the earliest, by all rule packs; null: no time makes it lawful. */
  earliestContact: ({ channel: ContactChannel } & EarliestTime)[]
  openTasks: { taskId: string; kind: string; dueAt: string; defaultOutcome: string }[]
}

/** How a case stands at `asOf`: recomputed from its facts, so it is right even while its workflow is busy. */
export async function showCase(deps: ReadingDeps, accountId: string, asOf: Instant): Promise<CaseView> {
  const { log, rules } = await caseOf(deps, accountId)
  const times = await lawfulTimesOf(deps, { accountId, facts: log, zone: rules.strategy.zone })
  const tasks = await deps.db.prisma.task.findMany({
    where: { accountId, status: 'open' },
    orderBy: { dueAt: 'asc' },
  })
  return {
    accountId,
    asOf: new Date(asOf).toISOString(),
    decision: decide(log, rules, asOf),
    classification: classificationOn(liveFacts(log), rules.terms.money, dateAt(asOf, rules.strategy.zone)),
    earliestContact: (['sms', 'email', 'letter', 'voice'] as const).map((channel) => ({
      channel,
      ...earliestTime((at) => mayContact(times, { channel, caller: 'human', action: 'collect' }, at), asOf),
    })),
    ...besides(log, asOf, rules.strategy.zone),
    openTasks: tasks.map((task) => ({
      taskId: task.id,
      kind: task.kind,
      dueAt: task.dueAt.toISOString(),
      defaultOutcome: task.defaultOutcome,
    })),
  }
}

/** What will happen by `until` if no new fact comes (assumptions: domain/ladder/forecast.ts). */
export async function forecastOf(
  deps: ReadingDeps,
  accountId: string,
  span: { asOf: Instant; until: Instant },
): Promise<ForecastEntry[]> {
  const { log: facts, rules } = await caseOf(deps, accountId)
  const times = await lawfulTimesOf(deps, { accountId, facts, zone: rules.strategy.zone })
  return forecast(facts, rules, span.asOf, {
    mayContact: (contact, at, assumed, news) => mayContact(times, contact, at, assumed, news),
    until: span.until,
  })
}

async function lawfulTimesOf(
  { db, policies }: ReadingDeps,
  about: Pick<LawfulTimes, 'accountId' | 'facts' | 'zone'>,
): Promise<LawfulTimes> {
  const { customerId } = await db.prisma.account.findUniqueOrThrow({ where: { id: about.accountId } })
  return { ...about, policies, person: await readPerson(db.prisma, customerId) }
}

export interface ExplainedDecision {
  turn: number
  episode: number
  asOf: string
  /** The decision knew the facts up to this one. */
  seq: number
  strategy: string
  answer: Decision
  /** The same question asked again today, with the same facts and rules: false would be a defect. */
  reproduced: boolean
}

/** Every stored decision of the case with its reasons, each asked again with the facts it knew. */
export async function explainCase(deps: CaseDeps, accountId: string): Promise<ExplainedDecision[]> {
  const { log } = await caseOf(deps, accountId)
  const rows = await deps.db.prisma.decision.findMany({
    where: { accountId },
    orderBy: [{ episode: 'asc' }, { turn: 'asc' }],
  })
  return Promise.all(
    rows.map(async (row) => {
      const rules = await deps.rulesFor(row.strategyId, row.strategyVersion)
      const known = log.filter((fact) => fact.seq <= row.seq)
      const answer = row.answer as unknown as Decision
      const again =
        due(known, rules, row.asOf.getTime()).length === 0 ? decide(known, rules, row.asOf.getTime()) : null
      return {
        turn: row.turn,
        episode: row.episode,
        asOf: row.asOf.toISOString(),
        seq: row.seq,
        strategy: `${row.strategyId}@${row.strategyVersion}`,
        answer,
        reproduced: isDeepStrictEqual(again?.next, answer.next),
      }
    }),
  )
}

async function caseOf(deps: CaseDeps, accountId: string) {
  const log = await loadFacts(deps.db.prisma, accountId)
  const episode = episodeInLog(log)
  if (!episode) throw new NoCase(accountId)
  return { log, rules: await deps.rulesFor(episode.strategyId, episode.strategyVersion) }
}
