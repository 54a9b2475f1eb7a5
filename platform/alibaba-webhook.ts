// What does Alibaba Cloud SMS tell us? Reads its batches of delivery reports (SmsReport) and of customers' answers
// (SmsUp). It signs nothing: whoever knows the secret in the path is it, and everybody else finds nothing there.
import { z } from 'zod'
import { readCheckCode } from '../domain/words/check-code'
import { becauseOf } from './alibaba-codes'
import type { ProviderEvent, RefusedEvent } from './provider-event'
import { isSameSecret } from './secrets'

/** Every path below it is Alibaba's. */
export const alibabaDoor = '/alibaba/'

/** What to enter in the console as addresses for SmsReport and SmsUp, below the public address. */
export function alibabaPaths(secret: string): { report: string; reply: string } {
  return { report: `${alibabaDoor}${secret}/report`, reply: `${alibabaDoor}${secret}/reply` }
}

/** The answer to a batch that is written down, and to the question whether the address works. */
export const alibabaTaken = { code: 0, msg: '接收成功' } as const

export type AlibabaBatch =
  /** The console asks by GET whether somebody is there. */
  | { kind: 'asked' }
  /** `malformed`: how many entries are none; the others are as good as ever. */
  | { kind: 'events'; events: ProviderEvent[]; malformed: number }
  | RefusedEvent

const report = z.looseObject({
  success: z.boolean(),
  err_code: z.string().nullish(),
  biz_id: z.string().min(1),
  out_id: z.string().nullish(),
})

const reply = z.looseObject({
  phone_number: z.string().regex(/^(\+?86|0086)?1\d{10}$/),
  content: z.string(),
  sequence_id: z.union([z.string().min(1), z.number()]),
})

/** `path` as it was asked for, from the slash on. */
export function readAlibabaBatch(
  secret: string,
  { method, path, body }: { method: string; path: string; body: string },
): AlibabaBatch {
  const paths = alibabaPaths(secret)
  const read = isSameSecret(path, paths.report)
    ? reportEvent
    : isSameSecret(path, paths.reply)
      ? replyEvent
      : null
  if (!read) return { kind: 'refused', status: 404, reason: 'there is nothing here' }
  if (method === 'GET') return { kind: 'asked' }
  const entries = z.array(z.unknown()).safeParse(parsedJson(body))
  if (!entries.success) return { kind: 'refused', status: 400, reason: 'not a JSON array' }
  const events = entries.data.map(read)
  const known = events.filter((event) => event !== null)
  return { kind: 'events', events: known, malformed: events.length - known.length }
}

function reportEvent(entry: unknown): ProviderEvent | null {
  const parsed = report.safeParse(entry)
  if (!parsed.success) return null
  const { success, err_code: code, biz_id: messageId, out_id: outId } = parsed.data
  const reference = readCheckCode(outId ?? '')
  return {
    kind: 'status',
    provider: 'alibaba',
    messageId,
    outcome: success ? 'delivered' : 'failed',
    ...(reference === null ? {} : { reference }),
    ...(success || !code ? {} : { failure: { code, because: becauseOf(code) } }),
  }
}

function replyEvent(entry: unknown): ProviderEvent | null {
  const parsed = reply.safeParse(entry)
  if (!parsed.success) return null
  const { phone_number: number, content: text, sequence_id: messageId } = parsed.data
  return {
    kind: 'reply',
    provider: 'alibaba',
    messageId: String(messageId),
    from: `+86${number.slice(-11)}`,
    text,
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
