// What a provider reports of our messages and passes on of the answers, taken in as commands on the cases concerned
// (C5, C8). The same report twice changes nothing.
import { createHash } from 'node:crypto'
import type { Command } from '../domain/commands'
import { type ReplyMeaning, meaningOf } from '../domain/reply'
import { markPoint } from '../platform/contact-points'
import { becauseOf } from '../platform/twilio-codes'
import type { TwilioEvent } from '../platform/twilio-webhook'
import { type SendDeps, sendCommand } from './send-command'

export interface EventDeps extends Omit<SendDeps, 'now'> {
  /** The present of an account's case. */
  presentOf(accountId: string): Promise<number>
}

/** `unknown`: no message of ours has this id, or its id is not written down yet: the provider may ask again. */
export type Taken = 'recorded' | 'nothingNew' | 'unknown'

/** Takes in what became of a message. */
export async function takeStatus(
  deps: EventDeps,
  { messageId, outcome, code }: Omit<Extract<TwilioEvent, { kind: 'status' }>, 'kind'>,
): Promise<Taken> {
  if (outcome === null) return 'nothingNew'
  const contact = await deps.db.prisma.contact.findFirst({ where: { providerId: messageId } })
  if (!contact) return 'unknown'
  if (outcome === 'failed' && code !== null && contact.contactPointId !== null) {
    await markPoint(deps.db.prisma, contact.contactPointId, { because: becauseOf(code), code })
  }
  return record(deps, contact.accountId, {
    kind: 'reportDelivery',
    commandId: `twilio/${messageId}/${outcome}`,
    by: 'provider:twilio',
    contactKey: contact.key,
    outcome,
  })
}

/** Takes in an answer: on every account of whoever has the number, since a wish holds for the person. */
export async function takeReply(
  deps: EventDeps,
  { messageId, from, text }: Omit<Extract<TwilioEvent, { kind: 'reply' }>, 'kind'>,
): Promise<{ meaning: ReplyMeaning; taken: Taken; language: string | null }> {
  const meaning = meaningOf(text)
  const points = await deps.db.prisma.contactPoint.findMany({
    where: { value: from, channel: 'mobile' },
    include: { customer: { select: { language: true, accounts: { select: { id: true } } } } },
  })
  let taken: Taken = points.length === 0 ? 'unknown' : 'nothingNew'
  for (const point of points) {
    for (const { id: accountId } of point.customer.accounts) {
      const command: Command = {
        kind: 'recordReply',
        commandId: `twilio/${messageId}/${shortened(point.id)}`,
        by: 'customer:sms',
        messageId,
        contactPointId: point.id,
        channel: 'sms',
        meaning,
      }
      if ((await record(deps, accountId, command)) === 'recorded') taken = 'recorded'
    }
  }
  return { meaning, taken, language: points[0]?.customer.language ?? null }
}

async function record(deps: EventDeps, accountId: string, command: Command): Promise<Taken> {
  const present = await deps.presentOf(accountId)
  const answer = await sendCommand({ ...deps, now: () => present }, accountId, command)
  if (!answer.ok) throw new Error(`${command.kind} was refused: ${answer.code}`)
  return answer.recorded.length > 0 ? 'recorded' : 'nothingNew'
}

function shortened(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 8)
}
