// Lets open cases of a simulation live through days: each is moved to its own next due instant, in event order, until
// all stand at the target. One person's cases stay together, because what falls into the same slice is moved
// together. A day ends only when nothing is left to tell, decide or retry; else advance fails loudly.
import { setTimeout as delay } from 'node:timers/promises'
import type { Instant } from '../domain/calendar-date'
import { WorkflowNotFoundError } from '@temporalio/client'
import { type CaseStatus, caseStatusQuery, caseWorkflowId } from '../workflows/messages'
import { type RelayDeps, drainOutbox } from './relay'
import { sideBySide } from './side-by-side'

/** This stack is not a simulation: time is what it is. `code` is stable. */
export class VirtualTimeRefused extends Error {
  readonly code = 'NOT_A_SIMULATION'
  constructor() {
    super(
      'time can only be moved in a simulation: start one with `arrears up --simulation --home <new folder>`',
    )
  }
}

/** People of a simulation with appointments of their own: they act through the public updates, signals and files. */
export interface Agenda {
  /** When somebody will act next; null: nobody plans to. */
  nextAt(): Instant | null
  /** Does what is planned for `nextAt()`. The cases concerned stand there by then. */
  act(): Promise<void>
  /** These cases have moved and stand at `at` now: there may be new work. */
  notice(accountIds: readonly string[], at: Instant): Promise<void>
}

export interface AdvanceOptions {
  /** Only this account; absent: all open cases. */
  accountId?: string
  agenda?: Agenda
}

/** Cases whose next instants lie this close together are moved together, side by side. */
const sliceMs = 3_600_000
const lanes = 12
/** How long cases may take to come to rest, in real time, before advance gives up. */
const restTimeoutMs = 60_000

interface DueCase {
  accountId: string
  nextAt: Date
}

/** Moves open cases forward to `target`. Returns how many moves it took. @throws VirtualTimeRefused */
export async function advanceTo(
  deps: RelayDeps,
  target: Instant,
  options: AdvanceOptions = {},
): Promise<number> {
  if (!deps.timekeeper.simulation) throw new VirtualTimeRefused()
  const { agenda } = options
  let moves = 0
  await settle(deps)
  for (;;) {
    const appointment = agenda?.nextAt() ?? null
    const due = await dueCases(deps, Math.min(target, appointment ?? target), options.accountId)
    const first = due[0]?.nextAt.getTime()
    if (first === undefined) {
      if (!agenda || appointment === null || appointment > target) return moves
      await agenda.act()
      await settle(deps)
      continue
    }
    const slice = due.filter((item) => item.nextAt.getTime() < first + sliceMs)
    await sideBySide(slice, lanes, (item) => moveOne(deps, item))
    moves += slice.length
    await settle(deps)
    const accountIds = slice.map((item) => item.accountId)
    await agenda?.notice(accountIds, slice.at(-1)?.nextAt.getTime() ?? target)
  }
}

/** Moves one case to its next instant and waits until it has decided what follows. */
async function moveOne(deps: RelayDeps, item: DueCase): Promise<void> {
  const before = item.nextAt.getTime()
  await deps.timekeeper.bringTo(item.accountId, before)
  await atRest(deps, item.accountId, (nextAt) => nextAt === null || nextAt > before)
}

/** Waits until the case has decided something other than what was due. Deciding takes milliseconds of real time. */
async function atRest(
  deps: RelayDeps,
  accountId: string,
  moved: (nextAt: Instant | null) => boolean,
): Promise<void> {
  const deadline = Date.now() + restTimeoutMs
  for (let waitMs = 5; Date.now() < deadline; waitMs = Math.min(waitMs * 2, 200)) {
    const row = await deps.db.prisma.episode.findFirst({
      where: { accountId },
      orderBy: { number: 'desc' },
      select: { nextAt: true, status: true },
    })
    if (!row || row.status === 'closed' || moved(row.nextAt?.getTime() ?? null)) return
    await delay(waitMs)
  }
  throw new Error(
    `case of ${accountId} did not come to rest: look at its workflow ${caseWorkflowId(accountId)}`,
  )
}

async function dueCases(deps: RelayDeps, target: Instant, accountId: string | undefined): Promise<DueCase[]> {
  const rows = await deps.db.prisma.episode.findMany({
    where: {
      status: 'open',
      nextAt: { lte: new Date(target) },
      ...(accountId === undefined ? {} : { accountId }),
    },
    orderBy: { nextAt: 'asc' },
    select: { accountId: true, nextAt: true },
  })
  return rows.flatMap((row) =>
    row.nextAt === null ? [] : [{ accountId: row.accountId, nextAt: row.nextAt }],
  )
}

/** Everything told, and every case has decided on the newest fact it has. */
export async function settle(deps: RelayDeps): Promise<void> {
  const deadline = Date.now() + restTimeoutMs
  for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, 250)) {
    const { failed } = await drainOutbox(deps)
    const [row] = await deps.db.prisma.$queryRaw<
      { unsent: bigint; behind: bigint; example: string | null }[]
    >`
      select (select count(*) from outbox where sent_at is null) as unsent, count(*) as behind, min(a.id) as example
      from episode e join account a on a.id = e.account_id
      where e.status = 'open' and a.seq > e.decided_seq`
    if (row && row.unsent === 0n && row.behind === 0n) return
    if (failed > 0 || Date.now() > deadline) {
      const error = await deps.db.prisma.outbox.findFirst({
        where: { sentAt: null },
        select: { error: true },
      })
      const detail = error?.error ?? `case ${row?.example ?? '?'} has not decided yet`
      throw new Error(`the cases do not come to rest: ${detail}`)
    }
    await delay(waitMs)
  }
}

/** The present of a running case and what it was last told, from the workflow itself; null when none runs. */
export async function statusOf(deps: RelayDeps, accountId: string): Promise<CaseStatus | null> {
  try {
    return await deps.client.workflow.getHandle(caseWorkflowId(accountId)).query<CaseStatus>(caseStatusQuery)
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null
    throw error
  }
}
