// Does what comes back by e-mail reach the case, once: bounces, complaints, answers and clicks on the link to unsubscribe?
// Real messages in a real bounce mailbox, and the real door.
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import pino from 'pino'
import { contactPerson } from '../../activities/contact'
import { createCaseActivities } from '../../activities/evaluate'
import type { Messenger } from '../../activities/message'
import { type MailDeps, takeMail } from '../../cases/mail-events'
import { loadBankProfile } from '../../platform/bank-profile'
import { createEmailCarrier } from '../../platform/email'
import { returnToken } from '../../platform/email-return'
import { type Maildir, openMaildir } from '../../platform/maildir'
import { type MailReportKind, mailReport } from '../../stack/endpoints/mail-reports'
import { runMailLoop, takeWaiting } from '../../workers/mail-loop'
import { startWebhooks } from '../../workers/webhooks'
import { freePort } from '../support/free-port'
import { type TestDatabase, freshDatabase } from '../support/database'
import {
  type Stage,
  dueOn,
  emailConfig,
  inActivity,
  mailTo,
  morning,
  rawMailTo,
  setStage,
  rulesOf,
  zone,
} from './stage'

const emailSecret = emailConfig().returns?.secret ?? ''
const silent = pino({ level: 'silent' })
const later = morning + 3_600_000
let test_: TestDatabase
let deps: MailDeps
let door: { url: string; server: Server }

beforeAll(async () => {
  test_ = await freshDatabase()
  deps = { db: test_.db, zone, rulesOf, client: null, presentOf: () => Promise.resolve(later), emailSecret }
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = await startWebhooks({
    ...deps,
    alibaba: null,
    twilio: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a token', from: '+12025550100', baseUrl: null },
    webhook: { port, url },
    bank: loadBankProfile('policies'),
    logger: silent,
  })
  door = { url, server }
})
afterAll(async () => {
  door.server.close()
  await test_.drop()
})

const emailOnly = { step: 'reminder' as const, template: 'reminder', channels: ['email' as const] }
const customerOf = (stage: Stage) => stage.accountId.replace('ACC', 'CUS')

/** A customer with two addresses who has been reminded at the first. */
async function reminded(options: { language?: string } = {}): Promise<Stage> {
  const stage = await setStage(test_.db, emailOnly, options)
  const customerId = customerOf(stage)
  const second = { id: `${customerId}-e2`, customerId, channel: 'email', value: secondOf(stage), rank: 2 }
  await test_.db.prisma.contactPoint.create({ data: { ...second, source: 'contract', reserved: true } })
  const email = createEmailCarrier(emailConfig(), { unsubscribeUrl: `${door.url}/unsubscribe/` })
  await stage.perform('remind', { deps: { ...stage.deps, email } })
  return stage
}

const secondOf = (stage: Stage) => `second-${stage.email}`
const contact = (stage: Stage) =>
  test_.db.prisma.contact.findFirstOrThrow({ where: { accountId: stage.accountId } })
const addresses = async (stage: Stage) => {
  const where = { customerId: customerOf(stage), channel: 'email' }
  const points = await test_.db.prisma.contactPoint.findMany({ where, orderBy: { rank: 'asc' } })
  return points.map(({ status, statusReason }) =>
    statusReason === null ? status : `${status} ${statusReason}`,
  )
}

let serial = 0
/** What a mail server would send back about the stage's reminder. */
async function playedBack(stage: Stage, kind: MailReportKind): Promise<Buffer> {
  const [mail] = await mailTo(stage.email)
  if (!mail) throw new Error('there is no message')
  const caught = { raw: await rawMailTo(stage.email), envelope: mail.envelope }
  return Buffer.from(mailReport(kind, caught, `report-${(serial += 1)}`))
}

async function answerTo(stage: Stage, subject: string, words: string, to = ''): Promise<Buffer> {
  const { providerId } = await contact(stage)
  return Buffer.from(
    [
      ...[
        `From: ${stage.email}`,
        `To: ${to || 'collections@example.com'}`,
        `Message-ID: <answer-${(serial += 1)}@x>`,
      ],
      ...(to ? [] : [`In-Reply-To: ${providerId}`]),
      ...[`Subject: ${subject}`, 'Content-Type: text/plain; charset=utf-8', '', words],
    ].join('\r\n'),
  )
}

