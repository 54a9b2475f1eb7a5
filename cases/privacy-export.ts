// Everything that is held about a customer, for the customer (PIPL article 45, GDPR article 15): one JSON value and the same
// as text. Others are in it only as the customer may know them anyway; the export itself is written in the log of access.
import type { Instant } from '../domain/calendar-date'
import type { Fact } from '../domain/facts'
import { storyOf } from '../domain/story'
import { type Purpose, objectionToPurpose } from '../domain/privacy/purposes'
import { logAccess } from '../platform/access-log'
import type { Database, Transaction } from '../platform/database'
import { inTransaction, loadFacts } from '../platform/fact-log'
import { type PrivacyRefused, maskedPerson, unknownCustomer, whyRestricted } from './privacy-show'

export interface ExportRequest {
  customerId: string
  /** Who makes it, and for which purpose of policies/purposes.yaml. */
  by: string
  purpose: string
  at: Instant
}

export interface PersonalData {
  madeAt: string
  customer: object
  contactPoints: object[]
  accounts: AccountData[]
  contacts: object[]
  related: object[]
  /** Who saw it, and to whom it was given. */
  access: AccessLine[]
}

export interface AccountData {
  account: { id: string; product: string; currency: string; status: string }
  bills: object[]
  payments: object[]
  parties: object[]
  collateral: object[]
  cases: object[]
  tasks: object[]
  documents: { id: string; kind: string; path: string; status: string }[]
  placements: object[]
  matters: object[]
  notes: { key: string; text: string }[]
  /** Everything that happened, in the order in which it became known. */
  timeline: { at: string; actor: string; text: string; fact: object }[]
  /** What the system decided and why: an explanation of automated decisions (PIPL article 24). */
  decisions: { asOf: string; kind: string; reasons: unknown }[]
}

export interface AccessLine {
  at: string
  actor: string
  kind: string
  purpose: string
  receiver: string | null
  fields: string[]
  reference: string
}

/** Collects everything and logs that it was. `code`: UNKNOWN_CUSTOMER, UNKNOWN_PURPOSE, PURPOSE_NOT_YOURS, DATA_PURGED, DATA_RESTRICTED. */
export async function exportCustomer(
  { db, purposes }: { db: Database; purposes: readonly Purpose[] },
  { customerId, by, purpose, at }: ExportRequest,
): Promise<{ ok: true; data: PersonalData } | PrivacyRefused> {
  const objection = objectionToPurpose(purposes, purpose, by)
  if (objection) return { ok: false, ...objection }
  return inTransaction(db.prisma, async (tx) => {
    const customer = await tx.customer.findUnique({ where: { id: customerId } })
    if (!customer) return unknownCustomer(customerId)
    if (customer.purgedAt !== null) {
      const message = `the personal data of ${customerId} was purged on ${customer.purgedAt.toISOString()}`
      return { ok: false, code: 'DATA_PURGED', message }
    }
    const wrong = whyRestricted(customerId, customer.restrictedAt !== null, purpose)
    if (wrong) return wrong
    const entry = { customerId, at, actor: by, purpose, reference: customerId, fields: ['everything'] }
    await logAccess(tx, [{ ...entry, kind: 'exported' }])
    const accounts = await tx.account.findMany({ where: { customerId }, orderBy: { id: 'asc' } })
    const ids = accounts.map(({ id }) => id)
    const perAccount: AccountData[] = []
    for (const id of ids) perAccount.push(await accountData(tx, id))
    const related = await tx.relatedPerson.findMany({ where: { customerId }, orderBy: { id: 'asc' } })
    const contacts = await tx.contact.findMany({ where: { customerId }, orderBy: { claimedAt: 'asc' } })
    const data = {
      madeAt: new Date(at).toISOString(),
      customer,
      contactPoints: await tx.contactPoint.findMany({ where: { customerId }, orderBy: { rank: 'asc' } }),
      accounts: perAccount,
      contacts: contacts.map(({ attemptToken: _, ...contact }) => contact),
      related: related.map(({ customerId: _, ...person }) => maskedPerson(person)),
      access: await accessLog(tx, customerId),
    }
    return { ok: true, data }
  })
}

/** Who saw data of a customer and to whom it was given, the oldest first. */
export async function accessLog(
  reader: Pick<Transaction, 'accessEntry'>,
  customerId: string,
): Promise<AccessLine[]> {
  const entries = await reader.accessEntry.findMany({ where: { customerId }, orderBy: { seq: 'asc' } })
  return entries.map(({ at, actor, kind, purpose, receiver, fields, reference }) => ({
    at: at.toISOString(),
    actor,
    kind,
    purpose,
    receiver,
    fields,
    reference,
  }))
}

async function accountData(tx: Transaction, accountId: string): Promise<AccountData> {
  const of = { where: { accountId } }
  const account = await tx.account.findUniqueOrThrow({ where: { id: accountId } })
  const parties = await tx.party.findMany(of)
  const decisions = await tx.decision.findMany({ ...of, orderBy: [{ episode: 'asc' }, { turn: 'asc' }] })
  const { headHash: _, ...shown } = account
  return {
    account: shown,
    bills: await tx.bill.findMany({ ...of, orderBy: { dueOn: 'asc' } }),
    payments: await tx.payment.findMany({ ...of, orderBy: { valueOn: 'asc' } }),
    parties: parties.map(({ accountId: __, ...party }) => maskedPerson(party)),
    collateral: await tx.collateral.findMany(of),
    cases: await tx.episode.findMany({ ...of, orderBy: { number: 'asc' } }),
    tasks: await tx.task.findMany({ ...of, orderBy: { openedAt: 'asc' } }),
    documents: await tx.document.findMany({ ...of, orderBy: { createdAt: 'asc' } }),
    placements: await tx.placement.findMany(of),
    matters: await tx.matter.findMany(of),
    notes: (await tx.note.findMany(of)).map(({ key, text }) => ({ key, text })),
    timeline: (await loadFacts(tx, accountId)).map(timelineLine),
    decisions: decisions.map(({ asOf, kind, answer }) => ({
      asOf: asOf.toISOString(),
      kind,
      reasons: (answer as { reasons?: unknown }).reasons ?? [],
    })),
  }
}

function timelineLine(fact: Fact): AccountData['timeline'][number] {
  const { recordedAt, actor, kind, payload } = fact
  return { at: new Date(recordedAt).toISOString(), actor, text: storyOf(fact), fact: { kind, ...payload } }
}
