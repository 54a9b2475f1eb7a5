// Does the example of a further channel keep the promises of the contact step: once, never twice, never lost? With a
// real HTTP server in the place of the service, and the real claim, re-check, send and confirm around it.
import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInstantMessageCarrier } from '../../examples/instant-message/webhook-carrier'
import type { Carrier } from '../../platform/carrier'
import { type TestDatabase, freshDatabase } from '../support/database'
import { freePort } from '../support/free-port'
import { type Stage, dueOn, setStage } from '../steps/stage'

type Fault = 'hang' | 'drop' | 'garbage' | 'no id' | 401 | 403 | 404 | 422 | 429 | 500

const token = 'token-of-the-example-service'
const accepted = new Map<string, { id: string; to: string; text: string }>()
const faults: Fault[] = []
let server: Server
let test_: TestDatabase
let carrier: Carrier

beforeAll(async () => {
  test_ = await freshDatabase()
  server = createServer((request, response) => {
    void request.toArray().then((chunks: Buffer[]) => {
      const answer = (status: number, body: object | string, headers = {}) =>
        response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
      if (request.headers.authorization !== `Bearer ${token}`) return answer(401, {})
      if (request.method === 'GET') {
        const found = accepted.get(decodeURIComponent(request.url?.replace('/messages/', '') ?? ''))
        return found ? answer(200, { id: found.id }) : answer(404, {})
      }
      const fault = faults.shift()
      if (typeof fault === 'number') return answer(fault, {}, { 'retry-after': '90' })
      const key = String(request.headers['idempotency-key'])
      const message = JSON.parse(Buffer.concat(chunks).toString()) as { to: string; text: string }
      const id = accepted.get(key)?.id ?? `im-${accepted.size + 1}`
      accepted.set(key, { id, ...message })
      if (fault === 'hang') return
      if (fault === 'drop') return request.socket.destroy()
      if (fault === 'garbage') return answer(201, '<html>')
      return answer(201, fault === 'no id' ? {} : { id })
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  carrier = createInstantMessageCarrier({ url, token, timeoutMs: 500 })
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await test_.drop()
})

const key = (stage: Stage) => `${stage.accountId}/1/${dueOn}/rung/1/sms`
const smsOnly = { step: 'reminder' as const, template: 'reminder', channels: ['sms' as const] }
const contact = (stage: Stage) =>
  test_.db.prisma.contact.findFirstOrThrow({ where: { accountId: stage.accountId } })

/** Performs the reminder with the example in the place of SMS. */
async function remind(stage: Stage): Promise<void> {
  await stage.perform('remind', { deps: { ...stage.deps, sms: carrier } })
}

test('a message goes out once, however often the step is performed', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await remind(stage)
  await remind(stage)
  const message = accepted.get(key(stage))
  expect(message).toMatchObject({ to: stage.mobile, text: expect.stringContaining('CNY 523.00') })
  expect(await contact(stage)).toMatchObject({ status: 'sent', providerId: message?.id })
})

test.each(['hang', 'drop', 'garbage', 'no id'] as const)(
  'a message whose answer is lost (%s) is found under its key and not sent again',
  async (fault) => {
    const stage = await setStage(test_.db, smsOnly)
    faults.push(fault)
    await remind(stage)
    expect(await contact(stage)).toMatchObject({ status: 'sent', providerId: accepted.get(key(stage))?.id })
    expect(await stage.facts('taskOpened')).toEqual([])
  },
)

test.each([401, 429, 500] as const)(
  'a message that the service has not taken (%d) goes out at the next attempt',
  async (fault) => {
    const stage = await setStage(test_.db, smsOnly)
    faults.push(fault)
    await expect(remind(stage)).rejects.toMatchObject({
      ...{ type: 'PROVIDER_BUSY', nextRetryDelay: fault === 500 ? 0 : 90_000 },
    })
    await remind(stage)
    expect(await contact(stage)).toMatchObject({ status: 'sent' })
  },
)

test.each([
  [404, 'bad'],
  [403, 'stopped'],
  [422, 'usable'],
] as const)('refused with %d, the receiver’s address is %s', async (fault, status) => {
  const stage = await setStage(test_.db, smsOnly)
  faults.push(fault)
  await remind(stage)
  const point = await test_.db.prisma.contactPoint.findFirstOrThrow({ where: { value: stage.mobile } })
  expect(point.status).toBe(status)
  expect(await contact(stage)).toMatchObject({ status: 'failed', detail: String(fault) })
})

test('a service that nobody reaches has taken nothing, and cannot be asked', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  const away = createInstantMessageCarrier({ url, token, timeoutMs: 500 })
  const message = { contactKey: 'none', reference: '4821-0937-1153', to: 'nobody', text: 'text' }
  expect(await away.send(message)).toMatchObject({ kind: 'notTaken', code: 'ECONNREFUSED' })
  expect(await away.find(message)).toEqual({ kind: 'unknown' })
})