describe('a bounce', () => {
  test('is a failed delivery, however often it comes, and the next attempt takes the next address', async () => {
    const stage = await reminded()
    const bounce = await playedBack(stage, 'hard')
    expect(await takeMail(deps, bounce)).toEqual({ taken: 'recorded', because: 'failed' })
    expect(await takeMail(deps, bounce)).toEqual({ taken: 'nothingNew', because: 'failed' })
    expect(await stage.facts('deliveryReported')).toEqual([
      { contactKey: `${stage.accountId}/1/${dueOn}/rung/1/email`, outcome: 'failed' },
    ])
    expect(await contact(stage)).toMatchObject({ status: 'failed' })
    expect(await addresses(stage)).toEqual(['bad 5.1.1', 'usable'])
    await stage.perform('remind', { n: 2, asOf: morning + 2 * 3_600_000 })
    expect(await mailTo(secondOf(stage))).toHaveLength(1)
    expect(await mailTo(stage.email)).toHaveLength(1)
  })

  test('of a message about two accounts counts for both', async () => {
    const first = await setStage(test_.db, emailOnly)
    const second = await setStage(test_.db, emailOnly, { customerId: customerOf(first) })
    for (const { accountId, deps: step } of [first, second]) {
      const { evaluate } = createCaseActivities({
        ...step,
        runCommand: () => Promise.reject(new Error()),
        alarm: () => undefined,
      })
      await inActivity(() => evaluate({ accountId, turn: 1, asOf: morning, seenSeq: 0 }))
    }
    await first.perform('remind')
    expect(await takeMail(deps, await playedBack(first, 'hard'))).toMatchObject({ taken: 'recorded' })
    const contactKey = `${first.accountId}/1/${dueOn}/rung/1/email`
    for (const stage of [first, second])
      expect(await stage.facts('deliveryReported')).toEqual([{ contactKey, outcome: 'failed' }])
  })

  test('that only says "not yet" changes nothing', async () => {
    const stage = await reminded()
    expect(await takeMail(deps, await playedBack(stage, 'soft'))).toEqual({
      taken: 'ignored',
      because: 'underWay',
    })
    expect(await stage.facts('deliveryReported')).toEqual([])
    expect(await addresses(stage)).toEqual(['usable', 'usable'])
  })

  test('for a reason that lies elsewhere fails the message and marks no address', async () => {
    const stage = await reminded()
    const bounce = String(await playedBack(stage, 'hard')).replaceAll('5.1.1', '5.7.1')
    expect(await takeMail(deps, Buffer.from(bounce))).toEqual({ taken: 'recorded', because: 'failed' })
    expect(await contact(stage)).toMatchObject({ status: 'failed' })
    expect(await addresses(stage)).toEqual(['usable', 'usable'])
  })

  test('of a message whose fate nobody knew settles it', async () => {
    const stage = await reminded()
    const { key } = await contact(stage)
    await test_.db.prisma.contact.update({ where: { key }, data: { status: 'unknown', providerId: null } })
    expect(await takeMail(deps, await playedBack(stage, 'hard'))).toMatchObject({ taken: 'recorded' })
    expect(await contact(stage)).toMatchObject({ status: 'failed' })
  })

  test('without our token is known by the Message-ID', async () => {
    const stage = await reminded()
    const bounce = String(await playedBack(stage, 'hard')).replace(/\d{12}-[0-9a-f]{20}/g, 'x')
    expect(await takeMail({ ...deps, emailSecret: null }, Buffer.from(bounce))).toMatchObject({
      taken: 'recorded',
    })
  })

  test('with a token that we never gave out is about nobody', async () => {
    const stage = await reminded()
    const { checkCode } = await contact(stage)
    const forged = returnToken('the secret of somebody else', checkCode ?? '')
    const bounce = String(await playedBack(stage, 'hard'))
      .replace(/\d{12}-[0-9a-f]{20}/g, forged)
      .replace(/^Message-I[dD]:.*$/gm, 'Message-ID: <forged@example.net>')
    expect(await takeMail(deps, Buffer.from(bounce))).toEqual({ taken: 'unknown', because: 'failed' })
    expect(await addresses(stage)).toEqual(['usable', 'usable'])
  })
})

