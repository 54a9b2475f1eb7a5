// Who must say so before a moratorium is placed or lifted? Judged before anything is written down, so that an attempt of
// somebody without authority uses up no id; where it takes several people, the first ones only ask.
import { type Instant, addDaysAt } from '../domain/calendar-date'
import { shortId } from '../domain/commands/fields'
import { withoutAuthority } from '../domain/protection/hold-commands'
import type { HoldReason } from '../domain/protection/hold-facts'
import type { Terms } from '../domain/terms'
import type { Database } from '../platform/database'
import { inTransaction } from '../platform/fact-log'

/** What was ordered cannot be done; nothing was changed. `code` is stable. */
export class MoratoriumRefused extends Error {
  constructor(
    readonly code:
      | 'BAD_ID'
      | 'NO_AUTHORITY'
      | 'SAME_PERSON'
      | 'UNTIL_PAST'
      | 'MORATORIUM_KNOWN'
      | 'UNKNOWN_MORATORIUM'
      | 'NOBODY_CHOSEN'
      | 'LIFTED_ALREADY',
    message: string,
  ) {
    super(message)
  }
}

export interface AgreementDeps {
  db: Database
  zone: string
  terms: Pick<Terms, 'authority' | 'holds' | 'agreeWithinDays'>
  /** The present of an account's case. */
  presentOf(accountId: string): Promise<Instant>
}

export interface LiftOrder {
  id: string
  by: string
  /** When the first people start again. */
  from: Instant
  /** People who start again on one day. */
  perDay: number
}

/** May this person place a moratorium of this name? @throws MoratoriumRefused BAD_ID, NO_AUTHORITY */
export function mayPlace(
  { terms }: Pick<AgreementDeps, 'terms'>,
  { id, by, reason }: { id: string; by: string; reason: HoldReason },
): void {
  const name = shortId.safeParse(id)
  if (!name.success)
    throw new MoratoriumRefused('BAD_ID', name.error.issues[0]?.message ?? 'choose another id')
  judge(terms, 'place', reason, by)
}

function judge(terms: AgreementDeps['terms'], act: 'place' | 'lift', reason: HoldReason, by: string): void {
  const refused = withoutAuthority(terms, act, reason, by)
  if (refused) throw new MoratoriumRefused('NO_AUTHORITY', refused.message)
}

/** A moratorium that may be lifted as asked. */
export interface Agreed {
  /** When the first people would have started again anyway. */
  until: Instant
  /** Everybody who had to say so. */
  people: string[]
}

/**
 * Writes down that somebody wants it lifted, and how; null: somebody else must agree, with the same numbers.
 * @throws MoratoriumRefused UNKNOWN_MORATORIUM, NO_AUTHORITY, SAME_PERSON, LIFTED_ALREADY when it was lifted otherwise
 */
export async function agreeOnLift(deps: AgreementDeps, order: LiftOrder): Promise<Agreed | null> {
  const { id, by, from, perDay } = order
  const { holds, agreeWithinDays } = deps.terms
  const now = await presentOfAny(deps, id)
  return inTransaction(deps.db.prisma, async (tx) => {
    await tx.$queryRaw`select 1 from moratorium where id = ${id} for update`
    const known = await tx.moratorium.findUnique({
      where: { id },
      include: { lifts: { orderBy: { askedAt: 'asc' } } },
    })
    if (!known) throw new MoratoriumRefused('UNKNOWN_MORATORIUM', `there is no moratorium ${id}`)
    const reason = known.reason as HoldReason
    judge(deps.terms, 'lift', reason, by)
    const until = known.until.getTime()
    const same = known.lifts.filter((lift) => lift.from.getTime() === from && lift.perDay === perDay)
    if (known.liftFrom !== null) {
      if (known.liftFrom.getTime() !== from || known.liftPerDay !== perDay) throw liftedAlready(id, known)
      return { until, people: same.length === 0 ? [by] : same.map((lift) => lift.by) }
    }
    const standing = same.filter(
      ({ askedAt }) => now < addDaysAt(askedAt.getTime(), agreeWithinDays, deps.zone),
    )
    if (standing.some((lift) => lift.by === by))
      throw new MoratoriumRefused('SAME_PERSON', `${by} has asked for it already; somebody else must agree`)
    const asked = { from: new Date(from), perDay, askedAt: new Date(now) }
    const key = { moratoriumId: id, by }
    await tx.moratoriumLift.upsert({
      where: { moratoriumId_by: key },
      create: { ...key, ...asked },
      update: asked,
    })
    const people = [...standing.map((lift) => lift.by), by]
    if (people.length < holds[reason].liftBy) return null
    await tx.moratoriumLift.deleteMany({ where: { moratoriumId: id, by: { notIn: people } } })
    await tx.moratorium.update({ where: { id }, data: { liftFrom: asked.from, liftPerDay: perDay } })
    return { until, people }
  })
}

/** In a simulation each case has its own present: that of any account of the moratorium. */
async function presentOfAny({ db, presentOf }: AgreementDeps, id: string): Promise<Instant> {
  const where = { moratoriumId: id, rank: { not: null } }
  const row = await db.prisma.moratoriumAccount.findFirst({ where, orderBy: { accountId: 'asc' } })
  return presentOf(row?.accountId ?? '')
}

function liftedAlready(
  id: string,
  { liftFrom, liftPerDay }: { liftFrom: Date | null; liftPerDay: number | null },
): MoratoriumRefused {
  const how = `from ${liftFrom?.toISOString() ?? ''} on, ${liftPerDay ?? 0} people a day`
  return new MoratoriumRefused(
    'LIFTED_ALREADY',
    `moratorium ${id} is lifted ${how}: ask for that again to go on with it`,
  )
}
