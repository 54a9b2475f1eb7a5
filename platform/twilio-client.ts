// How is Twilio asked, and what does its refusal mean? One client for messages and calls, with each request sent once:
// a library that tries again by itself would send a second message.
import type { Twilio } from 'twilio'
import { type Handover, codeOf, defaultRetryAfterMs, neverConnected } from './carrier'
import type { TwilioConfig } from './config'
import { waitAskedFor } from './retry-after'
import { becauseOf } from './twilio-codes'

/** Well below an activity's startToClose timeout, so that an attempt never outlives its successor's beginning. */
export const answerWithinMs = 6_000

/** 429: nothing was taken. The library's own error does not say for how long Twilio wants to be left alone. */
class TooManyRequests extends Error {
  override readonly name = 'TooManyRequests'
  readonly code = '20429'
  constructor(readonly retryAfterMs: number | null) {
    super('Twilio has too many requests')
  }
}

/** The client, made on first use: the library takes most of a second to load. */
export function twilioClient(config: TwilioConfig, timeoutMs: number): () => Promise<Twilio> {
  let client: Promise<Twilio> | undefined
  return () => (client ??= connect(config, timeoutMs))
}

async function connect(config: TwilioConfig, timeoutMs: number): Promise<Twilio> {
  const { default: twilio } = await import('twilio')
  // By the default export: what Node sees of the package's names in a dynamic import is that alone.
  const { RequestClient } = twilio
  class OnceClient extends RequestClient {
    override async request<T>(options: Parameters<typeof RequestClient.prototype.request<T>>[0]) {
      const answer = await super.request(options)
      if (answer.statusCode === 429) throw new TooManyRequests(waitAskedFor(answer.headers))
      return answer
    }
  }
  const httpClient = new OnceClient({ timeout: timeoutMs, autoRetry: false })
  const client = twilio(config.accountSid, config.authToken, { httpClient })
  if (config.baseUrl !== null) client.api.baseUrl = config.baseUrl
  return client
}

/** Hands one thing over; never throws. An answer without an id is none. */
export async function handOver(create: () => Promise<{ sid: string | undefined }>): Promise<Handover> {
  try {
    const { sid } = await create()
    return sid ? { kind: 'accepted', providerId: sid } : { kind: 'unclear', code: 'ANSWER_WITHOUT_ID' }
  } catch (error) {
    return refusalOf(error)
  }
}

function refusalOf(error: unknown): Handover {
  const code = codeOf(error)
  if (error instanceof TooManyRequests) {
    const retryAfterMs = Math.max(defaultRetryAfterMs, error.retryAfterMs ?? 0)
    return { kind: 'notTaken', code, retryAfterMs }
  }
  const status = statusOf(error)
  if (status === null) {
    if (neverConnected.has(code)) return { kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs }
    return { kind: 'unclear', code }
  }
  // Our own credentials or address are wrong: the receiver has nothing to do with it.
  if (status === 401 || status === 403 || status === 404) {
    return { kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs }
  }
  // An answer that broke off in the middle comes with the status of what it began to say, such as 201.
  if (status < 400 || status === 408 || status >= 500) return { kind: 'unclear', code }
  return { kind: 'rejected', code, because: becauseOf(code) }
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null
  return typeof error.status === 'number' ? error.status : null
}
