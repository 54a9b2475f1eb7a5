// What becomes of a call, taken in as commands on the cases concerned: the first thing that is known of it counts. Every
// answer of the customer by a key is one for the person, on every account (C5, C8, C11).
import type { CallOutcome } from '../domain/facts'
import type { ReplyMeaning } from '../domain/words/reply'
import type { Contact } from '../prisma/generated/client'
import { type EventDeps, record, recordOnEveryAccount, replyAt } from './provider-events'

/** The call with this reference. null: there is none, or another call was made with it, which must not be spoken in. */
export async function findCall(
  { db }: Pick<EventDeps, 'db'>,
  { callId, reference }: { callId: string; reference: string },
): Promise<Contact | null> {
  const where = { checkCode: reference, channel: 'voice' }
  // The telephone may be answered before it is written down which call it is.
  await db.prisma.contact.updateMany({ where: { ...where, providerId: null }, data: { providerId: callId } })
  return db.prisma.contact.findFirst({ where: { ...where, providerId: callId } })
}

/** Takes in what the call came to. */
export async function takeCall(deps: EventDeps, contact: Contact, outcome: CallOutcome): Promise<void> {
  await record(deps, contact.accountId, {
    kind: 'reportCall',
    commandId: `twilio/${contact.providerId ?? ''}/${outcome}`,
    by: 'provider:twilio',
    contactKey: contact.key,
    outcome,
  })
}

/** Takes in what the person wants: no more calls, or that the number is not the customer's. */
export async function takeKey(
  deps: EventDeps,
  { providerId, contactPointId, customerId }: Contact,
  meaning: Extract<ReplyMeaning, 'stop' | 'wrongPerson'>,
): Promise<void> {
  const messageId = `${providerId ?? ''}-${meaning}`
  const answer = { provider: 'twilio', messageId, channel: 'voice', meaning } as const
  await recordOnEveryAccount(deps, customerId, replyAt(contactPointId ?? '', answer))
}

/** Where the call's recording is kept. */
export async function keepRecording(
  { db }: Pick<EventDeps, 'db'>,
  { key }: Contact,
  recording: string,
): Promise<void> {
  await db.prisma.contact.update({ where: { key }, data: { recording } })
}
