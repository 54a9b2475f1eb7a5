// Does a reminder to mainland China go out once and only once, in the registered words, whatever the gateway answers?
// By Alibaba's own client, against an endpoint that checks its signature.
import type { OutgoingMessage } from '../../platform/carrier'
import { loadRegisteredTexts } from '../../platform/registered-texts'
import type { FaultKind } from '../../stack/endpoints/faults'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, alibabaAt, dueOn, orderFault, setStage, smsTo } from './stage'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

const smsOnly = { step: 'reminder' as const, template: 'reminder', channels: ['sms' as const] }
const both = { ...smsOnly, channels: ['sms' as const, 'email' as const] }
const viaAlibaba = { provider: 'alibaba' as const, timeoutMs: 1_000 }

const words = {
  signature: '示例银行',
  code:
    loadRegisteredTexts('policies').templates.find(({ template }) => template.includes('relay'))?.code ?? '',
  values: { reference: '4821-0937-1153' },
}
const message: OutgoingMessage = {
  contactKey: `ACC00000000/1/${dueOn}/rung/1/sms`,
  reference: '4821-0937-1153',
  to: '+8610000000001',
  text: 'free text',
  registered: words,
}

const contacts = (stage: Stage) =>
  test_.db.prisma.contact.findMany({ where: { accountId: stage.accountId }, orderBy: { channel: 'asc' } })
const mobiles = (stage: Stage) =>
  test_.db.prisma.contactPoint.findMany({
    where: { customerId: stage.accountId.replace('ACC', 'CUS'), channel: 'mobile' },
    orderBy: { rank: 'asc' },
  })
const order = (stage: Stage, kind: FaultKind<'sms'>) =>
  orderFault({ channel: 'sms', to: stage.mobile, kind, times: 1 })

test('a customer reads the words of the template, behind the registered signature', async () => {
  const stage = await setStage(test_.db, smsOnly, viaAlibaba)
  await stage.perform('remind')
  const [sms] = await smsTo(stage.mobile)
  expect(sms?.body).toMatch(
    /^【示例银行】张三：您尾号\d{4}的信用卡有逾期款项CNY 523\.00（最早到期日2026-02-20）。/,
  )
  expect(sms?.body).not.toMatch(/[${}]/)
  expect(await contacts(stage)).toMatchObject([
    { status: 'sent', template: 'zh-CN/sms/reminder@1', providerId: sms?.sid },
  ])
})

test('whoever prefers a language without registered words gets the SMS in one that has them', async () => {
  const stage = await setStage(test_.db, both, { ...viaAlibaba, language: 'en' })
  await stage.perform('remind')
  expect((await contacts(stage)).map(({ template }) => template)).toEqual([
    'en/email/reminder@1',
    'zh-CN/sms/reminder@1',
  ])
})

test('a name that is too long for the gateway keeps the SMS back with the reason; the e-mail goes out', async () => {
  const stage = await setStage(test_.db, both, viaAlibaba)
  const name = '阿'.repeat(36)
  await test_.db.prisma.customer.updateMany({
    where: { id: stage.accountId.replace('ACC', 'CUS') },
    data: { fullName: name },
  })
  await stage.perform('remind')
  expect(await smsTo(stage.mobile)).toEqual([])
  const made = await stage.facts('contactMade')
  expect(made).toContainEqual(
    expect.objectContaining({ channel: 'sms', outcome: 'withheld', ruleId: 'SMS_VALUE_REFUSED' }),
  )
  expect(made).toContainEqual(expect.objectContaining({ channel: 'email', outcome: 'sent' }))
  expect(JSON.stringify(made)).not.toContain(name)
})

test('a message that is one too many for the number goes out at the next attempt, once', async () => {
  const stage = await setStage(test_.db, smsOnly, viaAlibaba)
  await order(stage, 'too-many-requests')
  await expect(stage.perform('remind')).rejects.toMatchObject({
    type: 'PROVIDER_BUSY',
    nextRetryDelay: 60_000,
    message: expect.stringContaining('isv.BUSINESS_LIMIT_CONTROL'),
  })
  expect(await contacts(stage)).toMatchObject([{ status: 'withdrawn', detail: 'isv.BUSINESS_LIMIT_CONTROL' }])
  await stage.perform('remind')
  expect(await smsTo(stage.mobile)).toHaveLength(1)
})

test.each(['hang-after-accept', 'drop-after-accept', 'cut-answer', 'garbage-answer'] as const)(
  'a message whose answer is lost (%s) is found by its reference, and not sent again',
  async (kind) => {
    const stage = await setStage(test_.db, smsOnly, viaAlibaba)
    await order(stage, kind)
    await stage.perform('remind')
    await stage.perform('remind')
    expect(await smsTo(stage.mobile)).toHaveLength(1)
    expect((await contacts(stage)).map(({ status }) => status)).toEqual(['sent'])
    expect(await stage.facts('taskOpened')).toEqual([])
  },
)

