// The door for what providers report: status callbacks and customers' answers, over HTTP. Put a TLS proxy in front of
// it. Answers 2xx only when the report is in the log, so that a provider that asks again loses nothing.
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { StepDeps } from '../activities/ladder-deps'
import type { MailDeps } from '../cases/mail-events'
import { type Taken, takeReply, takeStatus } from '../cases/provider-events'
import type { BankProfile } from '../platform/bank-profile'
import { alibabaDoor } from '../platform/alibaba-webhook'
import type { AlibabaConfig, TwilioConfig, WebhookConfig } from '../platform/config'
import { unsubscribePath } from '../platform/email-return'
import type { Logger } from '../platform/logger'
import type { ProviderEvent } from '../platform/provider-event'
import { readTwilioWebhook } from '../platform/twilio-webhook'
import { callDoor, readCallWebhook } from '../platform/voice-webhook'
import { answerAlibaba } from './alibaba-door'
import { answerCall } from './call-door'
import { readBody } from './request-body'
import { answerUnsubscribe } from './unsubscribe'

export interface WebhookDeps extends MailDeps {
  /** What calls are spoken with; absent: nobody is called by a machine. */
  steps?: StepDeps
  twilio: TwilioConfig | null
  alibaba: AlibabaConfig | null
  webhook: WebhookConfig
  bank: BankProfile
  logger: Logger
}

/** A report may overtake the record of the provider's answer by a moment. */
const lookAgainMs = [50, 200, 1_000]
/** Twilio repeats no report: it is kept for as long as an answer of the provider and its look-up may take, 20 s. */
const whileSendingMs = [2_000, 4_000, 6_000, 8_000]
const largestBody = 1024 * 1024

/** Listens until it is closed. */
export async function startWebhooks(deps: WebhookDeps): Promise<Server> {
  const server = createServer((request, response) => {
    handle(deps, request, response).catch((error: unknown) => {
      deps.logger.error({ error: error instanceof Error ? error.message : 'unknown' }, 'webhook failed')
      answer(response, 500, 'text/plain', 'not recorded: ask again')
    })
  })
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(deps.webhook.port, resolve),
  )
  return server
}

async function handle(deps: WebhookDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url: path = '/' } = request
  if (path.startsWith(unsubscribePath)) return unsubscribe(deps, request, response)
  const body = await readBody(request, largestBody)
  if (body === null) return answer(response, 413, 'text/plain', 'too large')
  const secret = deps.alibaba?.webhookSecret
  if (path.startsWith(alibabaDoor) && secret) {
    const { status, body: said } = await answerAlibaba(deps, secret, { method, path, body })
    if (typeof said === 'string') return answer(response, status, 'text/plain', said)
    return answer(response, status, 'application/json', JSON.stringify(said))
  }
  if (method !== 'POST') return answer(response, 405, 'text/plain', 'post only')
  if (!deps.twilio) return answer(response, 404, 'text/plain', 'there is nothing here')
  const signature = request.headers['x-twilio-signature']
  const asked = {
    path,
    signature: typeof signature === 'string' ? signature : undefined,
    form: Object.fromEntries(new URLSearchParams(body)),
  }
  const door = { authToken: deps.twilio.authToken, publicUrl: deps.webhook.url }
  if (path.startsWith(callDoor)) {
    const event = readCallWebhook(door, asked)
    if (event.kind === 'refused') return answer(response, event.status, 'text/plain', event.reason)
    if (!deps.steps) return answer(response, 404, 'text/plain', 'there is nothing here')
    const twiml = await answerCall({ ...deps, steps: deps.steps }, event)
    return answer(response, 200, 'text/xml', twiml)
  }
  const event = readTwilioWebhook(door, asked)
  if (event.kind === 'refused') return answer(response, event.status, 'text/plain', event.reason)
  await take(deps, event, response)
}

async function take(deps: WebhookDeps, event: ProviderEvent, response: ServerResponse): Promise<void> {
  switch (event.kind) {
    case 'status': {
      const taken = await takeWhenKnown(deps, event)
      if (taken === 'recorded' || taken === 'nothingNew') return answer(response, 204, 'text/plain', '')
      deps.logger.warn({ messageId: event.messageId, outcome: event.outcome, taken }, 'report not recorded')
      return answer(response, 404, 'text/plain', 'no message has this id')
    }
    case 'reply': {
      const { meaning, language } = await takeReply(deps, event)
      const text = meaning === 'help' ? helpText(deps, language) : null
      const message = text === null ? '' : `<Message>${escaped(text)}</Message>`
      return answer(response, 200, 'text/xml', `<Response>${message}</Response>`)
    }
  }
}

/** Takes a report in, looking again for a while when its message is not written down yet. Others do not wait for it. */
async function takeWhenKnown(
  deps: WebhookDeps,
  event: Extract<ProviderEvent, { kind: 'status' }>,
): Promise<Taken | 'sending'> {
  let taken = await takeStatus(deps, event)
  for (const waitMs of [...lookAgainMs, ...whileSendingMs]) {
    const mayComeYet = taken === 'sending' || (taken === 'unknown' && lookAgainMs.includes(waitMs))
    if (!mayComeYet) break
    await delay(waitMs)
    taken = await takeStatus(deps, event)
  }
  return taken
}

async function unsubscribe(
  deps: WebhookDeps,
  { method = '', url = '' }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, html } = await answerUnsubscribe(deps, { method, path: url })
  // The address is a secret of the message: it goes to nobody else, and nothing is loaded from elsewhere.
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('content-security-policy', "default-src 'none'; form-action 'self'")
  answer(response, status, 'text/html', html)
}

/** Who asks for help hears who writes and where a person answers. */
function helpText({ bank }: WebhookDeps, language: string | null): string {
  const name = bank.names[language ?? ''] ?? Object.values(bank.names)[0] ?? ''
  return `${name}: ${bank.hotline}`
}

function escaped(text: string): string {
  return text.replace(/[<>&]/g, (char) => `&#${char.charCodeAt(0)};`)
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body)
}
