// Somebody else is asked to pass on that the bank wishes to be called, once: judged, and its slot taken, in the
// transaction that is committed just before the provider is called. An answer that was lost is asked for, never sent for.
import type { Instant } from '../domain/calendar-date'
import type { Handover, Inquiry } from '../platform/carrier'
import { inTransaction } from '../platform/fact-log'
import type { Contact } from '../prisma/generated/client'
import { type RelayDeps, type RelayRefused, reserveRelay } from './relay-claim'
import { settleRelay } from './relay-settle'
import type { SettledOutcome } from './settle-contact'
import { lockAccountsOfPerson } from './person'

export interface SendRelay {
  accountId: string
  relayId: string
  /** Who sends it, e.g. `operator:lin`. */
  by: string
  /** The case's clock. */
  asOf: Instant
}

export interface RelaySent {
  ok: true
  contactKey: string
  /** `unknown`: nobody can say; it counts as sent and a person looks. */
  outcome: SettledOutcome
}

/**
 * Sends the relay, or says what became of it. `code`: UNKNOWN_RELAY, UNKNOWN_ACCOUNT, NO_CONTACT_POINT,
 * RELAY_NOT_ALLOWED with the rule and, where time alone helps, the earliest moment, and PROVIDER_BUSY: not taken, to be
 * tried again.
 */
export async function sendRelay(deps: RelayDeps, request: SendRelay): Promise<RelaySent | RelayRefused> {
  const { prisma } = deps.db
  const claim = await inTransaction(prisma, (tx) => reserveRelay(tx, deps, request))
  switch (claim.kind) {
    case 'refused':
      return claim.refusal
    case 'settled':
      return { ok: true, contactKey: claim.contactKey, outcome: claim.outcome }
    case 'interrupted':
      return conclude(deps, request, claim.contact, await lookUpOther(deps, claim.contact, claim.to))
    case 'reserved': {
      const handover = await deps.sms.send(claim.message)
      const answer =
        handover.kind === 'unclear' ? await lookUp(deps, claim.contact, claim.message.to) : handover
      return conclude(deps, request, claim.contact, answer)
    }
  }
}

type Answer = Exclude<Handover, { kind: 'unclear' }> | Inquiry

/** Asks the provider about a message that may have left. */
async function lookUp({ sms }: RelayDeps, { key, checkCode }: RelayContact, to: string): Promise<Inquiry> {
  return checkCode === null ? { kind: 'unknown' } : sms.find({ contactKey: key, reference: checkCode, to })
}

/** The same for another's message: they may still be at it, so that it never gives its slot back. */
async function lookUpOther(deps: RelayDeps, contact: RelayContact, to: string): Promise<Answer> {
  const inquiry = await lookUp(deps, contact, to)
  return inquiry.kind === 'notTaken' ? { kind: 'unknown', code: 'INTERRUPTED' } : inquiry
}

type RelayContact = Pick<Contact, 'key' | 'checkCode'>

/** Writes down what became of it. */
async function conclude(
  { db }: RelayDeps,
  { accountId, by, asOf }: SendRelay,
  { key }: RelayContact,
  answer: Answer,
): Promise<RelaySent | RelayRefused> {
  const outcome = await inTransaction(db.prisma, async (tx) => {
    await lockAccountsOfPerson(tx, accountId)
    return settleRelay(tx, { contactKey: key, by, at: asOf }, answer)
  })
  if (outcome !== null) return { ok: true, contactKey: key, outcome }
  const message = 'the provider took nothing; send it again in a while'
  return { ok: false, code: 'PROVIDER_BUSY', message }
}