describe('who has called a message spam, or answers that they want no more', () => {
  test.each<[string, (stage: Stage) => Promise<Buffer>]>([
    ['a complaint', (stage) => playedBack(stage, 'complaint')],
    ['an answer', (stage) => answerTo(stage, 'Re: 还款', '退订')],
    [
      'a message to the address in List-Unsubscribe',
      async (stage) => {
        const [mail] = await mailTo(stage.email)
        return answerTo(stage, 'unsubscribe', '', mail?.envelope.from)
      },
    ],
  ])('gets no more at any address, on any account (%s)', async (_, message) => {
    const stage = await reminded()
    const other = await setStage(test_.db, emailOnly, { customerId: customerOf(stage) })
    const raw = await message(stage)
    expect(await takeMail(deps, raw)).toMatchObject({ taken: 'recorded' })
    expect(await takeMail(deps, raw)).toMatchObject({ taken: 'nothingNew' })
    expect(await addresses(stage)).toEqual(['stopped REPLY_STOP', 'stopped REPLY_STOP'])
    for (const one of [stage, other])
      expect(await one.facts('replyReceived')).toMatchObject([{ meaning: 'stop', channel: 'email' }])
    const tomorrow = morning + 24 * 3_600_000
    await other.perform('remind', { asOf: tomorrow })
    expect(await other.facts('stepTaken')).toMatchObject([
      { outcome: 'withheld', ruleId: 'CUSTOMER_STOPPED' },
    ])
    expect(await mailTo(stage.email)).toHaveLength(1)
  })

  test('an address that belongs to somebody else is used no more, another one is', async () => {
    const stage = await reminded()
    await takeMail(deps, await answerTo(stage, 'Re: 还款', '我不是本人'))
    expect(await addresses(stage)).toEqual(['bad WRONG_PERSON', 'usable'])
  })

  test('another answer is a fact, and its words are kept nowhere', async () => {
    const stage = await reminded()
    const raw = await answerTo(stage, 'Re: 还款', 'I have lost my job, please do not stop by.')
    expect(await takeMail(deps, raw)).toEqual({ taken: 'recorded', because: 'answer' })
    expect(await stage.facts('replyReceived')).toMatchObject([{ meaning: 'other', channel: 'email' }])
    expect(await addresses(stage)).toEqual(['usable', 'usable'])
    const log = await test_.db.prisma.fact.findMany({ where: { accountId: stage.accountId } })
    expect(JSON.stringify(log)).not.toMatch(/lost my job|example\.com/)
  })

  test('a stranger’s message, and one that only names a customer as its sender, stop nobody', async () => {
    const stage = await reminded()
    const raw = Buffer.from(
      [`From: ${stage.email}`, 'To: collections@example.com', 'Subject: STOP', '', ''].join('\r\n'),
    )
    expect(await takeMail(deps, raw)).toEqual({ taken: 'foreign', because: 'answer' })
    expect(await addresses(stage)).toEqual(['usable', 'usable'])
  })
})

