// SMS through Twilio's own client, which also talks to the local endpoint. A lost answer is looked up in the account's
// message list by receiver and by the reference that stands in the text.
import type { Twilio } from 'twilio'
import { type Carrier, type Handover, codeOf, defaultRetryAfterMs, neverConnected } from './carrier'
import type { TwilioConfig } from './config'
import { becauseOf } from './twilio-codes'

/** Well below an activity's startToClose timeout, so that an attempt never outlives its successor's beginning. */
const answerWithinMs = 6_000

/** How many of a receiver's newest messages are searched for a lost one. */
const searchedMessages = 50

export function createSmsCarrier(
  config: TwilioConfig,
  { timeoutMs = answerWithinMs, statusCallback }: { timeoutMs?: number; statusCallback?: string } = {},
): Carrier {
  let client: Promise<Twilio> | undefined
  const connected = () => (client ??= connect(config, timeoutMs))
  const sender = config.from.startsWith('MG') ? { messagingServiceSid: config.from } : { from: config.from }
  const callback = statusCallback === undefined ? {} : { statusCallback }
  return {
    async send({ to, text }) {
      try {
        const { sid } = await (await connected()).messages.create({ to, body: text, ...sender, ...callback })
        return { kind: 'accepted', providerId: sid }
      } catch (error) {
        return refusalOf(error)
      }
    },
    async find({ to, reference }) {
      try {
        const messages = await (await connected()).messages.list({ to, limit: searchedMessages })
        const found = messages.find(({ body }) => body.includes(reference))
        return found ? { kind: 'accepted', providerId: found.sid } : { kind: 'unknown' }
      } catch {
        return { kind: 'unknown' }
      }
    },
  }
}

/** The library takes most of a second to load: only a process that sends loads it. */
async function connect(config: TwilioConfig, timeoutMs: number): Promise<Twilio> {
  const { default: twilio } = await import('twilio')
  const client = twilio(config.accountSid, config.authToken, { timeout: timeoutMs, autoRetry: false })
  if (config.baseUrl !== null) client.api.baseUrl = config.baseUrl
  return client
}

function refusalOf(error: unknown): Handover {
  const status = statusOf(error)
  const code = codeOf(error)
  if (status === null) {
    if (neverConnected.has(code)) return { kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs }
    return { kind: 'unclear', code }
  }
  if (status === 429) return { kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs }
  // Our own credentials or address are wrong: the receiver has nothing to do with it.
  if (status === 401 || status === 403 || status === 404) {
    return { kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs }
  }
  if (status >= 500) return { kind: 'unclear', code }
  return { kind: 'rejected', code, because: becauseOf(code) }
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null
  return typeof error.status === 'number' ? error.status : null
}
