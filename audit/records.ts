// Is every contact accounted for? Known to the log of facts and the log to it, sent once, judged by packs that were in
// force, and made at a time at which the case was open and moving.
import { z } from 'zod'
import { binds, momentOf } from './binding-packs'
import { type Contact, type Person, knownBefore } from './evidence'
import type { Fault } from './own-rules'
import type { Breach } from './report'
import type { FrozenByHold, Pack } from './rule-files'
import { pointFaults } from './points'
import { standstillFaults } from './standstills'

/** A text of a pack that was ever in use. */
export interface PackOnRecord {
  seal: string
  policy: string
  /** When it was first used. */
  since: number
}

export interface Records {
  person: Person
  packs: readonly Pack[]
  onRecord: readonly PackOnRecord[]
  freezes: FrozenByHold
}

/** Breaches of the audit's own rules by one contact. */
export function irregularities(contact: Contact, { person, packs, onRecord, freezes }: Records): Breach[] {
  const at = momentOf(contact)
  const made = { contactKey: contact.key, at: new Date(at).toISOString(), policy: null }
  const found = [
    ...withoutFact(person, contact),
    ...judgementFaults(contact, person, packs, onRecord),
    ...pointFaults(person, contact),
    ...standstillFaults(person, contact, { packs, freezes }),
  ]
  return found.map(({ rule, text }) => ({ ...made, rule, text }))
}

const contactMade = z.object({ contactKey: z.string(), outcome: z.string() })

/** A visit is on record by the task that it ends, a call as soon as it is over. */
function withoutFact(person: Person, { key, channel, status }: Contact): Fault[] {
  if (channel === 'visit' || (channel === 'voice' && status === 'sending')) return []
  const known = madeFacts(person).some(({ contactKey }) => contactKey === key)
  return known ? [] : [{ rule: 'WITHOUT_FACT', text: 'no fact records it' }]
}

function madeFacts({ facts }: Person) {
  return knownBefore(facts, 'contactMade', contactMade, Number.MAX_SAFE_INTEGER)
    .map(({ payload }) => payload)
    .filter(({ outcome }) => outcome !== 'withheld')
}

/** Facts about contacts that the ledger does not have. */
export function contactsMissing(person: Person): Breach[] {
  const keys = new Set(person.contacts.map(({ key }) => key))
  return madeFacts(person)
    .filter(({ contactKey }) => !keys.has(contactKey))
    .map(({ contactKey }) => {
      return {
        rule: 'WITHOUT_CONTACT',
        policy: null,
        contactKey,
        at: null,
        text: 'the ledger has no such contact',
      }
    })
}

function judgementFaults(
  contact: Contact,
  person: Person,
  packs: readonly Pack[],
  onRecord: readonly PackOnRecord[],
): Fault[] {
  const { judgement } = contact
  if (!judgement) return [{ rule: 'WITHOUT_JUDGEMENT', text: 'nobody asked the rule packs' }]
  const faults: Fault[] = []
  if (judgement.verdict !== 'ALLOW' && judgement.verdict !== 'FLAG')
    faults.push({ rule: 'AGAINST_JUDGEMENT', text: `the packs had said ${judgement.verdict}` })
  const isKnown = (seal: string) =>
    packs.some((pack) => pack.seal === seal) || onRecord.some((pack) => pack.seal === seal)
  for (const seal of judgement.packs.filter((name) => !isKnown(name)))
    faults.push({ rule: 'UNKNOWN_PACK', text: `${seal} was never in use` })
  for (const seal of judgement.packs) {
    const newer = onRecord.find((pack) => isOutdatedBy(seal, pack, judgement.at, onRecord))
    if (newer) faults.push({ rule: 'OUTDATED_PACK', text: `${seal} had been replaced by ${newer.seal}` })
  }
  const asked = new Set(judgement.packs.map((seal) => seal.replace(/@.*$/, '')))
  for (const { policy } of packs.filter((pack) => binds(pack, person, contact)))
    if (!asked.has(policy))
      faults.push({ rule: 'PACK_NOT_ASKED', text: `${policy} binds it and was not asked` })
  return faults
}

/** Workers that still run take their rules along until they are replaced. */
const rolloutMs = 3_600_000

function isOutdatedBy(
  seal: string,
  newer: PackOnRecord,
  at: number,
  onRecord: readonly PackOnRecord[],
): boolean {
  const used = onRecord.find((pack) => pack.seal === seal)
  return (
    used !== undefined &&
    newer.policy === used.policy &&
    newer.since > used.since &&
    newer.since + rolloutMs < at
  )
}

/** Contacts that share a provider's id: sent by one call, counted twice, or sent twice under one id. */
export function doubled(persons: readonly Person[]): Breach[] {
  const seen = new Map<string, string>()
  return persons
    .flatMap(({ contacts }) => contacts)
    .flatMap((contact): Breach[] => {
      const { providerId, key } = contact
      if (providerId === null) return []
      const other = seen.get(providerId)
      seen.set(providerId, key)
      const at = new Date(momentOf(contact)).toISOString()
      const text = `the provider's id ${providerId} stands at ${other ?? ''} too`
      return other === undefined ? [] : [{ rule: 'TWICE', policy: null, contactKey: key, at, text }]
    })
}