test.each(['system-error', 'error-500', 'drop-before-accept'] as const)(
  'a message that may or may not have got through (%s) counts as sent, and a person looks',
  async (kind) => {
    const stage = await setStage(test_.db, smsOnly, viaAlibaba)
    await order(stage, kind)
    await stage.perform('remind')
    await stage.perform('remind')
    expect(await smsTo(stage.mobile)).toEqual([])
    expect((await contacts(stage)).map(({ status }) => status)).toEqual(['unknown'])
    expect(await stage.facts('taskOpened')).toMatchObject([{ kind: 'review' }])
  },
)

test('a message that the gateway has taken twice is for a person to look at, and none of ours follows', async () => {
  const stage = await setStage(test_.db, smsOnly, viaAlibaba)
  await order(stage, 'accept-twice')
  await stage.perform('remind')
  await stage.perform('remind')
  expect(await smsTo(stage.mobile)).toHaveLength(2)
  expect(await contacts(stage)).toMatchObject([{ status: 'unknown', detail: 'ACCEPTED_TWICE' }])
  expect(await stage.facts('taskOpened')).toMatchObject([{ kind: 'review' }])
})

test('a customer who has told the carrier to stop is heard: the number is used no more', async () => {
  const stage = await setStage(test_.db, smsOnly, viaAlibaba)
  await order(stage, 'reject')
  await stage.perform('remind')
  expect((await mobiles(stage)).map(({ status, statusReason }) => [status, statusReason])).toEqual([
    ['stopped', 'isv.CUSTOMER_REFUSED'],
    ['usable', null],
  ])
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'failed' }])
})

test('a number that is none is marked, and the step is tried again', async () => {
  const stage = await setStage(test_.db, smsOnly, viaAlibaba)
  await test_.db.prisma.contactPoint.updateMany({
    where: { value: stage.mobile },
    data: { value: stage.mobile.slice(0, -1) },
  })
  await stage.perform('remind')
  expect((await mobiles(stage)).map(({ status, statusReason }) => [status, statusReason])).toEqual([
    ['bad', 'isv.MOBILE_NUMBER_ILLEGAL'],
    ['usable', null],
  ])
})

test('two attempts of one step at once are one message', async () => {
  const stage = await setStage(test_.db, smsOnly, viaAlibaba)
  await Promise.allSettled([stage.perform('remind'), stage.perform('remind')])
  await stage.perform('remind').catch(() => undefined)
  expect(await smsTo(stage.mobile)).toHaveLength(1)
})

test('a message is found again by its own reference alone', async () => {
  const stage = await setStage(test_.db, smsOnly, viaAlibaba)
  await stage.perform('remind')
  const [{ checkCode } = { checkCode: null }] = await contacts(stage)
  const find = (reference: string) => stage.deps.sms.find({ contactKey: 'any', reference, to: stage.mobile })
  expect(await find(checkCode ?? '')).toEqual({ kind: 'accepted', providerId: checkCode })
  expect(await find('4821-0937-1153')).toEqual({ kind: 'unknown' })
})

test.each([
  ['an access key that the gateway does not know', { accessKeyId: 'other' }, 'InvalidAccessKeyId.NotFound'],
  ['a wrong secret', { accessKeySecret: 'other' }, 'SignatureDoesNotMatch'],
  ['a gateway that nobody reaches', { baseUrl: 'http://127.0.0.1:1' }, 'ECONNREFUSED'],
])('with %s nothing is taken, and it is tried again', async (_, change, code) => {
  const carrier = alibabaAt({ timeoutMs: 1_000, ...change })
  expect(await carrier.send(message)).toEqual({ kind: 'notTaken', code, retryAfterMs: expect.any(Number) })
  expect(await carrier.find(message)).toEqual({ kind: 'unknown' })
})

test.each([
  ['a signature that is not registered', { signature: '别的银行' }, 'isv.SMS_SIGNATURE_ILLEGAL'],
  ['a code that is not registered', { code: 'SMS_1' }, 'isv.SMS_TEMPLATE_ILLEGAL'],
  ['a variable without a value', { values: {} }, 'isv.TEMPLATE_MISSING_PARAMETERS'],
])('%s is ours to put right: nothing is taken, and it is tried again', async (_, change, code) => {
  const registered = { ...words, ...change }
  expect(await alibabaAt().send({ ...message, registered })).toEqual({
    ...{ kind: 'notTaken', code },
    retryAfterMs: 300_000,
  })
})

test('a value with a link is refused for good', async () => {
  const registered = { ...words, values: { reference: 'https://example.com' } }
  expect(await alibabaAt().send({ ...message, registered })).toEqual({
    ...{ kind: 'rejected', code: 'isv.PARAM_NOT_SUPPORT_URL', because: 'other' },
  })
})

test('free text is never handed over', async () => {
  const { registered: _, ...free } = message
  expect(await alibabaAt().send(free)).toMatchObject({ kind: 'rejected', code: 'SMS_NOT_REGISTERED' })
  expect(await smsTo(message.to)).toEqual([])
})
