// `arrears sandbox reply|report`: plays what a customer answers by SMS and what a provider reports of a message, each by the
// provider that the number is routed to or the message's id belongs to.
import { randomBytes, randomInt } from 'node:crypto'
import { alibabaPaths } from '../platform/alibaba-webhook'
import type { Config } from '../platform/config'
import { providerFor } from '../platform/sms-routes'
import { signatureOf, twilioPaths } from '../platform/twilio-webhook'
import { CommandRefused, type Opened, exitCodes, print, withArrears } from './open'

export type SandboxOptions = { home: string; json?: boolean }

/** @throws CommandRefused NOT_A_SANDBOX, NO_DOOR, SMS_NO_ROUTE */
export async function playReply(from: string, text: string, options: SandboxOptions): Promise<void> {
  await play(options, ({ config }) => replyBy(config, from, text))
}

/** @throws CommandRefused NOT_A_SANDBOX, NO_DOOR */
export async function playReport(
  messageId: string,
  status: string,
  options: SandboxOptions & { code?: string },
): Promise<void> {
  await play(options, (opened) => reportBy(opened, { messageId, status, code: options.code }))
}

/** What is posted to the door, and where. */
interface Played {
  messageId: string
  address: string
  headers: Record<string, string>
  body: string
}

async function play(
  options: SandboxOptions,
  make: (opened: Opened) => Played | Promise<Played>,
): Promise<void> {
  await withArrears(options, async (opened) => {
    const { messageId, address, headers, body } = await make(opened)
    const response = await fetch(address, { method: 'POST', headers, body })
    const answer = await response.text()
    print(options.json, { status: response.status, answer, messageId }, () => [
      response.ok
        ? `taken in (${response.status}) ${answer}`.trim()
        : `refused (${response.status}): ${answer}`,
    ])
    if (!response.ok) process.exitCode = exitCodes.failed
  })
}

function replyBy(config: Config, from: string, text: string): Played {
  switch (providerFor(config.smsRoutes, from)) {
    case 'twilio': {
      const MessageSid = `SM${randomBytes(16).toString('hex')}`
      return byTwilio(config, twilioPaths.reply, { MessageSid, From: from, Body: text })
    }
    case 'alibaba': {
      const sequence_id = String(randomInt(2 ** 47))
      const reply = { phone_number: from, content: text, dest_code: '1', sequence_id, send_time: now() }
      return byAlibaba(config, 'reply', sequence_id, reply)
    }
    case 'none':
      throw new CommandRefused(
        'SMS_NO_ROUTE',
        'no provider carries SMS from and to this number: see SMS_ROUTES',
      )
  }
}

async function reportBy(
  { config, db }: Opened,
  { messageId, status, code }: { messageId: string; status: string; code: string | undefined },
): Promise<Played> {
  if (messageId.startsWith('SM')) {
    const form = { MessageSid: messageId, MessageStatus: status }
    return byTwilio(config, twilioPaths.status, code === undefined ? form : { ...form, ErrorCode: code })
  }
  const contact = await db.prisma.contact.findFirst({ where: { providerId: messageId } })
  const success = status === 'delivered'
  return byAlibaba(config, 'report', messageId, {
    ...{ biz_id: messageId, out_id: contact?.checkCode ?? unknownCode, success },
    err_code: code ?? (success ? 'DELIVERED' : 'UNDELIV'),
    ...{ send_time: now(), report_time: now(), sms_size: '1' },
  })
}

/** A well-formed check code that no message has. */
const unknownCode = '0000-0000-0000'

function byTwilio(config: Config, path: string, form: Record<string, string>): Played {
  const { twilio } = config
  const address = doorAddress(config, path, twilio)
  return {
    messageId: form['MessageSid'] ?? '',
    address,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signatureOf(twilio?.authToken ?? '', address, form),
    },
    body: new URLSearchParams(form).toString(),
  }
}

function byAlibaba(config: Config, kind: 'report' | 'reply', messageId: string, entry: object): Played {
  const { alibaba } = config
  const address = doorAddress(config, alibabaPaths(alibaba?.webhookSecret ?? '')[kind], alibaba)
  const headers = { 'content-type': 'application/json' }
  return { messageId, address, headers, body: JSON.stringify([entry]) }
}

/** @throws CommandRefused NOT_A_SANDBOX, NO_DOOR */
export function doorAddress(
  { webhook }: Config,
  path: string,
  provider: { baseUrl: string | null } | null,
): string {
  if (!provider?.baseUrl) {
    throw new CommandRefused(
      'NOT_A_SANDBOX',
      'messages of this stack go to the real provider: nothing is played to it',
    )
  }
  if (!webhook)
    throw new CommandRefused('NO_DOOR', 'WEBHOOK_PORT and WEBHOOK_URL are not set: see .env.example')
  return new URL(path, webhook.url).href
}

/** As the gateway writes it; nothing is made of it. */
function now(): string {
  return new Date().toISOString().slice(0, 19).replace('T', ' ')
}
