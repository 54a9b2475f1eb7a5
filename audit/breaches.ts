// Was every contact lawful? Looks again, from outside: reads only the tables and the rule pack's own hours, shares no
// code with what decided (nothing of domain/ is imported), and names each contact that should not have been.
import { DateTime } from 'luxon'
import type { Database } from '../platform/database'

export interface Breach {
  rule: 'NIGHT' | 'AFTER_CURE' | 'DURING_HOLD' | 'TWICE' | 'WITHOUT_FACT' | 'MORE_THAN_ONCE_A_DAY'
  contactKey: string
  at: string
  text: string
}

interface SentContact {
  key: string
  customerId: string
  accountId: string
  channel: string
  sentAt: Date
  providerId: string | null
}

export interface AuditOptions {
  /** The bank's zone, in which nights are counted. */
  zone: string
  /** Local hours in which contact is allowed: [8, 22). */
  allowedHours: readonly [from: number, to: number]
}

/** Every breach found among the messages and letters that went out; empty when all was lawful. */
export async function findBreaches(db: Database, options: AuditOptions): Promise<Breach[]> {
  const sent = (
    await db.prisma.contact.findMany({
      where: { sentAt: { not: null }, channel: { in: ['sms', 'email', 'letter'] } },
      orderBy: { sentAt: 'asc' },
    })
  ).flatMap((row): SentContact[] => (row.sentAt === null ? [] : [{ ...row, sentAt: row.sentAt }]))
  return [
    ...atNight(sent, options),
    ...doubled(sent, options),
    ...(await whileClosed(db, sent)),
    ...(await whileHeld(db, sent)),
    ...(await withoutFact(db, sent)),
  ]
}

function breach(rule: Breach['rule'], contact: SentContact, text: string): Breach {
  return { rule, contactKey: contact.key, at: contact.sentAt.toISOString(), text }
}

function atNight(sent: readonly SentContact[], { zone, allowedHours }: AuditOptions): Breach[] {
  return sent.flatMap((contact) => {
    const { hour } = DateTime.fromJSDate(contact.sentAt, { zone })
    const allowed = hour >= allowedHours[0] && hour < allowedHours[1]
    // A letter's contact is its delivery; the print house may receive it at any hour.
    return allowed || contact.channel === 'letter'
      ? []
      : [breach('NIGHT', contact, `sent at ${hour} o'clock local time`)]
  })
}

function doubled(sent: readonly SentContact[], { zone }: AuditOptions): Breach[] {
  const seen = new Map<string, SentContact>()
  const providerIds = new Set<string>()
  return sent.flatMap((contact) => {
    const found: Breach[] = []
    if (contact.providerId !== null && providerIds.has(contact.providerId)) {
      found.push(breach('TWICE', contact, `the provider's id ${contact.providerId} stands at two contacts`))
    }
    if (contact.providerId !== null) providerIds.add(contact.providerId)
    const day = DateTime.fromJSDate(contact.sentAt, { zone }).toISODate()
    const slot = `${contact.customerId} ${contact.channel} ${day}`
    const other = seen.get(slot)
    if (other)
      found.push(breach('MORE_THAN_ONCE_A_DAY', contact, `the same person, channel and day as ${other.key}`))
    seen.set(slot, contact)
    return found
  })
}

/** Contacts sent after the case had closed and before it opened again, by the log's own order. */
async function whileClosed(db: Database, sent: readonly SentContact[]): Promise<Breach[]> {
  const turns = await db.pool.query<{ account_id: string; kind: string; recorded_at: Date }>(
    `select account_id, kind, recorded_at from fact
     where kind in ('episodeOpened', 'episodeReopened', 'episodeClosed')
       and not exists (select 1 from fact w where w.account_id = fact.account_id and w.kind = 'dropWithdrawn'
         and w.payload -> 'seqs' @> to_jsonb(fact.seq))
     order by account_id, recorded_at, seq`,
  )
  const byAccount = groupBy(turns.rows, (row) => row.account_id)
  return sent.flatMap((contact) => {
    const before = (byAccount.get(contact.accountId) ?? []).filter(
      (turn) => turn.recorded_at < contact.sentAt,
    )
    const last = before.at(-1)
    if (last && last.kind !== 'episodeClosed') return []
    return [
      breach(
        'AFTER_CURE',
        contact,
        last ? `the case closed at ${last.recorded_at.toISOString()}` : 'no case was open',
      ),
    ]
  })
}

/** Contacts sent while a hold that was known by then stood. */
async function whileHeld(db: Database, sent: readonly SentContact[]): Promise<Breach[]> {
  const holds = await db.pool.query<{ account_id: string; hold: string; since: Date; until: Date | null }>(
    `select p.account_id, p.payload ->> 'holdId' as hold,
       greatest(p.recorded_at, to_timestamp((p.payload ->> 'from')::numeric / 1000)) as since,
       least(to_timestamp((p.payload ->> 'until')::numeric / 1000),
         (select min(l.recorded_at) from fact l where l.account_id = p.account_id and l.kind = 'holdLifted'
            and l.payload ->> 'holdId' = p.payload ->> 'holdId')) as until
     from fact p where p.kind = 'holdPlaced'`,
  )
  const byAccount = groupBy(holds.rows, (row) => row.account_id)
  return sent.flatMap((contact) =>
    (byAccount.get(contact.accountId) ?? [])
      .filter((hold) => hold.since <= contact.sentAt && (hold.until === null || contact.sentAt < hold.until))
      .map((hold) =>
        breach('DURING_HOLD', contact, `hold ${hold.hold} stood since ${hold.since.toISOString()}`),
      ),
  )
}

/** Contacts that the log does not know: sent without a record of why. */
async function withoutFact(db: Database, sent: readonly SentContact[]): Promise<Breach[]> {
  const facts = await db.pool.query<{ key: string }>(
    `select payload ->> 'contactKey' as key from fact where kind = 'contactMade' and payload ->> 'outcome' <> 'withheld'`,
  )
  const recorded = new Set(facts.rows.map((row) => row.key))
  return sent
    .filter((contact) => !recorded.has(contact.key))
    .map((contact) => breach('WITHOUT_FACT', contact, 'no fact records it'))
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
