// Tells cases that something happened: takes rows from the outbox, starts a case that is new with its first decision,
// wakes one that runs. At least once; a doubled wake-up only makes the case look again. The only caller of
// signalWithStart.
import {
  type Client,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
} from '@temporalio/client'
import type { Instruction } from '../domain/ladder/instruction'
import { decide } from '../domain/ladder/decide'
import { inTransaction, loadFacts } from '../platform/fact-log'
import type { Episode } from '../prisma/generated/client'
import {
  type CaseInput,
  caseWorkflowId,
  clockOffsetMemo,
  collectionCaseType,
  holdAttribute,
  positionChangedSignal,
  stageAttribute,
} from '../workflows/messages'
import { sideBySide } from './side-by-side'
import { type CaseDeps, openCase, storeDecision } from './case-log'
import type { Timekeeper } from './timekeeper'

export interface RelayDeps extends CaseDeps {
  client: Client
  taskQueue: string
  timekeeper: Timekeeper
}

interface OutboxRow {
  id: bigint
  accountId: string
  signal: string
  asOf: Date
  seq: number
}

const batchSize = 200
const concurrency = 16
/** A claim whose relay died is taken over after this. Longer than any delivery takes. */
const claimSeconds = 60

/** Delivers what is in the outbox until it is empty. Returns how many cases were told; failures stay for later. */
export async function drainOutbox(deps: RelayDeps): Promise<{ told: number; failed: number }> {
  let told = 0
  let failed = 0
  for (;;) {
    const rows = await claim(deps)
    if (rows.length === 0) return { told, failed }
    const accounts = byAccount(rows)
    await sideBySide(accounts, concurrency, async (ofAccount) => {
      const ids = ofAccount.map((row) => row.id)
      try {
        await deliver(deps, ofAccount)
        await deps.db.prisma.outbox.updateMany({
          where: { id: { in: ids } },
          data: { sentAt: new Date(), error: null },
        })
        told += 1
      } catch (error) {
        failed += 1
        const text = error instanceof Error ? error.message.slice(0, 300) : 'unknown'
        await deps.db.prisma.outbox.updateMany({ where: { id: { in: ids } }, data: { error: text } })
      }
    })
  }
}

/** Claims the oldest unsent rows, each account's together, skipping what another relay holds. */
async function claim(deps: RelayDeps): Promise<OutboxRow[]> {
  return deps.db.prisma.$queryRaw<OutboxRow[]>`
    update outbox set claimed_at = now(), attempts = attempts + 1
    where id in (
      select id from outbox
      where sent_at is null and (claimed_at is null or claimed_at < now() - make_interval(secs => ${claimSeconds}))
      order by id limit ${batchSize} for update skip locked)
    returning id, account_id as "accountId", signal, as_of as "asOf", seq`
}

/** One message for all that happened to an account: a start when an episode opened, else its most telling signal. */
async function deliver(deps: RelayDeps, rows: readonly OutboxRow[]): Promise<void> {
  const accountId = rows[0]?.accountId ?? ''
  const episode = await deps.db.prisma.episode.findFirst({
    where: { accountId },
    orderBy: { number: 'desc' },
  })
  if (!episode) return
  const seq = Math.max(...rows.map((row) => row.seq))
  const asOf = Math.max(...rows.map((row) => row.asOf.getTime()))
  const telling = rows.find((row) => row.signal !== positionChangedSignal)?.signal ?? positionChangedSignal
  await deps.timekeeper.bringTo(accountId, asOf)
  if (episode.status === 'closed') {
    if (await signalIfRunning(deps, accountId, telling, seq)) return
    if (!(await isAwake(deps, episode, asOf))) return
  }
  const clockOffsetMs = deps.timekeeper.offsetFor(asOf)
  const input: CaseInput = { accountId, episode: episode.number, clockOffsetMs, turn: episode.turn }
  const first = episode.turn === 0 ? await firstInstruction(deps, input, asOf) : null
  await deps.client.workflow.signalWithStart(collectionCaseType, {
    workflowId: caseWorkflowId(accountId),
    taskQueue: deps.taskQueue,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    signal: telling,
    signalArgs: [{ seq }],
    args: [first === null ? input : { ...input, turn: first.turn, instruction: first }],
    staticSummary: `episode ${episode.number}, ${episode.strategyId}@${episode.strategyVersion}`,
    memo: { [clockOffsetMemo]: clockOffsetMs },
    typedSearchAttributes: [
      { key: stageAttribute, value: 'early' },
      { key: holdAttribute, value: false },
    ],
  })
}

/** A closed case may still owe somebody an answer: it stays awake, or is woken, until that is given. */
async function isAwake(
  deps: RelayDeps,
  { accountId, strategyId, strategyVersion }: Episode,
  asOf: number,
): Promise<boolean> {
  const rules = await deps.rulesFor(strategyId, strategyVersion)
  return decide(await loadFacts(deps.db.prisma, accountId), rules, asOf).next.kind !== 'closed'
}

/** The first decision travels with the start, so that a new case begins with a timer and not with a question. */
async function firstInstruction(
  deps: RelayDeps,
  { accountId }: CaseInput,
  asOf: number,
): Promise<Instruction> {
  const request = { accountId, turn: 1, asOf, seenSeq: 0 }
  return inTransaction(deps.db.prisma, async (tx) => {
    const { decision } = await openCase(tx, deps, request)
    return storeDecision(tx, request, decision)
  })
}

/** Whether there was one to signal. */
async function signalIfRunning(
  deps: RelayDeps,
  accountId: string,
  signal: string,
  seq: number,
): Promise<boolean> {
  try {
    await deps.client.workflow.getHandle(caseWorkflowId(accountId)).signal(signal, { seq })
    return true
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}

/**
 * Finds open cases whose newest fact no decision has seen although nobody is about to tell them: a wake-up was lost,
 * for instance by restoring Temporal from a backup. Returns how many were put into the outbox again.
 */
export async function sweep({ db }: Pick<RelayDeps, 'db'>): Promise<number> {
  await db.prisma.$executeRaw`delete from outbox where sent_at < now() - interval '7 days'`
  return db.prisma.$executeRaw`
    insert into outbox (account_id, signal, as_of, seq)
    select a.id, ${positionChangedSignal}, f.recorded_at, a.seq
    from episode e join account a on a.id = e.account_id
      join fact f on f.account_id = a.id and f.seq = a.seq
    where (e.status = 'open' or e.next_kind <> 'closed') and a.seq > e.decided_seq
      and not exists (select 1 from outbox o where o.account_id = a.id
        and (o.sent_at is null or o.sent_at > now() - interval '1 minute'))`
}

function byAccount(rows: readonly OutboxRow[]): OutboxRow[][] {
  const groups = new Map<string, OutboxRow[]>()
  for (const row of rows) groups.set(row.accountId, [...(groups.get(row.accountId) ?? []), row])
  return [...groups.values()]
}
