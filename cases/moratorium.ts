// One hold for many cases at once: after a disaster, by order of a regulator. Who is chosen is written down first, with the
// day on which each person starts again, so that a run that was killed goes on where it stood and nothing is done twice.
import { type Instant, addDaysAt } from '../domain/calendar-date'
import type { Command } from '../domain/commands/commands'
import type { HoldReason } from '../domain/protection/hold-facts'
import type { Database, Transaction } from '../platform/database'
import { inTransaction } from '../platform/fact-log'
import {
  type AgreementDeps,
  type LiftOrder,
  MoratoriumRefused,
  agreeOnLift,
  mayPlace,
} from './moratorium-agreement'
import { type CommandDeps, runCommand } from './run-command'
import { sideBySide } from './side-by-side'

export interface MoratoriumDeps extends CommandDeps, AgreementDeps {}

/** Which accounts: a list, or all that have these properties. */
export type Selection =
  { accountIds: readonly string[] } | { product?: string; country?: string; riskSegment?: string }

export interface MoratoriumOrder {
  id: string
  by: string
  reason: HoldReason
  /** When the first people start again. */
  until: Instant
  /** People who start again on one day, all accounts of a person together; the next ones a day later. */
  perDay: number
  selection: Selection
}

export interface MoratoriumReport {
  id: string
  chosen: number
  held: number
  ended: number
  /** Who has asked to lift it, while somebody else must agree. */
  liftAskedBy: string[]
  /** Accounts that could not be held or released, with the stable code of the refusal. */
  refused: { accountId: string; code: string }[]
  /** The days over which people start again. */
  days: number
}

/** Accounts worked on at the same time: each is a transaction of its own. */
const lanes = 4

/**
 * Holds every chosen account until its own day. The same order again does what is left of it, and tries again what was
 * refused.
 * @throws MoratoriumRefused BAD_ID, NO_AUTHORITY, MORATORIUM_KNOWN for another order under the same id, NOBODY_CHOSEN,
 * UNTIL_PAST
 */
export async function placeMoratorium(
  deps: MoratoriumDeps,
  order: MoratoriumOrder,
): Promise<MoratoriumReport> {
  const { id, by, reason, until } = order
  mayPlace(deps, order)
  await register(deps, order)
  await onEach(deps, { id, states: ['chosen', 'refused'], done: 'held', refused: 'refused' }, ({ day }) => [
    {
      ...{ kind: 'placeHold', by, commandId: `moratorium/${id}/place`, holdId: holdIdOf(id), reason },
      until: addDaysAt(until, day, deps.zone),
    },
  ])
  return reportOn(deps.db, id)
}

/**
 * Lets people start again from `from` on, so many a day; whoever would have started earlier still does. A day that has
 * passed counts as now: what was frozen until today stays so. Where it takes two people, the first one only asks, and the
 * second says the same numbers within the days of policies/holds.yaml.
 * @throws MoratoriumRefused UNKNOWN_MORATORIUM, NO_AUTHORITY, SAME_PERSON, LIFTED_ALREADY when it was lifted with other numbers
 */
export async function liftMoratorium(deps: MoratoriumDeps, lift: LiftOrder): Promise<MoratoriumReport> {
  const { id, from, perDay } = lift
  const agreed = await agreeOnLift(deps, lift)
  if (agreed === null) return reportOn(deps.db, id)
  const { until, people } = agreed
  await onEach(deps, { id, states: ['held'], done: 'ended', refused: 'held' }, ({ day, rank, asOf }) => {
    const end = Math.max(asOf, addDaysAt(from, Math.floor(rank / perDay), deps.zone))
    if (end >= addDaysAt(until, day, deps.zone)) return []
    return people.map((by) => ({
      ...{
        kind: 'extendHold',
        by,
        commandId: `moratorium/${id}/lift/${by}`,
        holdId: holdIdOf(id),
        until: end,
      },
    }))
  })
  return reportOn(deps.db, id)
}

function holdIdOf(id: string): string {
  return `moratorium-${id}`
}

/** Writes the order and everybody chosen in one transaction: from then on the order is known and never chosen anew. */
async function register(deps: MoratoriumDeps, order: MoratoriumOrder): Promise<void> {
  const { id, by, reason, until, perDay, selection } = order
  await inTransaction(deps.db.prisma, async (tx) => {
    const row = { id, reason, until: new Date(until), perDay, selection: JSON.stringify(selection), by }
    const known = await tx.moratorium.findUnique({ where: { id } })
    if (known) {
      const same =
        known.reason === reason &&
        known.until.getTime() === until &&
        known.perDay === perDay &&
        known.selection === row.selection
      if (same) return
      throw new MoratoriumRefused(
        'MORATORIUM_KNOWN',
        `moratorium ${id} was ordered otherwise; choose another id`,
      )
    }
    await tx.moratorium.create({ data: row })
    if ((await choose(tx, order)) === 0)
      throw new MoratoriumRefused('NOBODY_CHOSEN', 'no account has these properties; nothing was held')
    const where = { moratoriumId: id, rank: { not: null } }
    const first = await tx.moratoriumAccount.findFirst({ where, orderBy: { accountId: 'asc' } })
    if (first && until <= (await deps.presentOf(first.accountId)))
      throw new MoratoriumRefused('UNTIL_PAST', 'it would end before it began; nothing was held')
  })
}

