// Lets open cases of a simulation live through days. Each person's cases are moved together, from one due instant to
// the next, because rules span them; persons are independent and go side by side. A day ends only when nothing is left
// to tell, decide or retry; else advance fails loudly.
import { setTimeout as delay } from 'node:timers/promises'
import type { Instant } from '../domain/calendar-date'
import { nextDueOf, restless } from './case-watch'
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
  /** Accounts about which somebody will act at or before `target`. */
  accountsUntil(target: Instant): string[]
  /** When somebody will next act on one of these accounts; null: nobody plans to. */
  nextAt(accountIds: readonly string[]): Instant | null
  /** Does what is planned for `nextAt()`; answers which account it was about. */
  act(accountIds: readonly string[]): Promise<string>
  /** The account's case has moved and stands at `at` now: there may be new work. */
  notice(accountId: string, at: Instant): Promise<void>
}

export interface AdvanceOptions {
  /** Only this account; absent: all open cases. */
  accountId?: string
  agenda?: Agenda
  /** Moves cases with nothing due up to `target` too, so that people find them there. Costs a move per open case. */
  arrive?: boolean
}

/** An account whose case has something to do, or had it done, at an instant. */
interface Due {
  accountId: string
  at: Instant
}

/** Persons whose cases are moved side by side. Most of a move is waiting for timers and polls, so many fit on a core. */
const lanes = 32
/** How long a case may take to come to rest, in real time, before advance gives up. */
const restTimeoutMs = 60_000

/** Moves open cases forward to `target`. Returns how many moves it took. @throws VirtualTimeRefused */
export async function advanceTo(
  deps: RelayDeps,
  target: Instant,
  options: AdvanceOptions = {},
): Promise<number> {
  if (!deps.timekeeper.simulation) throw new VirtualTimeRefused()
  let moves = 0
  await settle(deps)
  const persons = await personsWithWork(deps, target, options)
  await sideBySide(persons, lanes, async (accountIds) => {
    const taken = await advancePerson(deps, accountIds, target, options.agenda)
    moves += taken
  })
  await settle(deps)
  if (options.arrive) await arriveAt(deps, target, options.accountId)
  return moves
}

/** Open, or closed with something still on its agenda. */
const awake = { OR: [{ status: 'open' }, { nextKind: { not: 'closed' } }] }

/** Nothing is due before `target` any more: only the clocks move. */
async function arriveAt(deps: RelayDeps, target: Instant, accountId: string | undefined): Promise<void> {
  const open = await deps.db.prisma.episode.findMany({
    where: { ...awake, ...(accountId === undefined ? {} : { accountId }) },
    select: { accountId: true },
  })
  await sideBySide(open, lanes, (episode) => deps.timekeeper.bringTo(episode.accountId, target))
}

/** One person's cases, in the order of what is due or planned. */
async function advancePerson(
  deps: RelayDeps,
  accountIds: readonly string[],
  target: Instant,
  agenda: Agenda | undefined,
): Promise<number> {
  let present: Instant | null = null
  for (let moves = 0; ; moves++) {
    const due = await nextDue(deps, accountIds)
    // After what is due next was read, never before, and for all of the person's cases: they do by themselves what is due
    // at once, such as the approval after a report, and one letter reported on moves each case that it was about.
    if (present !== null) for (const accountId of accountIds) await agenda?.notice(accountId, present)
    const planned = agenda?.nextAt(accountIds) ?? null
    let moved: Due
    if (agenda && planned !== null && planned <= target && (due === null || planned <= due.at)) {
      moved = { accountId: await agenda.act(accountIds), at: planned }
    } else if (due !== null && due.at <= target) {
      await deps.timekeeper.bringTo(due.accountId, due.at)
      moved = due
    } else return moves
    await comeToRest(deps, accountIds, moved)
    present = moved.at
  }
}

/** Accounts with something due or planned by `target`, grouped by person. */
async function personsWithWork(
  deps: RelayDeps,
  target: Instant,
  { accountId, agenda }: AdvanceOptions,
): Promise<string[][]> {
  const planned = agenda?.accountsUntil(target) ?? []
  const rows = await deps.db.prisma.$queryRaw<{ accounts: string[] }[]>`
    select array_agg(distinct a.id order by a.id) as accounts
    from account a
    where a.customer_id in (
        select b.customer_id from account b left join episode e on e.account_id = b.id
            and (e.status = 'open' or e.next_kind <> 'closed')
        where e.next_at <= ${new Date(target)} or b.id = any(${planned}))
      and (${accountId ?? null}::text is null or a.id = ${accountId ?? null})
    group by a.customer_id order by min(a.id)`
  return rows.map((row) => row.accounts)
}

async function nextDue(deps: RelayDeps, accountIds: readonly string[]): Promise<Due | null> {
  const due = await nextDueOf(deps.db, accountIds)
  const [first] = [...due].sort(([a, soon], [b, later]) => soon - later || (a < b ? -1 : 1))
  return first ? { accountId: first[0], at: first[1] } : null
}

/** Waits until a person's cases have decided on all they were told, and the moved one on all there is, beyond its instant. */
async function comeToRest(deps: RelayDeps, accountIds: readonly string[], moved: Due): Promise<void> {
  const deadline = Date.now() + restTimeoutMs
  for (let waitMs = 4; Date.now() < deadline; waitMs = Math.min(waitMs * 2, 100)) {
    const [row] = await deps.db.prisma.$queryRaw<{ busy: bigint; unsent: boolean }[]>`
      select count(*) as busy, coalesce(bool_or(told.unsent), false) as unsent
      from account a join episode e on e.account_id = a.id, lateral (
        select coalesce(bool_or(o.sent_at is null), false) as unsent, coalesce(max(o.seq), 0) as seq
        from outbox o where o.account_id = a.id) told
      where a.id = any(${[...accountIds]}) and (e.status = 'open' or e.next_kind <> 'closed')
        and (told.unsent or told.seq > e.decided_seq or (a.id = ${moved.accountId}
          and (a.seq > e.decided_seq or e.next_at <= ${new Date(moved.at)})))`
    if (row?.busy === 0n) return
    if (row?.unsent) await drainOutbox(deps)
    await delay(waitMs)
  }
  throw restless(moved.accountId)
}

/** Everything told, and every case has decided on the newest fact it has. */
export async function settle(deps: RelayDeps): Promise<void> {
  const deadline = Date.now() + restTimeoutMs
  for (let waitMs = 4; ; waitMs = Math.min(waitMs * 2, 250)) {
    const { failed } = await drainOutbox(deps)
    const [row] = await deps.db.prisma.$queryRaw<
      { unsent: bigint; behind: bigint; example: string | null }[]
    >`
      select (select count(*) from outbox where sent_at is null) as unsent, count(*) as behind, min(a.id) as example
      from episode e join account a on a.id = e.account_id
      where (e.status = 'open' or e.next_kind <> 'closed') and a.seq > e.decided_seq`
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
