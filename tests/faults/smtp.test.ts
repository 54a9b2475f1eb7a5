// Does every customer get one message, or a person a task, whatever the mail server says or leaves unsaid? A whole step by
// e-mail, from the claim to the record, at each moment of the talk with a real server.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SMTPServer } from 'smtp-server'
import { createEmailCarrier } from '../../platform/email'
import { type Fault, type FaultKind, Faults } from '../../stack/endpoints/faults'
import { Mailbox, listenSmtp } from '../../stack/endpoints/smtp-catcher'
import { freePort } from '../support/free-port'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, emailConfig, setStage } from '../steps/stage'

let test_: TestDatabase
const folder = mkdtempSync(join(tmpdir(), 'arrears-smtp-'))
const servers: { close(): unknown }[] = []
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(async () => {
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true })
  await test_.drop()
})

const emailOnly = { step: 'reminder' as const, template: 'reminder', channels: ['email' as const] }
type MailFault = FaultKind<'email'>

/** A mail server of its own, so that a fault of the whole connection meets nobody else. */
async function mailServer(...kinds: MailFault[]) {
  const faults = new Faults()
  for (const kind of kinds) faults.order({ channel: 'email', kind, times: 1 } satisfies Fault)
  const mailbox = new Mailbox(mkdtempSync(join(folder, 'mail-')))
  const port = await freePort()
  const server: SMTPServer = await listenSmtp(port, mailbox, faults)
  servers.push(server)
  return { url: `smtp://127.0.0.1:${port}`, mailbox, server, port, faults }
}

async function stageAt(
  url: string,
  timeoutMs = 1_000,
): Promise<{ stage: Stage; remind: () => Promise<unknown> }> {
  const stage = await setStage(test_.db, emailOnly)
  const deps = { ...stage.deps, email: createEmailCarrier(emailConfig(url), { timeoutMs }) }
  return { stage, remind: () => stage.perform('remind', { deps }) }
}

const contact = (stage: Stage) =>
  test_.db.prisma.contact.findFirstOrThrow({ where: { accountId: stage.accountId } })
const received = (mailbox: Mailbox, stage: Stage) => mailbox.find({ to: stage.email, messageId: null })
const busy = (code: string) => ({
  type: 'PROVIDER_BUSY',
  nonRetryable: false,
  message: expect.stringContaining(code) as string,
})

/** The message went out once, and nobody needs to look. */
async function expectSentOnce(stage: Stage, mailbox: Mailbox): Promise<void> {
  const mails = received(mailbox, stage)
  expect(mails).toHaveLength(1)
  expect(await contact(stage)).toMatchObject({ status: 'sent', providerId: mails[0]?.messageId })
  expect(await stage.facts('contactMade')).toMatchObject([{ outcome: 'sent' }])
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'done' }])
  expect(await stage.facts('taskOpened')).toEqual([])
}

/** Nobody can tell: it counts as sent, is never repeated, and a person looks. */
async function expectUnknown(stage: Stage, code: string | RegExp): Promise<void> {
  expect(await contact(stage)).toMatchObject({
    status: 'unknown',
    detail: expect.stringMatching(code) as string,
  })
  expect(await stage.facts('contactMade')).toMatchObject([{ outcome: 'unknown' }])
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'done' }])
  expect(await stage.facts('taskOpened')).toMatchObject([{ kind: 'review' }])
}

describe('surely not taken: tried again, and sent once', () => {
  test.each<[string, MailFault, string]>([
    ['greylisted', 'greylist', '451'],
    ['too many messages', 'too-many-requests', '450'],
    ['an error of the server’s own', 'error-500', '451'],
    ['no more connections (421 at greeting)', 'refuse-connection', '421'],
    ['something that is no mail server', 'garbage-greeting', 'EPROTOCOL'],
  ])('%s', async (_, fault, code) => {
    const { url, mailbox } = await mailServer(fault)
    const { stage, remind } = await stageAt(url)
    await expect(remind()).rejects.toMatchObject(busy(code))
    expect(await contact(stage)).toMatchObject({ status: 'withdrawn', detail: code, providerId: null })
    expect(received(mailbox, stage)).toEqual([])
    await remind()
    await remind()
    await expectSentOnce(stage, mailbox)
  })

  test('a server that is gone, until it is back', async () => {
    const gone = await mailServer()
    await new Promise<void>((resolve) => void gone.server.close(() => resolve()))
    const { stage, remind } = await stageAt(gone.url)
    await expect(remind()).rejects.toMatchObject(busy('ECONNREFUSED'))
    await expect(remind()).rejects.toMatchObject(busy('ECONNREFUSED'))
    servers.push(await listenSmtp(gone.port, gone.mailbox, gone.faults))
    await remind()
    await expectSentOnce(stage, gone.mailbox)
  })

  test('a name that nobody knows', async () => {
    const { stage, remind } = await stageAt('smtp://mail.invalid:25')
    await expect(remind()).rejects.toMatchObject(busy('E'))
    expect(await contact(stage)).toMatchObject({ status: 'withdrawn' })
  })

  test.each([
    ['hangs up before a word', () => '', 'ECONNECTION'],
    ['says nothing at all', null, 'ETIMEDOUT'],
    ['hangs up at MAIL FROM', answering({ MAIL: '' }), 'ECONNECTION'],
    ['hangs up at RCPT TO', answering({ RCPT: '' }), 'ECONNECTION'],
    ['thinks about the receiver for ever', answering({ RCPT: null }), 'ETIMEDOUT'],
    ['answers RCPT TO with something else', answering({ RCPT: 'what?' }), 'EENVELOPE'],
    ['refuses us as a sender', answering({ MAIL: '550 5.7.1 not from you' }), '550'],
    ['will have no more when the text should come', answering({ DATA: '421 4.3.2 shutting down' }), '421'],
  ] as const)('a server that %s', async (_, script, code) => {
    const { stage, remind } = await stageAt(await scripted(script))
    await expect(remind()).rejects.toMatchObject(busy(code))
    expect(await contact(stage)).toMatchObject({ status: 'withdrawn', detail: code })
    expect(await stage.facts('stepTaken')).toEqual([])
  })
})

