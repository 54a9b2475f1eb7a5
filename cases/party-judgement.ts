// May this guarantor, spouse, heir, guardian or other party be contacted? The rule packs are asked with the papers and approvals
// that the log holds; nothing is contacted by it.
import { type Instant, dateAt } from '../domain/calendar-date'
import { type Fact, factsOf } from '../domain/facts'
import type { Situation } from '../domain/policy/situation'
import { heirsOf, relatedOf } from '../domain/protection/circumstance'
import type { RelatedRole } from '../domain/protection/circumstance-facts'
import { partyStanding } from '../domain/protection/party'
import type { Database, Transaction } from '../platform/database'
import { loadFacts } from '../platform/fact-log'
import type { SealedPack } from '../platform/rule-packs'
import { situationOf } from './contact-situation'
import { judgeOnRecord } from './judgement-record'
import { readPerson } from './person'

export interface PartyQuestion {
  accountId: string
  /** Of a party of the account, or of somebody who acts for the customer. */
  id: string
  action: 'collect' | 'locate'
  channel: 'voice' | 'sms' | 'letter' | 'visit' | 'email'
  at: Instant
  /** Of the bank. */
  zone: string
}

export interface PartyAnswer {
  ok: true
  id: string
  role: Situation['role']
  verdict: string
  until: string | null
  reasons: string[]
  documents: string[]
  approvals: number
}

/** Asks every pack. `code`: UNKNOWN_ACCOUNT, UNKNOWN_PARTY. */
export async function judgeParty(
  { db, policies }: { db: Database; policies: readonly SealedPack[] },
  question: PartyQuestion,
): Promise<PartyAnswer | { ok: false; code: string; message: string }> {
  const { accountId, id, action, channel, at, zone } = question
  const account = await db.prisma.account.findUnique({ where: { id: accountId } })
  if (!account) return { ok: false, code: 'UNKNOWN_ACCOUNT', message: `there is no account ${accountId}` }
  const facts = await loadFacts(db.prisma, accountId)
  const asked = await askedOf(db.prisma, facts, question)
  if (!asked) return { ok: false, code: 'UNKNOWN_PARTY', message: `account ${accountId} has no party ${id}` }
  const person = await readPerson(db.prisma, account.customerId)
  const planned = { at, channel, point: null, accounts: [accountId], bankZone: zone }
  const product = factsOf(facts, 'positionReported').at(-1)?.payload.product
  const { age: _, ...situation } = situationOf(person, { ...planned, product, further: { action, ...asked } })
  const { verdict, until, reasons } = judgeOnRecord(situation, policies)
  return {
    ok: true,
    id,
    role: asked.role,
    verdict,
    until: until === null ? null : new Date(until).toISOString(),
    reasons: reasons.map(({ ruleId, verdict: weight, text }) => `${ruleId} ${weight}: ${text}`),
    documents: [...asked.documents],
    approvals: asked.approvals,
  }
}

type Asked = Pick<Situation, 'role' | 'documents' | 'approvals' | 'partyFlags' | 'consents'>

/** What differs from a contact with the customer. What the customer has agreed to does not hold for others. */
async function askedOf(
  reader: Pick<Transaction, 'party'>,
  facts: readonly Fact[],
  { accountId, id, at, zone }: PartyQuestion,
): Promise<Asked | null> {
  const related = relatedOf(facts).find(({ relatedId }) => relatedId === id)
  if (related) {
    const heirs = heirsOf(facts)
    const isFree = heirs.some(({ relatedId, renounced }) => relatedId === id && renounced)
    const partyFlags = isFree ? ['estateRenounced' as const] : []
    const documents = heirs.length > 0 ? ['estateInventory'] : []
    return { role: roleOf[related.role], documents, approvals: 0, partyFlags, consents: [] }
  }
  const party = await reader.party.findUnique({ where: { accountId_id: { accountId, id } } })
  if (!party) return null
  const { documents, approvals, flags } = partyStanding(facts, id, { at, on: dateAt(at, zone) })
  // The drop knows these roles alone: batch/drop-format.ts.
  const role = party.role as Situation['role']
  return { role, documents, approvals, partyFlags: flags, consents: [] }
}

const roleOf: Record<RelatedRole, Situation['role']> = {
  executor: 'executor',
  administrator: 'executor',
  heir: 'heir',
  guardian: 'guardian',
  representative: 'attorney',
}
