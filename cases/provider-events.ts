// What a provider reports of our messages and passes on of the answers, taken in as commands on the cases concerned
// (C5, C8). The same report twice changes nothing.
import type { Command } from '../domain/commands/commands'
import { type ReplyMeaning, meaningOf } from '../domain/words/reply'
import { markPoint } from '../platform/contact-points'
import type { ReplyEvent, SmsProvider, StatusEvent } from '../platform/provider-event'
import type { Contact } from '../prisma/generated/client'
import { type SendDeps, sendCommand } from './send-command'
import { sha256Of } from '../platform/sha256'

export interface EventDeps extends Omit<SendDeps, 'now'> {
  /** The present of an account's case. */
  presentOf(accountId: string): Promise<number>
}

/** `unknown`: no message of ours has this id, or its id is not written down yet: the provider may ask again. */
export type Taken = 'recorded' | 'nothingNew' | 'unknown'

/** Takes in what became of a message. `sending`: it is being handed over still; nothing was changed, ask again. */
export async function takeStatus(
  deps: EventDeps,
  { provider, messageId, reference, outcome, failure }: StatusEvent,
): Promise<Taken | 'sending'> {
  if (outcome === null) return 'nothingNew'
  const contact = await findContact(deps, { provider, messageId, reference })
  if (!contact) return 'unknown'
  if (contact.status === 'sending') return 'sending'
  if (outcome === 'failed' && failure && contact.contactPointId !== null) {
    await markPoint(deps.db.prisma, contact.contactPointId, failure)
  }
  return record(deps, contact.accountId, {
    kind: 'reportDelivery',
    commandId: `${provider}/${plain(messageId)}/${outcome}`,
    by: `provider:${provider}`,
    contactKey: contact.key,
    outcome,
  })
}

/** Takes in an answer: on every account of whoever has the number, since a wish holds for the person. */
export async function takeReply(
  deps: EventDeps,
  { provider, messageId, from, text }: ReplyEvent,
): Promise<{ meaning: ReplyMeaning; taken: Taken; language: string | null }> {
  const meaning = meaningOf(text)
  const points = await deps.db.prisma.contactPoint.findMany({
    where: { value: from, channel: 'mobile' },
    include: { customer: { select: { language: true } } },
  })
  let taken: Taken = points.length === 0 ? 'unknown' : 'nothingNew'
  for (const point of points) {
    const answer = { provider, messageId: plain(messageId), channel: 'sms', meaning } as const
    const reply = replyAt(point.id, answer)
    if ((await recordOnEveryAccount(deps, point.customerId, reply)) === 'recorded') taken = 'recorded'
  }
  return { meaning, taken, language: points[0]?.customer.language ?? null }
}

/** An answer counts for the person: on every account of theirs. */
export async function recordOnEveryAccount(
  deps: EventDeps,
  customerId: string,
  reply: Extract<Command, { kind: 'recordReply' }>,
): Promise<Taken> {
  const accounts = await deps.db.prisma.account.findMany({ where: { customerId }, select: { id: true } })
  let taken: Taken = 'nothingNew'
  for (const { id: accountId } of accounts)
    if ((await record(deps, accountId, reply)) === 'recorded') taken = 'recorded'
  return taken
}

/** What somebody answered at a number, by SMS or by a key, as a command. */
export function replyAt(
  contactPointId: string,
  answer: { provider: SmsProvider; messageId: string; channel: 'sms' | 'voice'; meaning: ReplyMeaning },
): Extract<Command, { kind: 'recordReply' }> {
  const { provider, messageId, channel, meaning } = answer
  return {
    kind: 'recordReply',
    commandId: `${provider}/${messageId}/${shortened(contactPointId)}`,
    by: `customer:${channel}`,
    ...{ messageId, contactPointId, channel, meaning },
  }
}

/** By the provider's id; a message that was found again after its answer was lost is known by our reference alone. */
async function findContact(
  { db }: EventDeps,
  {
    provider,
    messageId,
    reference,
  }: Pick<StatusEvent, 'provider' | 'messageId'> & { reference?: string | undefined },
): Promise<Contact | null> {
  const known = await db.prisma.contact.findFirst({ where: { providerId: messageId } })
  if (known || reference === undefined) return known
  const contact = await db.prisma.contact.findFirst({ where: { checkCode: reference } })
  // Twilio took a message twice: what becomes of the second one says nothing of the first.
  return provider === 'twilio' && contact?.providerId ? null : contact
}

/** Carries a command out at the case's present. @throws when it is refused: the provider asks again. */
export async function record(deps: EventDeps, accountId: string, command: Command): Promise<Taken> {
  const present = await deps.presentOf(accountId)
  const answer = await sendCommand({ ...deps, now: () => present }, accountId, command)
  if (!answer.ok) throw new Error(`${command.kind} was refused: ${answer.code}`)
  return answer.recorded.length > 0 ? 'recorded' : 'nothingNew'
}

/** A provider's id in the signs that an id of ours may have. */
function plain(messageId: string): string {
  return messageId.replace(/[^A-Za-z0-9_.:-]/g, '_')
}

function shortened(id: string): string {
  return sha256Of(id).slice(0, 8)
}