describe('nobody knows: never sent again, and a person looks', () => {
  test.each<[string, MailFault, number, RegExp]>([
    ['the connection broke after the text, which was kept', 'drop-after-accept', 1, /ECONN|ESOCKET/],
    ['the connection broke after the text, which was lost', 'drop-before-accept', 0, /ECONN|ESOCKET/],
    ['the text was never answered', 'hang-after-accept', 1, /ETIMEDOUT/],
    ['the text was answered too late', 'late-answer', 1, /ETIMEDOUT/],
    ['the text was answered with something else', 'garbage-answer', 1, /EMESSAGE/],
  ])('%s', async (_, fault, kept, code) => {
    const { url, mailbox } = await mailServer(fault)
    const { stage, remind } = await stageAt(url)
    await remind()
    await remind()
    expect(received(mailbox, stage)).toHaveLength(kept)
    await expectUnknown(stage, code)
  })
})

test('an answer that takes long and comes in time is an answer', async () => {
  const { url, mailbox } = await mailServer('late-answer')
  const { stage, remind } = await stageAt(url, 6_000)
  await remind()
  await expectSentOnce(stage, mailbox)
})

describe('refused for good', () => {
  const points = (stage: Stage) =>
    test_.db.prisma.contactPoint.findMany({
      where: { customerId: stage.accountId.replace('ACC', 'CUS'), channel: 'email' },
      orderBy: { rank: 'asc' },
    })

  test('a receiver who does not exist is written to no more; the next attempt takes the next address', async () => {
    const { url, mailbox } = await mailServer('reject-recipient')
    const { stage, remind } = await stageAt(url)
    const customerId = stage.accountId.replace('ACC', 'CUS')
    const second = {
      id: `${customerId}-e2`,
      customerId,
      channel: 'email',
      value: `second-${stage.email}`,
      rank: 2,
    }
    await test_.db.prisma.contactPoint.create({ data: { ...second, source: 'contract', reserved: true } })
    await remind()
    expect(await contact(stage)).toMatchObject({ status: 'failed', detail: '5.1.1' })
    expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'failed', ruleId: 'PROVIDER_REJECTED' }])
    const email = createEmailCarrier(emailConfig(url), { timeoutMs: 1_000 })
    await stage.perform('remind', { n: 2, deps: { ...stage.deps, email } })
    expect((await points(stage)).map(({ status, statusReason }) => [status, statusReason])).toEqual([
      ['bad', '5.1.1'],
      ['usable', null],
    ])
    expect(received(mailbox, stage)).toEqual([])
    expect(mailbox.find({ to: second.value, messageId: null })).toHaveLength(1)
  })

  test.each([
    ['a receiver without a mailbox, said in few words', { RCPT: '550 no such user' }, '550', 'bad'],
    ['a receiver who has moved', { RCPT: '551 5.1.6 moved' }, '5.1.6', 'bad'],
    ['a domain that takes no mail', { RCPT: '556 5.1.10 null MX' }, '5.1.10', 'bad'],
    ['a relay that is closed to us', { RCPT: '554 5.7.1 relay access denied' }, '5.7.1', 'usable'],
    ['a full mailbox', { RCPT: '552 5.2.2 mailbox full' }, '5.2.2', 'usable'],
    ['a text that a filter dislikes', { '.': '550 looks like spam' }, '550', 'usable'],
    ['a text that is against a policy', { '.': '554 5.7.1 policy' }, '5.7.1', 'usable'],
  ] as const)('%s', async (_, answers, code, status) => {
    const { stage, remind } = await stageAt(await scripted(answering(answers)))
    await remind()
    expect(await contact(stage)).toMatchObject({ status: 'failed', detail: code, providerId: null })
    expect(await stage.facts('contactMade')).toMatchObject([{ outcome: 'failed', detail: code }])
    expect((await points(stage)).map((point) => point.status)).toEqual([status])
  })
})

/** Answers to commands that are not the usual ones: '' hangs up, null says nothing. `.` is the end of the text. */
function answering(unusual: Partial<Record<string, string | null>>) {
  const usual: Record<string, string> = {
    EHLO: '250 ok',
    MAIL: '250 ok',
    RCPT: '250 ok',
    DATA: '354 go on',
    '.': '250 ok',
  }
  return (command: string): string | null => {
    const answer = unusual[command]
    return answer === undefined ? (usual[command] ?? '220 mail.example.com') : answer
  }
}

/** A server that answers by a script; it gets `greeting` first. null: it takes the connection and is silent. */
async function scripted(script: ((command: string) => string | null) | null): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    let inText = false
    const answer = (command: string) => {
      const line = script?.(command) ?? null
      if (line === '') socket.destroy()
      else if (line !== null) socket.write(`${line}\r\n`)
      inText = command === 'DATA' && (line?.startsWith('3') ?? false)
    }
    let rest = ''
    socket.on('data', (chunk) => {
      const lines = `${rest}${chunk.toString('latin1')}`.split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (!inText) answer(line.split(/[ :]/)[0] ?? '')
        else if (line === '.') answer('.')
      }
    })
    answer('greeting')
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}
