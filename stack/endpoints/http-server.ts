/**
 * One HTTP port on loopback for all local endpoints: the APIs of Twilio and Alibaba Cloud, the caught mail, the list of
 * everything received (JSON for checks, a page for people), and the fault switch.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AlibabaGateway, answerAlibabaApi } from './alibaba-api'
import { callOf, callScript, playCall } from './call-player'
import { faultSchema, type Faults } from './faults'
import { mailPage } from './mail-page'
import type { Mailbox } from './smtp-catcher'
import { answerTwilio, type ApiAnswer, type TwilioAccount } from './twilio-api'
import type { TwilioStore } from './twilio-store'

export interface Endpoints {
  account: TwilioAccount
  store: TwilioStore
  alibaba: AlibabaGateway
  mailbox: Mailbox
  faults: Faults
}

export async function listenHttp(port: number, endpoints: Endpoints): Promise<void> {
  const server = createServer((request, response) => {
    handle(request, response, endpoints).catch((error: unknown) => {
      answerJson(response, {
        status: 500,
        body: { message: error instanceof Error ? error.message : String(error) },
      })
    })
  })
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  )
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  endpoints: Endpoints,
): Promise<void> {
  const { mailbox, store, faults } = endpoints
  const url = new URL(request.url ?? '/', 'http://localhost')
  const text = await readText(request)
  switch (`${request.method ?? ''} ${url.pathname}`) {
    case 'GET /':
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(mailPage(mailbox, messagesOf(endpoints)))
      return
    case 'POST /': {
      const { method = '', headers } = request
      return answerJson(response, answerAlibabaApi({ method, url, headers, body: text }, endpoints.alibaba))
    }
    case 'GET /mail': {
      const [to, messageId] = [url.searchParams.get('to'), url.searchParams.get('messageId')]
      return answerJson(response, { status: 200, body: mailbox.find({ to, messageId }) })
    }
    case 'GET /mail/raw': {
      const raw = mailbox.raw(url.searchParams.get('file') ?? '')
      response.writeHead(raw ? 200 : 404, { 'content-type': 'message/rfc822' }).end(raw)
      return
    }
    case 'GET /messages':
      return answerJson(response, { status: 200, body: messagesOf(endpoints) })
    case 'GET /calls':
      return answerJson(response, { status: 200, body: store.all('Calls') })
    case 'POST /calls/play':
      return answerJson(response, await play(text, endpoints))
    case 'GET /faults':
      return answerJson(response, { status: 200, body: faults.list() })
    case 'POST /faults':
      return answerJson(response, orderFault(text, faults))
    default:
      return answerJson(response, answerApi(request, url, text, endpoints))
  }
}

/** An SMS that one of the providers accepted. */
export interface AcceptedSms {
  sid: string
  to: string
  body: string
  at: string
}

function messagesOf({ store, alibaba }: Endpoints): AcceptedSms[] {
  const mainland = alibaba.store
    .all()
    .map(({ bizId, text, ...rest }) => ({ ...rest, sid: bizId, body: text }))
  return [...store.all('Messages'), ...mainland].sort((one, other) => one.at.localeCompare(other.at))
}

function answerApi(request: IncomingMessage, url: URL, text: string, endpoints: Endpoints): ApiAnswer {
  const { authorization } = request.headers
  const form = new URLSearchParams(text)
  return answerTwilio({ method: request.method ?? '', url, authorization, form }, endpoints)
}

function orderFault(text: string, faults: Faults): ApiAnswer {
  const fault = faultSchema.safeParse(parseJson(text))
  if (!fault.success) return { status: 400, body: { message: fault.error.message } }
  faults.order(fault.data)
  return { status: 201, body: fault.data }
}

async function play(text: string, { account, store }: Endpoints): Promise<ApiAnswer> {
  const script = callScript.safeParse(parseJson(text))
  if (!script.success) return { status: 400, body: { message: script.error.message } }
  const call = callOf(store, script.data.call)
  if (!call) return { status: 404, body: { message: `there is no call ${script.data.call}` } }
  return { status: 200, body: await playCall({ account, store }, call, script.data) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function answerJson(response: ServerResponse, { status, body, headers = {}, effect }: ApiAnswer): void {
  const text = JSON.stringify(body)
  switch (effect) {
    case 'hang':
      return
    case 'drop':
      response.socket?.destroy()
      return
    case 'cut':
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      })
      response.write(text.slice(0, text.length / 2), () => response.socket?.destroy())
      return
    case 'garbage':
      response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>')
      return
    case undefined:
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text)
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
