// What a provider reports of our messages and passes on of the answers, taken in as commands on the cases concerned
// (C5, C8). The same report twice changes nothing.
import { createHash } from 'node:crypto'
import type { Command } from '../domain/commands'
import { type ReplyMeaning, meaningOf } from '../domain/reply'
import { type SendDeps, sendCommand } from './send-command'

export interface EventDeps extends Omit<SendDeps, 'now'> {
  /** The present of an account's case. */
  presentOf(accountId: string): Promise<number>
}

/** `unknown`: no message of ours has this id, or its id is not written down yet: the provider may ask again. */
export type Taken = 'recorded' | 'nothingNew' | 'unknown'

/** What Twilio's final states mean; the others (queued, sending, sent ...) say nothing that counts. */
const outcomeOf: Readonly<Record<string, 'delivered' | 'failed'>> = {
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
}

/** Twilio's codes after which another message to the number makes no sense, or is not wanted. */
const markOf: Readonly<Record<string, 'bad' | 'stopped'>> = {
  '21610': 'stopped',
  '21614': 'bad',
  '30004': 'stopped',
  '30005': 'bad',
  '30006': 'bad',
}

/** Takes in what became of a message. */
export async function takeStatus(
  deps: EventDeps,
  { messageId, status, code }: { messageId: string; status: string; code: string | null },
): Promise<Taken> {
  const outcome = outcomeOf[status]
  if (outcome === undefined) return 'nothingNew'
  const contact = await deps.db.prisma.contact.findFirst({ where: { providerId: messageId } })
  if (!contact) return 'unknown'
  const mark = code === null ? undefined : markOf[code]
  if (outcome === 'failed' && mark !== undefined && contact.contactPointId !== null) {
    await deps.db.prisma.contactPoint.updateMany({
      where: { id: contact.contactPointId, status: 'usable' },
      data: { status: mark, statusReason: code },
    })
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
  { messageId, from, text }: { messageId: string; from: string; text: string },
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
