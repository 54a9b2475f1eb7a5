// What is there to do for people, the most pressing first, and who may be called when? From PostgreSQL alone; the call
// windows are asked of the rule packs, for the tasks that are shown and not for the whole book.
import { type Instant, dateAt, daysBetween } from '../domain/calendar-date'
import { maskedNumber } from '../domain/masked'
import { type Work, byPriority, priorityOf } from '../domain/ladder/work-priority'
import { isVulnerable } from '../domain/protection/circumstance'
import { chooseNumber } from './call-rules'
import { type CallDeps, type CallScene, callWindow, readCallScene } from './call-scene'

export interface WorklistDeps extends CallDeps {
  /** The present of an account's case. */
  presentOf(accountId: string): Promise<Instant>
  /** Of the bank. */
  zone: string
}

export interface WorkLine {
  taskId: string
  accountId: string
  kind: string
  priority: number
  openedAt: string
  dueAt: string
  daysPastDue: number
  overdueCents: number
  currency: string
  /** The customer's lead collector (B11); null: nobody is. */
  collector: string | null
  /** On which level it lies; null: on nobody's in particular. */
  level: string | null
  /** null: the task is no call. */
  call: CallLine | null
}

/** When the customer may be called next, as far as is known now: it is asked again before anybody dials. */
export interface CallLine {
  /** null: not before the task ends. */
  from: string | null
  until: string | null
  /** What stands against a call now: the rule; null: nothing. */
  ruleId: string | null
  pointId: string | null
  number: string | null
  attemptsToday: number
}

/** A call that was started and of which nobody has said what it came to. */
export interface UnfinishedCall {
  callId: string
  accountId: string
  startedAt: string
  by: string
}

/** A call is over by then. */
const unfinishedAfterMs = 2 * 3_600_000

interface OpenTask {
  taskId: string
  accountId: string
  kind: string
  openedAt: Date
  dueAt: Date
  overdueCents: bigint
  currency: string
  oldestUnpaidDueOn: Date | null
  /** What says that somebody needs care, or does so no more, on any account of the person; null: nothing. */
  care: { kind: string }[] | null
  hasBrokenPlan: boolean
  collector: string | null
  level: string | null
}

/** A task with its place in the order. */
export type RankedTask = Omit<OpenTask, 'dueAt' | 'overdueCents' | 'care'> &
  Work & { priority: number; at: Instant }

/**
 * Open tasks, the most pressing first; `kinds` empty: all kinds. Of people whose data is restricted none of the ladder's
 * (their step keys begin with the episode): a complaint or dispute has its day all the same.
 */
export async function rankTasks(
  { db, presentOf, zone }: Pick<WorklistDeps, 'db' | 'presentOf' | 'zone'>,
  kinds: readonly string[],
): Promise<RankedTask[]> {
  const tasks = await db.prisma.$queryRaw<OpenTask[]>`
    select t.id as "taskId", t.account_id as "accountId", t.kind, t.opened_at as "openedAt", t.due_at as "dueAt",
      nullif(t.detail ->> 'level', '') as level,
      coalesce((d.answer #>> '{debt,collectableCents}')::bigint, a.overdue_cents) as "overdueCents", a.currency, a.oldest_unpaid_due_on as "oldestUnpaidDueOn",
      (select json_agg(json_build_object('accountId', f.account_id, 'kind', f.kind, 'payload', f.payload)
          order by f.account_id, f.seq)
        from account o join fact f on f.account_id = o.id
        where o.customer_id = a.customer_id and (f.kind like 'hold%' or f.kind like 'circumstance%')) as care,
      (select f.payload ->> 'collector' from account o join fact f on f.account_id = o.id
        where o.customer_id = a.customer_id and f.kind = 'collectorAssigned'
        order by f.recorded_at desc, f.seq desc limit 1) as collector,
      exists (select 1 from fact f where f.account_id = a.id
        and f.kind = 'planEnded' and f.payload ->> 'outcome' = 'broken') as "hasBrokenPlan"
    from task t join account a on a.id = t.account_id
      join customer c on c.id = a.customer_id
      left join episode e on e.account_id = t.account_id and e.number = t.episode
      left join decision d on d.account_id = e.account_id and d.episode = e.number and d.turn = e.turn
    where t.status = 'open' and (c.restricted_at is null or t.step_key !~ '^[0-9]+/')
      and (cardinality(${[...kinds]}::text[]) = 0 or t.kind = any(${[...kinds]}))`
  const ranked = await Promise.all(
    tasks.map(async ({ care, ...task }) => {
      const at = await presentOf(task.accountId)
      const { oldestUnpaidDueOn: dueOn } = task
      const daysPastDue = dueOn === null ? 0 : daysBetween(dueOn.toISOString().slice(0, 10), dateAt(at, zone))
      const overdueCents = Number(task.overdueCents)
      const cared = { isVulnerable: care !== null && isVulnerable(care, at) }
      const work = { ...task, ...cared, at, daysPastDue, overdueCents, dueAt: task.dueAt.getTime() }
      return { ...work, priority: priorityOf(work, at) }
    }),
  )
  return ranked.sort(byPriority)
}

