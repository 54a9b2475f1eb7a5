// Does a reminder go out once and only once, by the real clients, whatever the providers and the customer do meanwhile?
import { contactPerson } from '../../activities/contact'
import type { Messenger } from '../../activities/message'
import { instantAt } from '../../domain/calendar-date'
import type { Handover, OutgoingMessage } from '../../platform/carrier'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, dueOn, inActivity, mailTo, morning, orderFault, setStage, smsTo, zone } from './stage'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

const reminder = { step: 'reminder' as const, template: 'reminder' }
const both = { ...reminder, channels: ['sms' as const, 'email' as const] }
const smsOnly = { ...reminder, channels: ['sms' as const] }
const emailOnly = { ...reminder, channels: ['email' as const] }

const contacts = (stage: Stage) =>
  test_.db.prisma.contact.findMany({ where: { accountId: stage.accountId }, orderBy: { channel: 'asc' } })

const paid = (stage: Stage) =>
  stage.record('paymentPosted', 'payment/p1', {
    paymentId: 'p1',
    amountCents: 60_000,
    valueOn: '2026-03-05',
    postedOn: '2026-03-05',
  })

test('a reminder reaches the customer by SMS and by e-mail, in their language', async () => {
  const stage = await setStage(test_.db, both)
  const answer = await stage.perform('remind')
  expect(answer.next).toMatchObject({ kind: 'wait', for: 'facts' })
  const [sms] = await smsTo(stage.mobile)
  expect(sms?.body).toContain('CNY 523.00')
  expect(sms?.body).toContain('2026-03-12')
  expect(sms?.body).not.toMatch(/[{}]/)
  const [mail] = await mailTo(stage.email)
  expect(mail?.subject).toBe('您的信用卡有逾期款项 CNY 523.00')
  expect(mail?.text).toContain('本金 CNY 5,000.00，利息 CNY 200.00，违约金 CNY 30.00，其他费用 CNY 4.56')
  expect(await stage.facts('stepTaken')).toEqual([
    { stepKey: `1/${dueOn}/rung/1`, rung: 'rung', outcome: 'done' },
  ])
  expect(await stage.facts('contactMade')).toMatchObject([
    { channel: 'sms', outcome: 'sent' },
    { channel: 'email', outcome: 'sent' },
  ])
  const rows = await contacts(stage)
  expect(rows.map(({ status, template }) => [status, template])).toEqual([
    ['sent', 'zh-CN/email/reminder@1'],
    ['sent', 'zh-CN/sms/reminder@1'],
  ])
  expect(rows[1]?.providerId).toBe(sms?.sid)
})

test('an English speaker gets English', async () => {
  const stage = await setStage(test_.db, both, { language: 'en' })
  await stage.perform('remind')
  expect((await smsTo(stage.mobile))[0]?.body).toMatch(/^Example Bank: .* is overdue on your credit card/)
})

test('no text of a message is kept in the log or the contact row', async () => {
  const stage = await setStage(test_.db, both)
  await stage.perform('remind')
  const log = JSON.stringify(await test_.db.prisma.fact.findMany({ where: { accountId: stage.accountId } }))
  const rows = JSON.stringify(await contacts(stage))
  for (const secret of ['张三', stage.mobile, stage.email, '请于']) {
    expect(log).not.toContain(secret)
    expect(rows).not.toContain(secret)
  }
})

test('the same step performed twice is one message', async () => {
  const stage = await setStage(test_.db, both)
  await stage.perform('remind')
  await stage.perform('remind')
  expect(await smsTo(stage.mobile)).toHaveLength(1)
  expect(await mailTo(stage.email)).toHaveLength(1)
  expect(await stage.facts('stepTaken')).toHaveLength(1)
})

test('two attempts of one step at once are one message', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await Promise.allSettled([stage.perform('remind'), stage.perform('remind')])
  await stage.perform('remind').catch(() => undefined)
  expect(await smsTo(stage.mobile)).toHaveLength(1)
})

test('a customer who has paid hears nothing', async () => {
  const stage = await setStage(test_.db, both)
  await paid(stage)
  expect((await stage.perform('remind')).next).toEqual({ kind: 'closed', reason: 'cured' })
  expect(await smsTo(stage.mobile)).toHaveLength(0)
})

