// E-mail through SMTP. Each message has its own connection (a pool would hand a message over again by itself after a
// break) and a Message-ID made from the contact's key, so that a receiver can tell a doubled one.
import { createHmac } from 'node:crypto'
import { createTransport } from 'nodemailer'
import type { Carrier } from './carrier'
import type { EmailConfig } from './email-settings'
import { readDkimKey } from './dkim-key'
import { returnHeaders } from './email-return'
import { handoverAfter } from './smtp-answers'

/** For the whole talk: well below the time in which another attempt would begin (workflows/proxies.ts). */
const talkWithinMs = 15_000

/**
 * `unsubscribeUrl`: the public address at which a wish to hear no more is taken in; absent: by e-mail only.
 * @throws ConfigError when the key to sign with cannot be used.
 */
export function createEmailCarrier(
  config: EmailConfig,
  { timeoutMs = talkWithinMs, unsubscribeUrl }: { timeoutMs?: number; unsubscribeUrl?: string } = {},
): Carrier {
  const options = {
    url: config.smtpUrl,
    connectionTimeout: timeoutMs / 2,
    greetingTimeout: timeoutMs / 2,
    ...(config.dkim ? { dkim: readDkimKey(config.dkim) } : {}),
  }
  return {
    async send({ contactKey, reference, to, subject, text, html }) {
      const messageId = messageIdOf(contactKey, config)
      const wire = watchWire()
      try {
        await createTransport({ ...options, logger: wire.logger }).sendMail({
          from: config.from,
          to,
          messageId,
          signal: AbortSignal.timeout(timeoutMs),
          text,
          ...(subject === undefined ? {} : { subject }),
          ...(html === undefined ? {} : { html }),
          ...(config.returns ? returnHeaders(config.returns, { reference, to, unsubscribeUrl }) : {}),
        })
        return { kind: 'accepted', providerId: messageId }
      } catch (error) {
        return handoverAfter(error, wire.messageWentOver())
      }
    },
    /** SMTP cannot be asked what became of a message. */
    find: () => Promise.resolve({ kind: 'unknown' }),
  }
}

/** The Message-ID of a contact: the same key gives the same one. With a secret nobody else can work it out. */
export function messageIdOf(
  contactKey: string,
  { from, returns }: Pick<EmailConfig, 'from' | 'returns'>,
): string {
  const domain = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost'
  const name = createHmac('sha256', returns?.secret ?? '')
    .update(contactKey)
    .digest('hex')
    .slice(0, 32)
  return `<${name}@${domain}>`
}

/** Nodemailer's errors do not tell whether the message was over when the connection broke; its log does. */
function watchWire() {
  let wentOver = false
  const hear = (entry: { tnx?: string }) => {
    if (entry.tnx === 'message') wentOver = true
  }
  const level = () => undefined
  return {
    logger: { level, trace: hear, debug: hear, info: hear, warn: hear, error: hear, fatal: hear },
    messageWentOver: () => wentOver,
  }
}
