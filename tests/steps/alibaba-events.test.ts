// Are the batches of Alibaba Cloud SMS taken in, once, whole, and only from whoever knows the secret? Through the real
// door, in the form that its documentation shows.
import type { Server } from 'node:http'
import pino from 'pino'
import { loadBankProfile } from '../../platform/bank-profile'
import { startWebhooks } from '../../workers/webhooks'
import { type TestDatabase, freshDatabase } from '../support/database'
import { freePort } from '../support/free-port'
import { type Stage, dueOn, morning, orderFault, setStage, smsTo, rulesOf, zone } from './stage'
import { arrears } from '../support/command-line'

const secret = 'secret-of-the-example-account'
let test_: TestDatabase
let door: { url: string; server: Server }

beforeAll(async () => {
  test_ = await freshDatabase()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = await startWebhooks({
    db: test_.db,
    zone,
    rulesOf,
    client: null,
    presentOf: () => Promise.resolve(morning + 3_600_000),
    twilio: null,
    emailSecret: null,
    alibaba: { accessKeyId: 'key', accessKeySecret: 'secret', baseUrl: null, webhookSecret: secret },
    webhook: { port, url },
    bank: loadBankProfile('policies'),
    logger: pino({ level: 'silent' }),
  })
  door = { url, server }
})
afterAll(async () => {
  door.server.close()
  await test_.drop()
})

const smsOnly = { step: 'reminder' as const, template: 'reminder', channels: ['sms' as const] }
const viaAlibaba = { provider: 'alibaba' as const, timeoutMs: 500 }