describe('the link to unsubscribe', () => {
  async function linkOf(stage: Stage): Promise<string> {
    const raw = await rawMailTo(stage.email)
    const link = /<(http[^>]+)>/.exec(raw.replace(/\r\n[ \t]/g, ''))?.[1]
    if (link === undefined) throw new Error('there is no link')
    return link
  }

  test('one click stops, as RFC 8058 has it', async () => {
    const stage = await reminded()
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
    const first = await fetch(await linkOf(stage), { method: 'POST', body })
    expect(first.status).toBe(200)
    expect((await fetch(await linkOf(stage), { method: 'POST', body })).status).toBe(200)
    expect(await addresses(stage)).toEqual(['stopped REPLY_STOP', 'stopped REPLY_STOP'])
    expect(await stage.facts('replyReceived')).toMatchObject([{ meaning: 'stop', channel: 'email' }])
  })

  test.each([
    ['zh-CN', '确认退订'],
    ['en', 'Unsubscribe'],
  ])('looking at its page changes nothing, and a person can confirm there (%s)', async (language, button) => {
    const stage = await reminded({ language })
    for (const method of ['GET', 'HEAD'])
      expect((await fetch(await linkOf(stage), { method })).status).toBe(200)
    const page = await fetch(await linkOf(stage))
    const html = await page.text()
    expect(html).toContain(`<html lang="${language}">`)
    expect(html).toContain(`<form method="post"><button>${button}</button></form>`)
    expect(html).not.toContain(stage.email)
    expect(html).not.toContain('张三')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(await addresses(stage)).toEqual(['usable', 'usable'])
    expect(await (await fetch(await linkOf(stage), { method: 'POST' })).text()).not.toContain('<form')
    expect(await addresses(stage)).toEqual(['stopped REPLY_STOP', 'stopped REPLY_STOP'])
  })

  test('a click on a message that is still being written down counts at once', async () => {
    const stage = await reminded()
    const { key } = await contact(stage)
    await test_.db.prisma.contact.update({ where: { key }, data: { status: 'sending' } })
    expect((await fetch(await linkOf(stage), { method: 'POST' })).status).toBe(200)
    expect(await addresses(stage)).toEqual(['stopped REPLY_STOP', 'stopped REPLY_STOP'])
  })

  test.each([
    ['of another message', (link: string) => link.replace(/\d{12}/, '482109371153')],
    ['with one sign changed', (link: string) => link.replace(/.$/, (sign) => (sign === 'a' ? 'b' : 'a'))],
    ['without a token', (link: string) => link.replace(/[^/]*$/, '')],
  ])('a link %s stops nobody', async (_, change) => {
    const stage = await reminded()
    for (const method of ['GET', 'POST'])
      expect((await fetch(change(await linkOf(stage)), { method })).status).toBe(404)
    expect(await addresses(stage)).toEqual(['usable', 'usable'])
  })

  test('other methods are refused', async () => {
    const stage = await reminded()
    expect((await fetch(await linkOf(stage), { method: 'DELETE' })).status).toBe(405)
    expect(await addresses(stage)).toEqual(['usable', 'usable'])
  })

  test('a message that is claimed when the click comes does not leave', async () => {
    const stage = await reminded()
    const other = await setStage(test_.db, emailOnly, { customerId: customerOf(stage) })
    const link = await linkOf(stage)
    const send = jest.fn(() => Promise.resolve({ kind: 'accepted' as const, providerId: 'x' }))
    const find = () => Promise.resolve({ kind: 'unknown' as const })
    const messenger: Messenger = {
      channelsOf: () => ['email'],
      insteadOf: () => [],
      mostAccounts: () => Infinity,
      async prepare() {
        expect((await fetch(link, { method: 'POST' })).status).toBe(200)
        return { templateId: 't', templateSha256: '0', bodySha256: '0', send, find }
      },
      find,
    }
    const key = `1/${dueOn}/rung/1`
    const step = { accountId: other.accountId, turn: 1, asOf: morning + 24 * 3_600_000, seenSeq: 0, key }
    const attempt = () => inActivity(() => contactPerson(other.deps, step, messenger))
    await expect(attempt()).rejects.toMatchObject({ type: 'CASE_CHANGED' })
    await attempt()
    expect(send).not.toHaveBeenCalled()
    expect(await other.facts('stepTaken')).toMatchObject([
      { outcome: 'withheld', ruleId: 'CUSTOMER_STOPPED' },
    ])
  })
})

