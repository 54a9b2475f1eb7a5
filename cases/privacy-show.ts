// What a person at the bank may see of a customer: masked, or whole for a purpose that is written down in the same
// transaction (CN-PII-01). Whose data is restricted or purged is shown to nobody but those who answer for that.
import type { Instant } from '../domain/calendar-date'
import { maskedName, maskedPoint } from '../domain/masked'
import { type Purpose, objectionToPurpose } from '../domain/privacy/purposes'
import { logAccess } from '../platform/access-log'
import type { Database, Transaction } from '../platform/database'
import { inTransaction } from '../platform/fact-log'

export interface ShownPoint {
  id: string
  channel: string
  value: string
  status: string
  reserved: boolean
}

export interface ShownPerson {
  id: string
  role: string
  fullName: string
  channel: string | null
  value: string | null
}

export interface ShownCustomer {
  customerId: string
  fullName: string
  language: string
  country: string
  /** Masked: the year alone. */
  bornOn: string | null
  restrictedSince: string | null
  purgedOn: string | null
  accounts: string[]
  points: ShownPoint[]
  /** `<account>/<id>` of guarantors, spouses, supplementary holders and reserved contacts. */
  parties: ShownPerson[]
  related: ShownPerson[]
}

export interface Reveal {
  purpose: string
  by: string
  at: Instant
}

export type PrivacyRefused = { ok: false; code: string; message: string }
export type Shown = { ok: true; customer: ShownCustomer } | PrivacyRefused

/** Purposes for which restricted data is still shown. */
const evenIfRestricted: readonly string[] = ['subjectRequest', 'supervision', 'complaint']

/**
 * Shows a customer. `reveal` null: masked, and nothing is written. `code`: UNKNOWN_CUSTOMER, UNKNOWN_PURPOSE,
 * PURPOSE_NOT_YOURS, DATA_RESTRICTED.
 */
export async function showCustomer(
  { db, purposes }: { db: Database; purposes: readonly Purpose[] },
  customerId: string,
  reveal: Reveal | null,
): Promise<Shown> {
  const objection = reveal && objectionToPurpose(purposes, reveal.purpose, reveal.by)
  if (objection) return { ok: false, ...objection }
  return inTransaction(db.prisma, async (tx): Promise<Shown> => {
    const customer = await readCustomer(tx, customerId)
    if (!customer) return unknownCustomer(customerId)
    if (reveal === null) return { ok: true, customer: masked(customer) }
    const wrong = whyRestricted(customerId, customer.restrictedSince !== null, reveal.purpose)
    if (wrong) return wrong
    const { at, by: actor, purpose } = reveal
    const seen = {
      customerId,
      at,
      actor,
      kind: 'read' as const,
      purpose,
      fields: shownFields,
      reference: customerId,
    }
    await logAccess(tx, [seen])
    return { ok: true, customer }
  })
}

/** DATA_RESTRICTED for a purpose that does not reach restricted data; null: it does, or the data is not restricted. */
export function whyRestricted(
  customerId: string,
  isRestricted: boolean,
  purpose: string,
): PrivacyRefused | null {
  if (!isRestricted || evenIfRestricted.includes(purpose)) return null
  const message = `the data of ${customerId} is restricted: it is shown for ${evenIfRestricted.join(', ')} only`
  return { ok: false, code: 'DATA_RESTRICTED', message }
}

export function unknownCustomer(customerId: string): PrivacyRefused {
  return { ok: false, code: 'UNKNOWN_CUSTOMER', message: `there is no customer ${customerId}` }
}

const shownFields = ['fullName', 'bornOn', 'contactPoints', 'parties', 'related']

async function readCustomer(tx: Transaction, customerId: string): Promise<ShownCustomer | null> {
  const customer = await tx.customer.findUnique({
    where: { id: customerId },
    include: {
      contactPoints: { orderBy: { rank: 'asc' } },
      accounts: { select: { id: true }, orderBy: { id: 'asc' } },
    },
  })
  if (!customer) return null
  const accounts = customer.accounts.map(({ id }) => id)
  const parties = await tx.party.findMany({
    where: { accountId: { in: accounts } },
    orderBy: [{ accountId: 'asc' }, { id: 'asc' }],
  })
  const related = await tx.relatedPerson.findMany({ where: { customerId }, orderBy: { id: 'asc' } })
  const { fullName, language, country, bornOn, restrictedAt, purgedAt } = customer
  return {
    customerId,
    fullName,
    language,
    country,
    bornOn: bornOn?.toISOString().slice(0, 10) ?? null,
    restrictedSince: restrictedAt?.toISOString() ?? null,
    purgedOn: purgedAt?.toISOString() ?? null,
    accounts,
    points: customer.contactPoints.map(({ id, channel, value, status, reserved }) => ({
      id,
      channel,
      value,
      status,
      reserved,
    })),
    parties: parties.map(({ accountId, id, ...party }) => ({ id: `${accountId}/${id}`, ...party })),
    related: related.map(({ customerId: _, ...person }) => person),
  }
}

function masked(customer: ShownCustomer): ShownCustomer {
  return {
    ...customer,
    fullName: maskedName(customer.fullName),
    bornOn: customer.bornOn === null ? null : `${customer.bornOn.slice(0, 4)}-**-**`,
    points: customer.points.map((point) => ({ ...point, value: maskedPoint(point.channel, point.value) })),
    parties: customer.parties.map(maskedPerson),
    related: customer.related.map(maskedPerson),
  }
}

/** Somebody else than the customer, as the customer may know them anyway. */
export function maskedPerson(person: ShownPerson): ShownPerson {
  const { channel, value } = person
  return {
    ...person,
    fullName: maskedName(person.fullName),
    value: channel === null || value === null ? null : maskedPoint(channel, value),
  }
}