/** The worklist, and the calls that somebody has forgotten to finish. */
export async function worklist(
  deps: WorklistDeps,
  { kinds, limit, collector }: { kinds: readonly string[]; limit: number; collector?: string },
): Promise<{ tasks: WorkLine[]; unfinishedCalls: UnfinishedCall[] }> {
  const ranked = (await rankTasks(deps, kinds))
    .filter((task) => collector === undefined || task.collector === collector)
    .slice(0, limit)
  const tasks: WorkLine[] = []
  for (const task of ranked) tasks.push(await lineOf(deps, task))
  return { tasks, unfinishedCalls: await unfinishedCalls(deps) }
}

async function lineOf(deps: WorklistDeps, task: RankedTask): Promise<WorkLine> {
  const { taskId, accountId, kind, priority, daysPastDue, overdueCents, currency, at } = task
  const call =
    kind === 'call' ? callLineOf(deps, await readCallScene(deps, { accountId, taskId, asOf: at })) : null
  return {
    taskId,
    accountId,
    kind,
    priority,
    openedAt: task.openedAt.toISOString(),
    dueAt: new Date(task.dueAt).toISOString(),
    daysPastDue,
    overdueCents,
    currency,
    collector: task.collector,
    level: task.level,
    call,
  }
}

function callLineOf({ callRules, zone }: WorklistDeps, scene: CallScene): CallLine {
  const { wish, subject, at } = scene
  const today = dateAt(at, zone)
  const attemptsToday = subject.person.contacts.filter(
    ({ channel, direction, claimedAt }) =>
      channel === 'voice' && direction === 'outbound' && dateAt(claimedAt, zone) === today,
  ).length
  const window = callWindow(scene, callRules, at)
  const now = chooseNumber(subject, at, callRules)
  const then = window === null ? null : chooseNumber(subject, window.from, callRules)
  const point = then?.kind === 'number' ? then.point : null
  return {
    from: window === null ? null : new Date(window.from).toISOString(),
    until: window === null ? null : new Date(window.until).toISOString(),
    ruleId: !wish.wanted ? wish.ruleId : now.kind === 'none' ? now.ruleId : null,
    pointId: point?.id ?? null,
    number: point === null ? null : maskedNumber(point.value),
    attemptsToday,
  }
}

async function unfinishedCalls({ db, presentOf }: WorklistDeps): Promise<UnfinishedCall[]> {
  const calls = await db.prisma.contact.findMany({
    where: { channel: 'voice', caller: 'human', status: 'sending' },
    orderBy: { claimedAt: 'asc' },
  })
  const presents = await Promise.all(calls.map(({ accountId }) => presentOf(accountId)))
  return calls
    .filter(({ claimedAt }, index) => claimedAt.getTime() + unfinishedAfterMs <= (presents[index] ?? 0))
    .map(({ key, accountId, claimedAt, detail }) => ({
      callId: key,
      accountId,
      startedAt: claimedAt.toISOString(),
      by: detail ?? '',
    }))
}