async function post(kind: 'report' | 'reply', body: unknown, withSecret = secret) {
  const response = await fetch(`${door.url}/alibaba/${withSecret}/${kind}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, text: await response.text() }
}

const taken = { status: 200, text: '{"code":0,"msg":"接收成功"}' }
const report = (bizId: string, outId: string | null, errCode = 'DELIVERED') => ({
  phone_number: '10000000001',
  send_time: '2026-03-05 10:00:00',
  report_time: '2026-03-05 10:00:05',
  success: errCode === 'DELIVERED',
  err_code: errCode,
  err_msg: '',
  sms_size: '1',
  biz_id: bizId,
  ...(outId === null ? {} : { out_id: outId }),
})
const answer = (from: string, content: string, sequenceId: string | number = '1') => ({
  phone_number: from.replace('+86', ''),
  content,
  send_time: '2026-03-05 10:00:00',
  dest_code: '1234',
  sequence_id: sequenceId,
})

const points = (stage: Stage) =>
  test_.db.prisma.contactPoint.findMany({
    where: { customerId: stage.accountId.replace('ACC', 'CUS'), channel: 'mobile' },
    orderBy: { rank: 'asc' },
  })
const contact = (stage: Stage) =>
  test_.db.prisma.contact.findFirstOrThrow({ where: { accountId: stage.accountId } })

async function reminded(): Promise<{ stage: Stage; bizId: string; outId: string }> {
  const stage = await setStage(test_.db, smsOnly, viaAlibaba)
  await stage.perform('remind')
  const [sms] = await smsTo(stage.mobile)
  return { stage, bizId: sms?.sid ?? 'no message', outId: (await contact(stage)).checkCode ?? '' }
}

test('a batch of reports is a fact for each of its messages, however often it comes', async () => {
  const [one, other] = [await reminded(), await reminded()]
  const batch = [report(one.bizId, one.outId), report(other.bizId, other.outId, 'UNDELIV')]
  expect(await post('report', batch)).toEqual(taken)
  expect(await post('report', batch)).toEqual(taken)
  expect(await one.stage.facts('deliveryReported')).toEqual([
    { contactKey: `${one.stage.accountId}/1/${dueOn}/rung/1/sms`, outcome: 'delivered' },
  ])
  expect(await other.stage.facts('deliveryReported')).toMatchObject([{ outcome: 'failed' }])
})

test('the report of a message that is still being handed over is asked for again and changes nothing', async () => {
  const { stage, bizId, outId } = await reminded()
  const { key } = await contact(stage)
  await test_.db.prisma.contact.update({ where: { key }, data: { status: 'sending' } })
  expect(await post('report', [report(bizId, outId, 'MK:0001')])).toMatchObject({ status: 404 })
  expect((await points(stage))[0]).toMatchObject({ status: 'usable' })
  expect(await stage.facts('deliveryReported')).toEqual([])
})

test('the report of a message whose answer was lost finds it by our own reference', async () => {
  const stage = await setStage(test_.db, smsOnly, viaAlibaba)
  await orderFault({ channel: 'sms', to: stage.mobile, kind: 'drop-after-accept', times: 1 })
  await stage.perform('remind')
  const [sms] = await smsTo(stage.mobile)
  const { checkCode, providerId } = await contact(stage)
  expect(providerId).toBe(checkCode)
  expect(await post('report', [report(sms?.sid ?? '', checkCode)])).toEqual(taken)
  expect((await contact(stage)).status).toBe('delivered')
})

test.each([
  ['MK:0001', 'bad'],
  ['INVALID_NUMBER', 'bad'],
  ['MOBILE_IN_BLACK', 'stopped'],
  ['USER_REJECT', 'stopped'],
  ['MOBILE_NOT_ON_SERVICE', 'usable'],
  ['MK:0005', 'usable'],
  ['CONTENT_KEYWORD', 'usable'],
  ['a code that nobody has listed', 'usable'],
])('after the report %s the number is %s', async (code, status) => {
  const { stage, bizId, outId } = await reminded()
  expect(await post('report', [report(bizId, outId, code)])).toEqual(taken)
  expect((await points(stage))[0]).toMatchObject({ status, statusReason: status === 'usable' ? null : code })
  expect((await contact(stage)).status).toBe('failed')
})

test('who answers TD gets no more messages at any number of theirs', async () => {
  const stage = await setStage(test_.db, smsOnly, viaAlibaba)
  expect(await post('reply', [answer(stage.mobile, 'ＴＤ', 1_234_567_890)])).toEqual(taken)
  expect((await points(stage)).map(({ status }) => status)).toEqual(['stopped', 'stopped'])
  await stage.perform('remind')
  expect(await smsTo(stage.mobile)).toEqual([])
  expect(await stage.facts('replyReceived')).toMatchObject([{ meaning: 'stop', messageId: '1234567890' }])
})

test('answers in one batch count for whom they are from; their words are kept nowhere', async () => {
  const [one, other] = [
    await setStage(test_.db, smsOnly, viaAlibaba),
    await setStage(test_.db, smsOnly, viaAlibaba),
  ]
  const batch = [answer(one.mobile, '打错了', '2'), answer(other.mobile, '我失业了，怎么办？', '3')]
  expect(await post('reply', batch)).toEqual(taken)
  expect(await one.facts('replyReceived')).toMatchObject([{ meaning: 'wrongPerson' }])
  expect(await other.facts('replyReceived')).toMatchObject([{ meaning: 'other' }])
  const log = await test_.db.prisma.fact.findMany({ where: { accountId: other.accountId } })
  expect(JSON.stringify(log)).not.toMatch(/失业|\+86/)
})

test('one entry that cannot be taken keeps none of the others from it, and the batch is asked for again', async () => {
  const { stage, bizId, outId } = await reminded()
  const unknown = report('100000000000000000^0', '0000-0000-0000')
  expect(await post('report', [unknown, report(bizId, outId)])).toMatchObject({ status: 404 })
  expect(await stage.facts('deliveryReported')).toHaveLength(1)
  const broken = { phone_number: '10000000001' }
  expect(await post('report', [broken, report(bizId, outId)])).toMatchObject({ status: 400 })
  expect(await stage.facts('deliveryReported')).toHaveLength(1)
})

test('reports about messages of others in the same account are no reason to ask again', async () => {
  expect(await post('report', [report('200000000000000000^0', null)])).toEqual(taken)
  expect(await post('report', [report('200000000000000000^0', 'login-code-17')])).toEqual(taken)
})

test('the console is told that somebody is here', async () => {
  const response = await fetch(`${door.url}/alibaba/${secret}/report`)
  expect([response.status, await response.json()]).toEqual([200, { code: 0, msg: '接收成功' }])
})

test.each([
  ['a wrong secret', 'other-secret-of-nobody', '[]', 404],
  ['no secret', '', '[]', 404],
  ['what is no JSON', secret, 'a=b', 400],
  ['what is no array', secret, '{}', 400],
])('%s is refused', async (_, withSecret, body, status) => {
  const { stage, bizId, outId } = await reminded()
  const sent = body === '[]' ? [report(bizId, outId)] : body
  expect(await post('report', sent, withSecret)).toMatchObject({ status })
  expect(await stage.facts('deliveryReported')).toEqual([])
})

/** Runs `arrears sandbox ...` as a person would, against the door of this test. */
function sandbox(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const env = {
    ...process.env,
    DATABASE_URL: test_.url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'key',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
    ALIBABA_SMS_BASE_URL: 'http://127.0.0.1:1',
    ALIBABA_SMS_WEBHOOK_SECRET: secret,
    WEBHOOK_PORT: new URL(door.url).port,
    WEBHOOK_URL: door.url,
  }
  return arrears(['sandbox', ...args], { env })
}

test('a report and an answer can be played from the command line', async () => {
  const { stage, bizId } = await reminded()
  expect(await sandbox('report', bizId, 'undelivered', '--code', 'MK:0001')).toMatchObject({ exitCode: 0 })
  expect((await points(stage))[0]).toMatchObject({ status: 'bad', statusReason: 'MK:0001' })
  const { stdout } = await sandbox('reply', stage.mobile, '退订')
  expect(stdout).toBe('taken in (200) {"code":0,"msg":"接收成功"}\n')
  expect(await stage.facts('replyReceived')).toMatchObject([{ meaning: 'stop' }])
})

test('a report of a message that nobody sent is refused, and a number without a route is told', async () => {
  expect(await sandbox('report', '300000000000000000^0', 'delivered')).toMatchObject({
    exitCode: 1,
    stdout: 'refused (404): a message is not known yet\n',
  })
  const { exitCode, stderr } = await sandbox('reply', '+12025550101', 'STOP')
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/^SMS_NO_ROUTE: /)])
})

test('Twilio’s paths are not there where the bank has no account with Twilio', async () => {
  const response = await fetch(`${door.url}/twilio/status`, { method: 'POST', body: 'MessageSid=SM1' })
  expect(response.status).toBe(404)
})