test.each([
  ['a payment', paid],
  [
    'a hold',
    (stage: Stage) =>
      stage.record('holdPlaced', 'hold/h1', { holdId: 'h1', reason: 'dispute', from: morning - 1_000 }),
  ],
  [
    'a wish to hear no more at this number',
    async (stage: Stage) => {
      await test_.db.prisma.contactPoint.updateMany({
        where: { value: stage.mobile },
        data: { status: 'stopped' },
      })
    },
  ],
])('%s between the claim and the send stops the send', async (_, happens) => {
  const stage = await setStage(test_.db, smsOnly)
  const send = jest.fn<Promise<Handover>, []>(() => Promise.resolve({ kind: 'accepted', providerId: 'x' }))
  await contactWhile(stage, () => happens(stage), send)
  expect(send).not.toHaveBeenCalled()
  expect((await contacts(stage)).map(({ status }) => status)).toEqual(['withdrawn'])
  expect(await stage.facts('stepTaken')).toEqual([])
})

/** Contacts the customer by SMS while something happens after the claim and before the last check. */
async function contactWhile(
  stage: Stage,
  happens: () => Promise<void>,
  send: () => Promise<Handover>,
): Promise<void> {
  const input = { accountId: stage.accountId, turn: 1, asOf: morning, seenSeq: 0, key: `1/${dueOn}/rung/1` }
  const find = () => Promise.resolve({ kind: 'unknown' as const })
  const messenger: Messenger = {
    channelsOf: () => ['sms'],
    insteadOf: () => [],
    mostAccounts: () => Infinity,
    async prepare() {
      await happens()
      return { templateId: 't', templateSha256: '0', bodySha256: '0', send, find }
    },
    find,
  }
  await inActivity(() => contactPerson(stage.deps, input, messenger))
}

test('an SMS that the provider may or may not have taken counts as sent, and a person looks', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await orderFault({ channel: 'sms', to: stage.mobile, kind: 'error-500', times: 1 })
  const answer = await stage.perform('remind')
  expect(answer.next).toMatchObject({ kind: 'wait', for: 'task' })
  expect(await contacts(stage)).toMatchObject([{ status: 'unknown' }])
  expect(await stage.facts('taskOpened')).toMatchObject([{ kind: 'review', defaultOutcome: 'resolved' }])
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'done' }])
  expect(await smsTo(stage.mobile)).toHaveLength(0)
})

test.each(['hang-after-accept', 'drop-after-accept'] as const)(
  'an e-mail whose answer was lost (%s) counts as sent, and a person looks',
  async (kind) => {
    const stage = await setStage(test_.db, emailOnly)
    await orderFault({ channel: 'email', to: stage.email, kind, times: 1 })
    await stage.perform('remind')
    await stage.perform('remind')
    expect(await mailTo(stage.email)).toHaveLength(1)
    expect(await contacts(stage)).toMatchObject([{ status: 'unknown' }])
    expect(await stage.facts('taskOpened')).toMatchObject([{ kind: 'review' }])
  },
)

test.each(['too-many-requests', 'error-500'] as const)(
  'an e-mail that was surely not taken (%s) is tried again and sent once',
  async (kind) => {
    const stage = await setStage(test_.db, emailOnly)
    await orderFault({ channel: 'email', to: stage.email, kind, times: 1 })
    await expect(stage.perform('remind')).rejects.toMatchObject({
      type: 'PROVIDER_BUSY',
      nonRetryable: false,
      nextRetryDelay: 30_000,
    })
    await stage.perform('remind')
    expect(await mailTo(stage.email)).toHaveLength(1)
    expect(await contacts(stage)).toMatchObject([{ status: 'sent' }])
  },
)

test('a number that refuses is marked and the next attempt takes the next number', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await orderFault({ channel: 'sms', to: stage.mobile, kind: 'reject', times: 1 })
  const answer = await stage.perform('remind')
  expect(answer.next).toMatchObject({ kind: 'step', key: `1/${dueOn}/rung/2` })
  const points = await test_.db.prisma.contactPoint.findMany({ where: { value: stage.mobile } })
  expect(points).toMatchObject([{ status: 'stopped', statusReason: '21610' }])
  await stage.perform('remind', { n: 2 })
  expect(await smsTo(stage.mobile)).toHaveLength(0)
  expect(await smsTo(`${stage.mobile}9`)).toHaveLength(1)
})

