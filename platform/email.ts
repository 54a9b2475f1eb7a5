// E-mail through SMTP. Each message has its own connection (a pool would hand a message over again by itself after a
// break) and a Message-ID made from the contact's key, so that a receiver can tell a doubled one.
import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { type Carrier, type Handover, codeOf, defaultRetryAfterMs, neverConnected } from './carrier'
import type { EmailConfig } from './config'

const answerWithinMs = 6_000

export function createEmailCarrier(
  config: EmailConfig,
  { timeoutMs = answerWithinMs }: { timeoutMs?: number } = {},
): Carrier {
  const transport = createTransport({
    url: config.smtpUrl,
    connectionTimeout: timeoutMs / 2,
    greetingTimeout: timeoutMs / 2,
    socketTimeout: timeoutMs,
  })
  return {
    async send({ contactKey, to, subject, text, html }) {
      const messageId = messageIdOf(contactKey, config.from)
      try {
        await transport.sendMail({
          from: config.from,
          to,
          messageId,
          text,
          ...(subject === undefined ? {} : { subject }),
          ...(html === undefined ? {} : { html }),
        })
        return { kind: 'accepted', providerId: messageId }
      } catch (error) {
        return refusalOf(error)
      }
    },
    /** SMTP cannot be asked what became of a message. */
    find: () => Promise.resolve({ kind: 'unknown' }),
  }
}

/** The Message-ID of a contact: the same key gives the same one. */
export function messageIdOf(contactKey: string, from: string): string {
  const domain = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost'
  return `<${createHash('sha256').update(contactKey).digest('hex').slice(0, 32)}@${domain}>`
}

/** Nodemailer's errors: `responseCode` when the server answered, `command` for the stage at which it did. */
function refusalOf(error: unknown): Handover {
  const { responseCode, command, timeoutType } = error as {
    responseCode?: number
    command?: string
    timeoutType?: string
  }
  const code = responseCode === undefined ? codeOf(error) : String(responseCode)
  if (responseCode === undefined) {
    const before = neverConnected.has(code) || beforeMail.has(timeoutType ?? '')
    return before ? { kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs } : { kind: 'unclear', code }
  }
  if (responseCode < 500) return { kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs }
  // The server refuses us, not the receiver.
  if (command?.startsWith('AUTH')) return { kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs }
  const badAddress = command === 'RCPT TO' || [550, 551, 553].includes(responseCode)
  return { kind: 'rejected', code, because: badAddress ? 'badAddress' : 'other' }
}

/** Timeouts that come before a message is handed over. */
const beforeMail: ReadonlySet<string> = new Set(['CONNECTION_TIMEOUT', 'GREETING_TIMEOUT'])