/** People in an order that says nothing about them, the same one on every run; accounts of a person share a rank. */
async function choose(tx: Transaction, { id, perDay, selection }: MoratoriumOrder): Promise<number> {
  const list = 'accountIds' in selection ? selection.accountIds : null
  const { product = null, country = null, riskSegment = null } = 'accountIds' in selection ? {} : selection
  return tx.$executeRaw`
    insert into moratorium_account (moratorium_id, account_id, rank, day, state, code)
    select ${id}, wanted.id, r.rank, coalesce(r.rank / ${perDay}::int, 0),
      case when r.rank is null then 'refused' else 'chosen' end,
      case when r.rank is null then 'UNKNOWN_ACCOUNT' end
    from (select unnest(${list ? [...new Set(list)] : []}::text[]) as id
      union select a.id from account a join customer c on c.id = a.customer_id
      where ${list === null} and (${product}::text is null or a.product = ${product})
        and (${country}::text is null or c.country = ${country})
        and (${riskSegment}::text is null or a.risk_segment = ${riskSegment})) wanted
    left join (
      select a.id, (dense_rank() over (order by md5(${id} || a.customer_id), a.customer_id) - 1)::int as rank
      from account a join customer c on c.id = a.customer_id
      where (${list === null} or a.id = any(${list ? [...list] : []}::text[]))
        and (${product}::text is null or a.product = ${product})
        and (${country}::text is null or c.country = ${country})
        and (${riskSegment}::text is null or a.risk_segment = ${riskSegment})) r on r.id = wanted.id`
}

interface Chosen {
  accountId: string
  day: number
  rank: number
  /** The present of its case. */
  asOf: Instant
}

interface Round {
  id: string
  /** Of the accounts that are still to be done. */
  states: string[]
  done: string
  /** Of one whose command is refused: tried again by the next run. */
  refused: string
}

/** Sends each account its commands, in order; none: there is nothing to do for it. What is done is noted afterwards. */
async function onEach(
  deps: MoratoriumDeps,
  { id, states, done, refused }: Round,
  commandsFor: (chosen: Chosen) => Command[],
): Promise<void> {
  const { moratoriumAccount } = deps.db.prisma
  const rows = await moratoriumAccount.findMany({
    where: { moratoriumId: id, state: { in: states } },
    orderBy: { accountId: 'asc' },
  })
  await sideBySide(rows, lanes, async ({ accountId, day, rank }) => {
    const asOf = await deps.presentOf(accountId)
    const code = await sendAll(deps, accountId, asOf, commandsFor({ accountId, day, rank: rank ?? 0, asOf }))
    await moratoriumAccount.update({
      where: { moratoriumId_accountId: { moratoriumId: id, accountId } },
      data: { state: code === null ? done : refused, code },
    })
  })
}

/** The code of the first refusal; null: all were carried out. */
async function sendAll(
  deps: MoratoriumDeps,
  accountId: string,
  asOf: Instant,
  commands: readonly Command[],
): Promise<string | null> {
  for (const command of commands) {
    const answer = await runCommand(deps, { accountId, asOf, command })
    if (!answer.ok) return answer.code
  }
  return null
}

/** What was done so far. @throws MoratoriumRefused UNKNOWN_MORATORIUM */
export async function reportOn({ prisma }: Pick<Database, 'prisma'>, id: string): Promise<MoratoriumReport> {
  const order = await prisma.moratorium.findUnique({ where: { id } })
  if (!order) throw new MoratoriumRefused('UNKNOWN_MORATORIUM', `there is no moratorium ${id}`)
  const rows = await prisma.moratoriumAccount.findMany({
    where: { moratoriumId: id },
    orderBy: { accountId: 'asc' },
  })
  const perDay = order.liftPerDay ?? order.perDay
  const asked = await prisma.moratoriumLift.findMany({
    where: { moratoriumId: id },
    orderBy: { askedAt: 'asc' },
  })
  return {
    id,
    chosen: rows.length,
    held: rows.filter(({ state, code }) => state === 'held' && code === null).length,
    ended: rows.filter(({ state }) => state === 'ended').length,
    liftAskedBy: order.liftFrom === null ? asked.map(({ by }) => by) : [],
    refused: rows
      .filter(({ code }) => code !== null)
      .map(({ accountId, code }) => ({ accountId, code: code ?? '' })),
    days: Math.ceil((Math.max(-1, ...rows.map(({ rank }) => rank ?? -1)) + 1) / perDay),
  }
}
