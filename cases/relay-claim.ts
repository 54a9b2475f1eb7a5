// May this relay leave now? Under the locks of all accounts of the person and of the person: is it asked for, does the
// case still want it, does every rule pack allow it? Then its slot is taken, counted as sent from here on.
import { randomUUID } from 'node:crypto'
import type { Instant } from '../domain/calendar-date'
import { episodeOf } from '../domain/ladder/decide'
import type { Fact } from '../domain/facts'
import { type Relay, relayOf } from '../domain/contact/relay-commands'
import { relayWish } from '../domain/contact/relay-scene'
import { isProtectedParty } from '../domain/protection/circumstance'
import type { OutgoingMessage } from '../platform/carrier'
import { newCheckCode } from '../platform/check-code'
import type { Transaction } from '../platform/database'
import { openAccount } from '../platform/fact-log'
import type { SealedPack } from '../platform/rule-packs'
import type { Contact } from '../prisma/generated/client'
import type { CaseDeps } from './case-log'
import { situationOf } from './contact-situation'
import { type Judged, isAllowed, judgeOnRecord, objectionIn } from './judgement-record'
import { type Person, lockAccountsOfPerson, openPerson } from './person'
import { type RelayParty, relayPartyOf } from './relay-party'
import { type SettledOutcome, outcomeOnRecord } from './settle-contact'
import type { SendRelay } from './relay-message'
import { type RelayWords, type WordDeps, writeRelay } from './relay-words'
import { sha256Of } from '../platform/sha256'

export interface RelayDeps extends CaseDeps, WordDeps {
  policies: readonly SealedPack[]
}

/** `code` is stable; `until`: the earliest lawful moment, when time alone can help. */
export interface RelayRefused {
  ok: false
  code: string
  message: string
  ruleId?: string
  until?: string
}

export type RelayClaim =
  | { kind: 'refused'; refusal: RelayRefused }
  /** It was sent before. */
  | { kind: 'settled'; contactKey: string; outcome: SettledOutcome }
  /** Whoever sent it died before the answer. */
  | { kind: 'interrupted'; contact: Contact; to: string }
  | ({ kind: 'reserved' } & ReservedRelay)

export interface ReservedRelay {
  contact: Pick<Contact, 'key' | 'checkCode'>
  message: OutgoingMessage
}

/** Takes the slot of a relay, or says why not. One relay is one message, however often it is asked for. */
export async function reserveRelay(
  tx: Transaction,
  deps: RelayDeps,
  request: SendRelay,
): Promise<RelayClaim> {
  const { accountId, relayId, asOf } = request
  await lockAccountsOfPerson(tx, accountId)
  const { facts, decidedAt } = await openAccount(tx, accountId)
  const relay = relayOf(facts, relayId)
  const account = await tx.account.findUnique({ where: { id: accountId }, select: { customerId: true } })
  if (!account || !relay) return refused('UNKNOWN_RELAY', `account ${accountId} has no relay ${relayId}`)
  const { customerId } = account
  const party = await relayPartyOf(tx, { accountId, partyId: relay.partyId, customerId })
  if (!party) return refused('NO_CONTACT_POINT', `party ${relay.partyId} has no mobile number`)
  const contactKey = `${accountId}/relay/${relayId}/sms`
  const before = await tx.contact.findUnique({ where: { key: contactKey } })
  if (before?.status === 'sending') return { kind: 'interrupted', contact: before, to: party.point.value }
  const outcome = outcomeOnRecord(before)
  if (outcome !== null) return { kind: 'settled', contactKey, outcome }
  const found = { contactKey, relay, party, facts, customerId, at: Math.max(asOf, decidedAt) }
  return claim(tx, deps, request, found)
}

interface FoundRelay {
  contactKey: string
  relay: Relay
  party: RelayParty
  facts: readonly Fact[]
  customerId: string
  at: Instant
}

