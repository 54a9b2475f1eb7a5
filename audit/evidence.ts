// What is on record about each person: every contact of the ledger, and the facts that say what was known when. Read from
// the tables as they are; nothing is taken over from those who decided.
import { z } from 'zod'
import type { Database } from '../platform/database'

export interface Contact {
  key: string
  customerId: string
  /** Every account that it is about, the one that made it first. */
  debts: string[]
  channel: string
  pointId: string | null
  status: string
  direction: string
  caller: string
  actor: string
  role: string
  /** In the words of the packs; `unknown` for everything that nobody has said yet. */
  outcome: string
  /** Its place in the order of counting. */
  claimedAt: number
  /** When it reached out; null: it never left. */
  madeAt: number | null
  providerId: string | null
  recording: string | null
  stepKey: string
  /** `relay` ... ; null: no template. */
  template: string | null
  judgement: JudgementRecord | null
}

const judgementRecord = z.object({
  at: z.number(),
  verdict: z.string(),
  packs: z.array(z.string()),
})
export type JudgementRecord = z.output<typeof judgementRecord>

export interface Person {
  id: string
  country: string
  zone: string | null
  bornOn: string | null
  points: Map<string, { channel: string; source: string }>
  products: Map<string, string>
  /** In the order of counting. */
  contacts: Contact[]
  facts: KnownFact[]
}

/** A fact with the span in which it counted: from when it was recorded until a correction took it back. */
export interface KnownFact {
  accountId: string
  kind: string
  seq: number
  since: number
  until: number
  payload: Record<string, unknown>
}

/** The kinds of facts that the audit rests on. */
export const kinds = [
  ...[
    'episodeOpened',
    'episodeReopened',
    'episodeClosed',
    'positionReported',
    'accountMissing',
    'accountFound',
  ],
  ...[
    'paymentPosted',
    'paymentReversed',
    'paymentVoided',
    'planAgreed',
    'planEnded',
    'planReopened',
    'hardshipAgreed',
  ],
  ...[
    'hardshipEnded',
    'holdPlaced',
    'holdExtended',
    'disputeRaised',
    'disputeAnswered',
    'disputeWithdrawn',
    'holdLifted',
    'wishStated',
    'wishWithdrawn',
    'replyReceived',
    'contactMade',
  ],
  ...['circumstanceRecorded', 'circumstanceWithdrawn', 'representationVerified', 'representationEnded'],
  ...['dataRestricted', 'dataRestrictionLifted'],
  ...['reliefProposed', 'reliefAgreed', 'reliefEnded', 'reliefReopened'],
  ...['deferralProposed', 'deferralAgreed', 'deferralEnded', 'planBreachTold', 'taskEnded'],
]

/** Everybody who was ever contacted, with all that is on record of them. */
export async function readPersons(db: Database): Promise<Person[]> {
  const [contacts, facts, customers] = await Promise.all([readContacts(db), readFacts(db), readCustomers(db)])
  const contactsOf = grouped(contacts, ({ customerId }) => customerId)
  const factsOf = grouped(facts, ({ accountId }) => accountId)
  return customers.flatMap((row): Person[] => {
    const products = new Map(row.accounts.map(({ id, product }) => [id, product]))
    return [
      {
        id: row.id,
        country: row.country,
        zone: row.zone,
        bornOn: row.bornOn?.toISOString().slice(0, 10) ?? null,
        points: new Map(row.contactPoints.map(({ id, channel, source }) => [id, { channel, source }])),
        products,
        contacts: contactsOf.get(row.id) ?? [],
        facts: [...products.keys()].flatMap((id) => factsOf.get(id) ?? []),
      },
    ]
  })
}

function readCustomers(db: Database) {
  return db.prisma.customer.findMany({
    where: { accounts: { some: {} } },
    include: { contactPoints: true, accounts: { select: { id: true, product: true } } },
    orderBy: { id: 'asc' },
  })
}

async function readContacts(db: Database): Promise<Contact[]> {
  const rows = await db.prisma.contact.findMany({ orderBy: [{ claimedAt: 'asc' }, { key: 'asc' }] })
  return rows.map((row): Contact => {
    const { key, customerId, channel, status, direction, caller, actor, role, providerId, recording } = row
    const byPerson = channel === 'voice' || channel === 'visit'
    const left = row.sentAt ?? (byPerson && reachedOut.has(status) ? row.claimedAt : null)
    return {
      stepKey: row.stepKey,
      ...{ key, customerId, channel, status, direction, caller, actor, role, providerId, recording },
      debts: [row.accountId, ...coveredSteps.parse(row.covers).map(({ accountId }) => accountId)],
      pointId: row.contactPointId,
      outcome: row.outcome ?? outcomeOf[status] ?? 'unknown',
      claimedAt: row.claimedAt.getTime(),
      madeAt: status === 'withdrawn' ? null : (left?.getTime() ?? null),
      template: row.template?.replace(/@.*$/, '').split('/').at(-1) ?? null,
      judgement: row.judgement === null ? null : judgementRecord.parse(row.judgement),
    }
  })
}

const coveredSteps = z.array(z.object({ accountId: z.string() }))

const reachedOut = new Set(['sending', 'sent', 'delivered', 'unknown'])
const outcomeOf: Record<string, string> = {
  sent: 'sent',
  delivered: 'sent',
  failed: 'failed',
  withdrawn: 'failed',
}

async function readFacts(db: Database): Promise<KnownFact[]> {
  const { rows } = await db.pool.query<
    Omit<KnownFact, 'since' | 'until'> & { since: Date; until: Date | null }
  >(
    `with withdrawn as (
       select account_id, (jsonb_array_elements_text(payload -> 'seqs'))::int as seq, min(recorded_at) as until
       from fact where kind = 'dropWithdrawn' group by 1, 2)
     select f.account_id as "accountId", f.kind, f.seq, f.recorded_at as since, w.until, f.payload
     from fact f left join withdrawn w using (account_id, seq)
     where f.kind = any($1) and (f.kind <> 'taskEnded' or f.payload ->> 'taskId' like '%/told%') order by f.account_id, f.seq`,
    [kinds],
  )
  return rows.map(({ since, until, ...fact }) => ({
    ...fact,
    since: since.getTime(),
    until: until?.getTime() ?? Infinity,
  }))
}

export interface Known<T> {
  accountId: string
  since: number
  payload: T
}

/** What was on record before `at` of one kind, in the order in which it became known. */
export function knownBefore<S extends z.ZodType>(
  facts: readonly KnownFact[],
  kind: string,
  shape: S,
  at: number,
): Known<z.output<S>>[] {
  return facts
    .filter((fact) => fact.kind === kind && fact.since < at && at < fact.until)
    .map(({ accountId, since, payload }) => ({ accountId, since, payload: shape.parse(payload) }))
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
