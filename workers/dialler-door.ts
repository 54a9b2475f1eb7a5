// The door for the bank's dialler, over HTTP: may this be dialled now, and what did it come to? The same functions as
// `arrears call`. It tells numbers, so it is a door of its own, for the bank's network and with a token.
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { z } from 'zod'
import { finishCall } from '../cases/call-finish'
import type { CallDeps } from '../cases/call-scene'
import { startCall } from '../cases/call-start'
import { idPattern } from '../domain/commands/fields'
import { withoutAbsent } from '../domain/without-absent'
import type { DiallerConfig } from '../platform/config'
import type { Logger } from '../platform/logger'
import { isSameSecret } from '../platform/secrets'
import { readBody } from './request-body'

export interface DiallerDoorDeps extends CallDeps {
  dialler: DiallerConfig
  presentOf(accountId: string): Promise<number>
  logger: Logger
}

const id = z.string().regex(idPattern, 'must be an id')
const startRequest = z.strictObject({
  taskId: id,
  agent: id,
  pointId: id.optional(),
  /** The dialler's own id of the call: asking again is the same call. */
  reference: id.optional(),
})
const finishRequest = z.strictObject({
  callId: id,
  agent: id,
  outcome: z.string(),
  recording: id.optional(),
  last: z.boolean().optional(),
})

/** What HTTP says to each code; anything else is 409. */
const statusOf: Record<string, number> = {
  NO_SUCH_TASK: 404,
  NO_SUCH_CALL: 404,
  UNKNOWN_OUTCOME: 422,
  RECORDING_MISSING: 422,
}
const largestBody = 16 * 1024

/** Listens until it is closed. */
export async function startDiallerDoor(deps: DiallerDoorDeps): Promise<Server> {
  const server = createServer((request, response) => {
    handle(deps, request, response).catch((error: unknown) => {
      deps.logger.error({ error: error instanceof Error ? error.name : 'unknown' }, 'dialler door failed')
      answer(response, 500, { ok: false, code: 'FAILED', message: 'nothing was recorded: ask again' })
    })
  })
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(deps.dialler.port, resolve),
  )
  return server
}

async function handle(
  deps: DiallerDoorDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isAuthorised(deps.dialler, request)) {
    return answer(response, 401, {
      ok: false,
      code: 'UNAUTHORISED',
      message: 'the token of DIALLER_TOKEN is asked for',
    })
  }
  const body = request.method === 'POST' ? await readJson(request) : undefined
  switch (request.url) {
    case '/dialler/start':
      return reply(response, await start(deps, body))
    case '/dialler/finish':
      return reply(response, await finish(deps, body))
    default:
      return answer(response, 404, {
        ok: false,
        code: 'NOT_FOUND',
        message: 'POST /dialler/start or /dialler/finish',
      })
  }
}

async function start(deps: DiallerDoorDeps, body: unknown) {
  const parsed = startRequest.safeParse(body)
  if (!parsed.success) return badRequest(parsed.error)
  const { agent: by, ...request } = parsed.data
  const task = await deps.db.prisma.task.findUnique({ where: { id: request.taskId } })
  const asOf = await deps.presentOf(task?.accountId ?? '')
  return startCall(deps, withoutAbsent({ ...request, by, asOf }))
}

async function finish(deps: DiallerDoorDeps, body: unknown) {
  const parsed = finishRequest.safeParse(body)
  if (!parsed.success) return badRequest(parsed.error)
  const { agent: by, ...request } = parsed.data
  const call = await deps.db.prisma.contact.findUnique({ where: { key: request.callId } })
  const asOf = await deps.presentOf(call?.accountId ?? '')
  return finishCall(deps, withoutAbsent({ ...request, by, asOf }))
}

type Refusal = { ok: false; code: string; message: string }

function badRequest(error: z.ZodError): Refusal {
  const message = error.issues.map(
    (issue) => `${issue.path.map(String).join('.') || 'body'}: ${issue.message}`,
  )
  return { ok: false, code: 'BAD_REQUEST', message: message.join('; ') }
}

function reply(response: ServerResponse, result: { ok: true } | Refusal): void {
  const status = result.ok ? 200 : result.code === 'BAD_REQUEST' ? 400 : (statusOf[result.code] ?? 409)
  answer(response, status, result)
}

function answer(response: ServerResponse, status: number, body: object): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  response.writeHead(status, headers).end(JSON.stringify(body))
}

function isAuthorised({ token }: DiallerConfig, request: IncomingMessage): boolean {
  return isSameSecret(request.headers.authorization ?? '', `Bearer ${token}`)
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse((await readBody(request, largestBody)) ?? '')
  } catch {
    return undefined
  }
}