describe('the bounce mailbox', () => {
  let folder: string
  let maildir: Maildir
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'arrears-maildir-'))
    maildir = await openMaildir(folder)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const inFolders = () => ({ new: in_('new'), cur: in_('cur'), refused: in_('refused') })
  const in_ = (name: string) => readdirSync(join(folder, name)).sort()

  test('what was taken in is put away; what a person must read lies apart; the rest waits', async () => {
    const stage = await reminded()
    await maildir.deliver('1.bounce', await playedBack(stage, 'hard'))
    await maildir.deliver('2.late', await playedBack(stage, 'soft'))
    await maildir.deliver('3.nonsense', 'hello there')
    await maildir.deliver('4.stranger', 'From: a@example.org\r\nSubject: hello\r\n\r\nhello')
    const unknown = ['From: a@example.org', 'In-Reply-To: <not-yet@example.com>', '', 'hello'].join('\r\n')
    await maildir.deliver('5.unknown', unknown)
    await takeWaiting(deps, maildir, silent)
    expect(inFolders()).toEqual({
      new: ['5.unknown'],
      cur: ['1.bounce:2,S', '2.late:2,S'],
      refused: ['3.nonsense', '4.stranger'],
    })
    await takeWaiting(deps, maildir, silent, () => Date.now() + 11 * 60_000)
    expect(inFolders()).toMatchObject({ new: [], refused: ['3.nonsense', '4.stranger', '5.unknown'] })
    expect(await contact(stage)).toMatchObject({ status: 'failed' })
  })

  test('a bounce that overtakes the record of its message waits for it', async () => {
    const stage = await reminded()
    const { key } = await contact(stage)
    await test_.db.prisma.contact.update({ where: { key }, data: { status: 'sending' } })
    await maildir.deliver('1.bounce', await playedBack(stage, 'hard'))
    await takeWaiting(deps, maildir, silent)
    expect(inFolders()).toMatchObject({ new: ['1.bounce'] })
    await test_.db.prisma.contact.update({ where: { key }, data: { status: 'sent' } })
    await takeWaiting(deps, maildir, silent)
    expect(inFolders()).toMatchObject({ new: [], cur: ['1.bounce:2,S'] })
    expect(await stage.facts('deliveryReported')).toHaveLength(1)
  })

  test('a worker that died after the record and before the message was put away takes it in once more, in vain', async () => {
    const stage = await reminded()
    await maildir.deliver('1.bounce', await playedBack(stage, 'hard'))
    const dies: Maildir = { ...maildir, putAway: () => Promise.reject(new Error('killed')) }
    await takeWaiting(deps, dies, silent)
    expect(inFolders()).toMatchObject({ new: ['1.bounce'] })
    await takeWaiting(deps, maildir, silent)
    expect(inFolders()).toMatchObject({ new: [], cur: ['1.bounce:2,S'] })
    expect(await stage.facts('deliveryReported')).toHaveLength(1)
  })

  test('two workers at one mailbox take each message in once', async () => {
    const stage = await reminded()
    await maildir.deliver('1.complaint', await playedBack(stage, 'complaint'))
    await Promise.all([
      takeWaiting(deps, maildir, silent),
      takeWaiting(deps, await openMaildir(folder), silent),
    ])
    expect(inFolders()).toEqual({ new: [], cur: ['1.complaint:2,S'], refused: [] })
    expect(await stage.facts('replyReceived')).toHaveLength(1)
  })

  test('while the database is away nothing is put away, and nothing is lost', async () => {
    const stage = await reminded()
    await maildir.deliver('1.bounce', await playedBack(stage, 'hard'))
    const away = { ...deps, presentOf: () => Promise.reject(new Error('away')) }
    await takeWaiting(away, maildir, silent)
    expect(inFolders()).toMatchObject({ new: ['1.bounce'], cur: [], refused: [] })
  })

  test('the worker’s loop takes in what is delivered while it runs, and logs nothing of the customer', async () => {
    const stage = await reminded()
    const lines = new PassThrough()
    let log = ''
    lines.on('data', (chunk: Buffer) => (log += chunk.toString()))
    const loop = await runMailLoop(deps, join(folder, 'inbox'), pino({ level: 'trace' }, lines))
    const inbox = await openMaildir(join(folder, 'inbox'))
    await inbox.deliver('1.nonsense', `no mail, but ${stage.email} and 张三`)
    await inbox.deliver('2.bounce', await playedBack(stage, 'hard'))
    while (!existsSync(join(folder, 'inbox', 'cur', '2.bounce:2,S')))
      await new Promise((go) => setTimeout(go, 50))
    await loop.stop()
    expect(log).toContain('NO_MAIL')
    expect(log).not.toMatch(/@|张三/)
    expect(await contact(stage)).toMatchObject({ status: 'failed' })
  })

  test('a folder that cannot be used stops the worker at start, and names the setting', async () => {
    await maildir.deliver('a', 'x')
    const start = runMailLoop(deps, join(folder, 'new', 'a'), silent)
    await expect(start).rejects.toThrow('EMAIL_REPORTS_DIR cannot be used (ENOTDIR)')
  })

  test('the oldest message is taken first', async () => {
    await maildir.deliver('b', 'x')
    await maildir.deliver('a', 'x')
    utimesSync(join(folder, 'new', 'b'), new Date(1_000), new Date(1_000))
    expect((await maildir.waiting()).map(({ name }) => name)).toEqual(['b', 'a'])
  })
})
