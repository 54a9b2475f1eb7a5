// Is every contact accounted for? Known to the log of facts and the log to it, sent once, judged by packs that were in
// force, and not to somebody whose case was closed, held, under a plan, missing or paid.
import { z } from 'zod'
import { binds, momentOf } from './binding-packs'
import { personStatesAt } from './circumstances'
import { actionOf } from './conditions'
import { type Contact, type Person, knownBefore } from './evidence'
import { localTime } from './local-time'
import type { Breach } from './report'
import type { Pack } from './rule-files'
import { agreementsAt, holdsAt, missingSince, whyClosed } from './standing'
import { wasPaid } from './payments'

/** The audit's own rules, which hold under every pack. */
export const ownRules = [
  ...['TWICE', 'WITHOUT_FACT', 'WITHOUT_CONTACT', 'WITHOUT_JUDGEMENT', 'AGAINST_JUDGEMENT', 'UNKNOWN_PACK'],
  ...['OUTDATED_PACK', 'PACK_NOT_ASKED', 'AFTER_CURE', 'AFTER_PAYMENT', 'DURING_HOLD', 'DURING_PLAN'],
  ...[
    'DURING_CIRCUMSTANCE',
    'DURING_HARDSHIP',
    'WHILE_MISSING',
    'NO_PACK',
    'PACK_UNSIGNED',
    'PACK_EXPIRED',
    'INCONVENIENT_TIME',
  ],
  'NOT_CHECKED',
] as const

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
  /** Reasons of holds under which nobody is contacted. */
  stopping: ReadonlySet<string>
}

/** Breaches of the audit's own rules by one contact. */
export function irregularities(contact: Contact, { person, packs, onRecord, stopping }: Records): Breach[] {
  const at = momentOf(contact)
  const isNotice = actionOf(contact) === 'serviceNotice'
  const made = { contactKey: contact.key, at: new Date(at).toISOString(), policy: null }
  const found = [
    ...withoutFact(person, contact),
    ...judgementFaults(contact, person, packs, onRecord),
    ...contact.debts.flatMap((debt) => standstills(person, debt, at, { packs, stopping, isNotice })),
    ...heldElsewhere(person, contact, at),
    ...stoppedByPerson(person, contact, at),
  ]
  return found.map(({ rule, text }) => ({ ...made, rule, text }))
}

interface Fault {
  rule: (typeof ownRules)[number]
  text: string
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

function standstills(
  person: Person,
  debt: string,
  at: number,
  { packs, stopping, isNotice }: Pick<Records, 'packs' | 'stopping'> & { isNotice: boolean },
): Fault[] {
  const demands = isNotice ? [] : whileNothingMayBeDemanded(person, debt, at, packs)
  const standing = holdsAt(person, at).filter((held) => held.accountId === debt && stopping.has(held.reason))
  const held = standing.map(({ holdId }): Fault => ({
    rule: 'DURING_HOLD',
    text: `${debt}: hold ${holdId} stood`,
  }))
  const missing = missingSince(person, debt, at) !== null
  const lost: Fault[] = missing ? [{ rule: 'WHILE_MISSING', text: `${debt} was missing from the books` }] : []
  return [...demands, ...held, ...lost]
}

/** Nothing is demanded of who owes nothing or keeps what was agreed; a notice of what was agreed demands nothing. */
function whileNothingMayBeDemanded(
  person: Person,
  debt: string,
  at: number,
  packs: readonly Pack[],
): Fault[] {
  const faults: Fault[] = []
  const closed = whyClosed(person, debt, at)
  if (closed !== null) faults.push({ rule: 'AFTER_CURE', text: `${debt}: ${closed}` })
  for (const { status, id } of agreementsAt(person, debt, at))
    faults.push({
      rule: status === 'planKept' ? 'DURING_PLAN' : 'DURING_HARDSHIP',
      text: `${debt}: ${id} stood`,
    })
  const [pack] = packs
  if (closed === null && pack && wasPaid(person, debt, at, localTime(at, pack.zone.home).date))
    faults.push({ rule: 'AFTER_PAYMENT', text: `${debt}: all that was due had been paid` })
  return faults
}

/** Of what stands on another account of the person, this forbids collecting any of them. */
const everywhere = new Set(['bankruptcy', 'deceased', 'moratorium'])

/** The customer has died, is a minor ..., or their data is restricted: whoever takes their place may be spoken to. */
function stoppedByPerson(person: Person, { role, direction }: Contact, at: number): Fault[] {
  if (role !== 'debtor' || direction === 'inbound') return []
  return personStatesAt(person, at)
    .filter(({ stops }) => stops)
    .map(({ id, status }) => ({ rule: 'DURING_CIRCUMSTANCE', text: `${status} stood (${id})` }))
}

function heldElsewhere(person: Person, { debts }: Contact, at: number): Fault[] {
  return holdsAt(person, at)
    .filter(({ accountId, reason }) => !debts.includes(accountId) && everywhere.has(reason))
    .map(({ accountId, reason }) => ({ rule: 'DURING_HOLD', text: `${reason} stood on ${accountId}` }))
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