async function claim(
  tx: Transaction,
  deps: RelayDeps,
  { accountId, relayId }: SendRelay,
  { contactKey, relay, party, facts, customerId, at }: FoundRelay,
): Promise<RelayClaim> {
  const episode = episodeOf(facts)
  if (!episode) return notAllowed({ ruleId: 'CLOSED', text: 'the account never had a case' })
  const rules = await deps.rulesFor(episode.strategyId, episode.strategyVersion)
  const wish = relayWish(facts, rules, relayId, at)
  if (!wish.wanted) return notAllowed(wish)
  const person = await openPerson(tx, customerId)
  const checkCode = newCheckCode()
  const to = party.point.value
  const words = writeRelay(deps, { to, language: person.language, reference: checkCode })
  if (words.finding) return notAllowed({ ruleId: words.finding.rule, text: words.finding.text })
  const situation = situationOf(person, {
    at,
    channel: 'sms',
    point: party.point,
    accounts: [accountId],
    product: wish.product,
    bankZone: rules.strategy.zone,
    further: askedOf(party, relay, words, isProtectedParty(facts, relay.partyId, at)),
  })
  const judged = judgeOnRecord(situation, deps.policies)
  if (!isAllowed(judged)) return objection(judged, relay)
  await takeSlot(tx, { contactKey, accountId, at, checkCode, words, judged, party, person, ...wish })
  const { text, registered } = words
  const message = { contactKey, reference: checkCode, to, text, ...(registered ? { registered } : {}) }
  return { kind: 'reserved', contact: { key: contactKey, checkCode }, message }
}

/** What the packs call the words of the relay template. */
const relayTemplate = 'TP_RELAY'

/** What differs from a message to the customer. What the customer has agreed to does not hold for others. */
function askedOf(
  { role, hasRefused }: RelayParty,
  { approvedBy }: Relay,
  { text }: RelayWords,
  isProtected: boolean,
) {
  return {
    action: 'locate' as const,
    role,
    partyFlags: [
      ...(hasRefused ? ['refusedContact' as const] : []),
      ...(isProtected ? ['minor' as const] : []),
    ],
    approvals: approvedBy.length,
    template: relayTemplate,
    text,
    mentions: [],
    consents: [],
  }
}

interface Slot {
  contactKey: string
  accountId: string
  episode: number
  stepKey: string
  at: number
  checkCode: string
  words: RelayWords
  judged: Judged
  party: RelayParty
  person: Person
}

/** One that a provider surely did not take has given its slot back: it is taken anew. */
async function takeSlot(tx: Transaction, slot: Slot): Promise<void> {
  const { contactKey, accountId, episode, stepKey, at, checkCode, words, judged, party, person } = slot
  const data = {
    episode,
    stepKey,
    checkCode,
    contactPointId: party.point.id,
    status: 'sending',
    attemptToken: randomUUID(),
    claimedAt: new Date(at),
    sentAt: new Date(at),
    settledAt: null,
    detail: null,
    template: words.templateId,
    templateSha256: words.templateSha256,
    bodySha256: sha256Of(words.text),
    judgement: { ...judged.record },
  }
  const whose = { key: contactKey, customerId: person.id, accountId, channel: 'sms', role: party.role }
  await tx.contact.upsert({ where: { key: contactKey }, create: { ...whose, ...data }, update: data })
}

function refused(code: string, message: string): RelayClaim {
  return { kind: 'refused', refusal: { ok: false, code, message } }
}

function notAllowed({ ruleId, text }: { ruleId: string; text: string }): RelayClaim {
  const refusal = { ok: false as const, code: 'RELAY_NOT_ALLOWED', message: `${ruleId}: ${text}`, ruleId }
  return { kind: 'refused', refusal }
}

function objection(judged: Judged, { approvedBy }: Relay): RelayClaim {
  const { verdict, needs } = judged
  const { ruleId, text, until } = objectionIn(judged)
  const missing =
    verdict === 'NEEDS' && needs && needs.approvals > 0
      ? `; it needs ${needs.approvals} approvals and has ${approvedBy.length}`
      : ''
  const earliest = until === null ? null : new Date(until).toISOString()
  const message = `${ruleId}: ${text}${missing}${earliest === null ? '' : `; not before ${earliest}`}`
  const refusal = { ok: false as const, code: 'RELAY_NOT_ALLOWED', message, ruleId }
  return { kind: 'refused', refusal: earliest === null ? refusal : { ...refusal, until: earliest } }
}