test('a number that is none is marked bad; with none left the reminder goes by e-mail', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await test_.db.prisma.contactPoint.updateMany({
    where: { customerId: stage.accountId.replace('ACC', 'CUS'), channel: 'mobile' },
    data: { value: '12' },
  })
  await stage.perform('remind')
  await stage.perform('remind', { n: 2 })
  await stage.perform('remind', { n: 3 })
  const outcomes = (await stage.facts('stepTaken')).map(({ outcome, ruleId }) => [outcome, ruleId])
  expect(outcomes).toEqual([
    ['failed', 'PROVIDER_REJECTED'],
    ['failed', 'PROVIDER_REJECTED'],
    ['done', undefined],
  ])
})

test('without any number left the reminder goes by e-mail instead', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await test_.db.prisma.contactPoint.updateMany({
    where: { customerId: stage.accountId.replace('ACC', 'CUS'), channel: 'mobile' },
    data: { status: 'bad' },
  })
  await stage.perform('remind')
  expect(await smsTo(stage.mobile)).toHaveLength(0)
  expect(await mailTo(stage.email)).toHaveLength(1)
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'done' }])
})

test('a number that must wait is waited for: the other channel takes its place only when there is none', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await stage.perform('remind')
  const second = await setStage(test_.db, smsOnly, { customerId: stage.accountId.replace('ACC', 'CUS') })
  await second.perform('remind')
  expect(await mailTo(stage.email)).toHaveLength(0)
})

test('a worker that died after the provider took the SMS leaves one message, found by the next attempt', async () => {
  const stage = await setStage(test_.db, smsOnly)
  const { sms } = stage.deps
  const dies = {
    ...sms,
    async send(message: OutgoingMessage): Promise<Handover> {
      await sms.send(message)
      throw new Error('killed')
    },
  }
  await expect(stage.perform('remind', { deps: { ...stage.deps, sms: dies } })).rejects.toThrow('killed')
  expect(await contacts(stage)).toMatchObject([{ status: 'sending' }])
  await stage.perform('remind')
  const messages = await smsTo(stage.mobile)
  expect(messages).toHaveLength(1)
  expect(await contacts(stage)).toMatchObject([{ status: 'sent', providerId: messages[0]?.sid }])
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'done' }])
})

test('a message left in the middle is settled also when the customer has paid meanwhile', async () => {
  const stage = await setStage(test_.db, smsOnly)
  const dies = { ...stage.deps.sms, send: () => Promise.reject(new Error('killed')) }
  await expect(stage.perform('remind', { deps: { ...stage.deps, sms: dies } })).rejects.toThrow('killed')
  await paid(stage)
  expect((await stage.perform('remind')).next).toMatchObject({ kind: 'closed' })
  expect(await contacts(stage)).toMatchObject([{ status: 'unknown' }])
  expect(await stage.facts('contactMade')).toMatchObject([{ outcome: 'unknown', detail: 'INTERRUPTED' }])
  expect(await smsTo(stage.mobile)).toHaveLength(0)
})

test('the second message to a person on a day waits for the next day, and says by which rule', async () => {
  const first = await setStage(test_.db, smsOnly)
  const customerId = first.accountId.replace('ACC', 'CUS')
  const second = await setStage(test_.db, smsOnly, { customerId })
  await first.perform('remind')
  const answer = await second.perform('remind')
  const tomorrow = instantAt('2026-03-06', zone, '09:00')
  expect(answer.next).toMatchObject({ kind: 'step', key: `1/${dueOn}/rung/1`, at: tomorrow })
  expect(await second.facts('contactMade')).toMatchObject([{ outcome: 'withheld', ruleId: 'BANK-DAY' }])
  expect(await second.facts('stepTaken')).toEqual([])
  await second.perform('remind', { asOf: tomorrow })
  expect(await smsTo(first.mobile)).toHaveLength(2)
})

test('two cases of one person that race for the last message of the day send one', async () => {
  const first = await setStage(test_.db, smsOnly)
  const second = await setStage(test_.db, smsOnly, { customerId: first.accountId.replace('ACC', 'CUS') })
  await Promise.all([first.perform('remind'), second.perform('remind')])
  expect(await smsTo(first.mobile)).toHaveLength(1)
})
