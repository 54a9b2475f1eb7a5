// Is what Twilio reports and what customers answer taken in, once, and only when Twilio signed it? Through the real door,
// signed by Twilio's own library.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks'
import { type ReplyMeaning, meaningOf } from '../../domain/words/reply'
import { takeStatus } from '../../cases/provider-events'
import { loadBankProfile } from '../../platform/bank-profile'
import { startWebhooks } from '../../workers/webhooks'
import { freePort } from '../support/free-port'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, dueOn, morning, orderFault, setStage, smsTo, rulesOf, zone } from './stage'

const authToken = 'token-of-the-example-account'
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
    alibaba: null,
    emailSecret: null,
    twilio: { accountSid: `AC${'0'.repeat(32)}`, authToken, from: '+12025550100', baseUrl: null },
    webhook: { port, url },
    bank: loadBankProfile('policies'),
    logger: pino({ level: 'silent' }),
  })
  door = { url, server }
  expect((server.address() as AddressInfo).port).toBe(port)
})
afterAll(async () => {
  door.server.close()
  await test_.drop()
})

const smsOnly = { step: 'reminder' as const, template: 'reminder', channels: ['sms' as const] }
let serial = 0
const nextId = () => `SM${String((serial += 1)).padStart(32, '0')}`

async function post(path: string, form: Record<string, string>, signedWith = authToken) {
  const response = await fetch(`${door.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': getExpectedTwilioSignature(signedWith, `${door.url}${path}`, form),
    },
    body: new URLSearchParams(form),
  })
  return { status: response.status, text: await response.text() }
}

const reports = (MessageSid: string, MessageStatus: string, more: Record<string, string> = {}) =>
  post('/twilio/status', { MessageSid, MessageStatus, ...more })
const answers = (From: string, Body: string, MessageSid = nextId()) =>
  post('/twilio/reply', { MessageSid, From, Body })

const points = (stage: Stage) =>
  test_.db.prisma.contactPoint.findMany({
    where: { customerId: stage.accountId.replace('ACC', 'CUS'), channel: 'mobile' },
    orderBy: { rank: 'asc' },
  })
const contact = (stage: Stage) =>
  test_.db.prisma.contact.findFirstOrThrow({ where: { accountId: stage.accountId } })

async function reminded(): Promise<{ stage: Stage; sid: string }> {
  const stage = await setStage(test_.db, smsOnly)
  await stage.perform('remind')
  return { stage, sid: (await smsTo(stage.mobile))[0]?.sid ?? 'no message' }
}

test('a delivered message is a fact of the case, however often it is reported', async () => {
  const { stage, sid } = await reminded()
  expect((await reports(sid, 'delivered')).status).toBe(204)
  expect((await reports(sid, 'delivered')).status).toBe(204)
  expect(await stage.facts('deliveryReported')).toEqual([
    { contactKey: `${stage.accountId}/1/${dueOn}/rung/1/sms`, outcome: 'delivered' },
  ])
  expect((await contact(stage)).status).toBe('delivered')
})

test.each(['queued', 'sending', 'sent'])(
  'the state %s on the way says nothing that counts',
  async (state) => {
    const { stage, sid } = await reminded()
    expect((await reports(sid, state)).status).toBe(204)
    expect(await stage.facts('deliveryReported')).toEqual([])
  },
)

test('a report that is not signed with the account’s token is refused and changes nothing', async () => {
  const { stage, sid } = await reminded()
  const form = { MessageSid: sid, MessageStatus: 'failed' }
  expect((await post('/twilio/status', form, 'another token')).status).toBe(403)
  const unsigned = await fetch(`${door.url}/twilio/status`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  expect(unsigned.status).toBe(403)
  expect(await stage.facts('deliveryReported')).toEqual([])
})

test.each([
  ['another address', 'POST', '/twilio/other', 404],
  ['a report without a message', 'POST', '/twilio/status', 400],
  ['a question', 'GET', '/twilio/status', 405],
])('%s is refused', async (_, method, path, status) => {
  if (method === 'GET') expect((await fetch(`${door.url}${path}`)).status).toBe(status)
  else expect((await post(path, { MessageStatus: 'sent' })).status).toBe(status)
})

test('a message that nobody sent is not found, so that Twilio asks again', async () => {
  expect((await reports(nextId(), 'delivered')).status).toBe(404)
})

test('a report that overtakes the record of the message waits for it', async () => {
  const { stage, sid } = await reminded()
  const { key } = await contact(stage)
  await test_.db.prisma.contact.update({ where: { key }, data: { providerId: null } })
  const reporting = reports(sid, 'delivered')
  await test_.db.prisma.contact.update({ where: { key }, data: { providerId: sid } })
  expect((await reporting).status).toBe(204)
  expect(await stage.facts('deliveryReported')).toHaveLength(1)
})

test('a report that comes while its message is still being handed over changes nothing before, and is not lost', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await orderFault({ channel: 'sms', to: stage.mobile, kind: 'hang-after-accept', times: 1 })
  const sending = stage.perform('remind')
  const sid = await firstSidTo(stage)
  const { checkCode, status } = await contact(stage)
  expect(status).toBe('sending')
  const failure = { because: 'badAddress' as const, code: '30005' }
  const report = { kind: 'status', provider: 'twilio', messageId: sid, outcome: 'failed', failure } as const
  const deps = { db: test_.db, zone, rulesOf, client: null, presentOf: () => Promise.resolve(morning) }
  expect(await takeStatus(deps, { ...report, reference: checkCode ?? '' })).toBe('sending')
  expect((await points(stage))[0]).toMatchObject({ status: 'usable' })

  const form = { MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: '30005' }
  const reporting = post(`/twilio/status?reference=${checkCode ?? ''}`, form)
  await sending
  expect((await reporting).status).toBe(204)
  expect(await stage.facts('deliveryReported')).toMatchObject([{ outcome: 'failed' }])
  expect((await contact(stage)).status).toBe('failed')
  expect((await points(stage))[0]).toMatchObject({ status: 'bad', statusReason: '30005' })
})

/** The SID of the message that the provider has taken for this number, as soon as it has. */
async function firstSidTo(stage: Stage): Promise<string> {
  for (;;) {
    const [sms] = await smsTo(stage.mobile)
    if (sms) return sms.sid
  }
}

test('a report finds its message by our reference when the SID was lost, and not that of another one', async () => {
  const { stage, sid } = await reminded()
  const { key, checkCode } = await contact(stage)
  const byReference = (id: string, status: string) =>
    post(`/twilio/status?reference=${checkCode ?? ''}`, { MessageSid: id, MessageStatus: status })
  expect((await byReference(nextId(), 'failed')).status).toBe(404)
  await test_.db.prisma.contact.update({ where: { key }, data: { providerId: null } })
  expect((await byReference(sid, 'delivered')).status).toBe(204)
  expect(await stage.facts('deliveryReported')).toMatchObject([{ outcome: 'delivered' }])
})

test('a message that could not be delivered is tried again, at the next number when the first is none', async () => {
  const { stage, sid } = await reminded()
  expect((await reports(sid, 'undelivered', { ErrorCode: '30005' })).status).toBe(204)
  expect((await points(stage)).map(({ status, statusReason }) => [status, statusReason])).toEqual([
    ['bad', '30005'],
    ['usable', null],
  ])
  expect((await contact(stage)).status).toBe('failed')
  await stage.perform('remind', { n: 2, asOf: morning + 2 * 3_600_000 })
  expect(await smsTo(`${stage.mobile}9`)).toHaveLength(1)
  expect(await smsTo(stage.mobile)).toHaveLength(1)
})

test('a message that was delivered is not sent again', async () => {
  const { stage, sid } = await reminded()
  await reports(sid, 'delivered')
  const { next } = await stage.perform('remind', { n: 2, asOf: morning + 2 * 3_600_000 })
  expect(next).toMatchObject({ kind: 'wait', for: 'facts' })
  expect(await smsTo(`${stage.mobile}9`)).toHaveLength(0)
})

test('who answers TD gets no more messages at any number of theirs, on any account', async () => {
  const stage = await setStage(test_.db, smsOnly)
  const other = await setStage(test_.db, smsOnly, { customerId: stage.accountId.replace('ACC', 'CUS') })
  expect(await answers(stage.mobile, ' td。')).toEqual({ status: 200, text: '<Response></Response>' })
  expect((await points(stage)).map(({ status }) => status)).toEqual(['stopped', 'stopped'])
  for (const one of [stage, other]) {
    await one.perform('remind')
    // Nor an e-mail in its place: who wants no more is not written to by another way because of it.
    expect(await one.facts('contactMade')).toMatchObject([
      { channel: 'sms', outcome: 'withheld', ruleId: 'CUSTOMER_STOPPED' },
    ])
    expect(await one.facts('replyReceived')).toMatchObject([{ meaning: 'stop', channel: 'sms' }])
  }
  expect(await smsTo(stage.mobile)).toHaveLength(0)
})

test('a number that belongs to somebody else is used no more, another of the customer’s is', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await answers(stage.mobile, '打错了！')
  expect((await points(stage)).map(({ statusReason }) => statusReason)).toEqual(['WRONG_PERSON', null])
  await stage.perform('remind')
  expect(await smsTo(stage.mobile)).toHaveLength(0)
  expect(await smsTo(`${stage.mobile}9`)).toHaveLength(1)
})

test('who asks for help is told who writes and where a person answers', async () => {
  const stage = await setStage(test_.db, smsOnly)
  const { text } = await answers(stage.mobile, 'Help')
  expect(text).toBe('<Response><Message>示例银行: +86 100 0000 0000</Message></Response>')
  expect((await points(stage)).map(({ status }) => status)).toEqual(['usable', 'usable'])
})

test('the same answer twice is one fact, and its words are kept nowhere', async () => {
  const stage = await setStage(test_.db, smsOnly)
  const id = nextId()
  await answers(stage.mobile, 'I have lost my job, what can I do?', id)
  await answers(stage.mobile, 'I have lost my job, what can I do?', id)
  expect(await stage.facts('replyReceived')).toMatchObject([{ meaning: 'other', messageId: id }])
  const log = await test_.db.prisma.fact.findMany({ where: { accountId: stage.accountId } })
  expect(JSON.stringify(log)).not.toMatch(/lost my job|\+86/)
})

test('an answer from a number that nobody has is taken quietly', async () => {
  expect(await answers('+8610099999999', 'STOP')).toEqual({ status: 200, text: '<Response></Response>' })
})

test.each<[string, ReplyMeaning]>([
  ['STOP', 'stop'],
  [' Stop! ', 'stop'],
  ['unsubscribe', 'stop'],
  ['TD', 'stop'],
  ['ｔｄ', 'stop'],
  ['退订', 'stop'],
  ['回T退订', 'stop'],
  ['I will stop by on Monday', 'other'],
  ['退订了还发', 'other'],
  ['HELP', 'help'],
  ['人工', 'help'],
  ['wrong number', 'wrongPerson'],
  ['我不是本人', 'wrongPerson'],
  ['', 'other'],
  ['👍', 'other'],
])('the answer %p means %s', (text, meaning) => {
  expect(meaningOf(text)).toBe(meaning)
})
