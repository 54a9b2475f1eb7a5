/** Do the real clients, nodemailer and twilio, find in the local endpoints what a provider would give them? */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import twilio from 'twilio'
import { endpointsProcess, startEndpoints } from '../../stack/local-endpoints'
import { choosePorts } from '../../stack/ports'
import { stopProcess } from '../../stack/processes'

jest.setTimeout(60_000)

const ACCOUNT = {
  twilioAccountSid: `AC${'1'.repeat(32)}`,
  twilioAuthToken: 'a-token',
  alibabaKeyId: 'a-key',
  alibabaKeySecret: 'a-secret',
}
const FROM = '+12025550100'
const home = mkdtempSync(join(tmpdir(), 'arrears-endpoints-'))
let ports: { smtp: number; http: number }
let url: string

async function start(): Promise<void> {
  await startEndpoints({ home, smtpPort: ports.smtp, httpPort: ports.http, ...ACCOUNT })
}

async function stop(): Promise<void> {
  const identity = endpointsProcess(home)
  if (identity) await stopProcess(identity)
}

beforeAll(async () => {
  ports = await choosePorts(['smtp', 'http'], {})
  url = `http://127.0.0.1:${ports.http}`
  await start()
})

afterAll(async () => {
  await stop()
  rmSync(home, { recursive: true, force: true })
})

function twilioClient(token = ACCOUNT.twilioAuthToken) {
  const client = twilio(ACCOUNT.twilioAccountSid, token, { timeout: 500 })
  client.api.baseUrl = url
  return client
}

async function sendMail(to: string, messageId: string): Promise<unknown> {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: ports.smtp, socketTimeout: 500 })
  const mail = { from: 'bank@example.com', to, subject: '还款提醒', text: 'Amount due: ¥120.00', messageId }
  return transport.sendMail(mail).finally(() => transport.close())
}

async function order(fault: object): Promise<Response> {
  return fetch(`${url}/faults`, { method: 'POST', body: JSON.stringify({ times: 1, ...fault }) })
}

async function json(path: string): Promise<unknown> {
  return (await fetch(url + path)).json()
}

async function smsTo(to: string): Promise<{ to: string; body: string }[]> {
  const all = (await json('/messages')) as { to: string; body: string }[]
  return all.filter((message) => message.to === to)
}

async function mailTo(to: string): Promise<unknown> {
  return json(`/mail?to=${encodeURIComponent(to)}`)
}

describe('SMS', () => {
  test('a message is accepted as queued and found delivered by its sid and by its receiver', async () => {
    const to = '+12025550110'
    const sent = await twilioClient().messages.create({ to, from: FROM, body: 'first', validityPeriod: 3600 })
    expect(sent).toMatchObject({ status: 'queued', to, from: FROM, body: 'first', errorCode: null })
    expect(sent.sid).toMatch(/^SM[0-9a-f]{32}$/)
    expect(await twilioClient().messages(sent.sid).fetch()).toMatchObject({
      sid: sent.sid,
      status: 'delivered',
    })
    const found = await twilioClient().messages.list({ to, dateSentAfter: new Date(Date.now() - 60_000) })
    expect(found.map(({ sid }) => sid)).toEqual([sent.sid])
    expect(await twilioClient().messages.list({ to, dateSentAfter: new Date(Date.now() + 60_000) })).toEqual(
      [],
    )
    expect(await smsTo(to)).toEqual([expect.objectContaining({ to, body: 'first', sid: sent.sid })])
  })

  test('a list longer than a page is read to its end, newest first', async () => {
    const to = '+12025550111'
    const texts = ['1', '2', '3', '4', '5']
    for (const body of texts)
      await twilioClient().messages.create({ to, messagingServiceSid: `MG${'0'.repeat(32)}`, body })
    const found = await twilioClient().messages.list({ to, pageSize: 2 })
    expect(found.map(({ body }) => body)).toEqual(texts.toReversed())
  })

  test('another token is refused', async () => {
    const message = { to: '+12025550113', from: FROM, body: 'x' }
    await expect(twilioClient('wrong').messages.create(message)).rejects.toMatchObject({
      status: 401,
      code: 20003,
    })
    expect(await smsTo('+12025550113')).toEqual([])
  })

  test.each([
    ['error-500', { status: 500, code: 20500 }, 0],
    ['too-many-requests', { status: 429, code: 20429 }, 0],
    ['reject', { status: 400, code: 21610 }, 0],
    ['hang-after-accept', { code: 'ECONNABORTED' }, 1],
    ['drop-after-accept', { code: 'ECONNRESET' }, 1],
    ['drop-before-accept', { code: 'ECONNRESET' }, 0],
    ['cut-answer', { code: expect.stringMatching(/ECONNRESET|ERR_BAD_RESPONSE/) }, 1],
    ['garbage-answer', expect.any(SyntaxError), 1],
    ['accept-twice', { code: 'ECONNRESET' }, 2],
  ])('the fault %s hits one message of its receiver, once', async (kind, error, accepted) => {
    const to = `+1202555012${accepted}`
    const others = (await smsTo(to)).length
    await order({ channel: 'sms', to, kind })
    await twilioClient().messages.create({ to: '+12025550129', from: FROM, body: 'to another' })
    const message = { to, from: FROM, body: kind }
    await expect(twilioClient().messages.create(message)).rejects.toMatchObject(error)
    expect((await smsTo(to)).length - others).toBe(accepted)
    await expect(twilioClient().messages.create(message)).resolves.toMatchObject({ status: 'queued' })
  })

  test('a call is accepted and found', async () => {
    const call = await twilioClient().calls.create({ to: '+12025550114', from: FROM, twiml: '<Response/>' })
    expect(call).toMatchObject({ status: 'queued', to: '+12025550114' })
    expect(await twilioClient().calls.list({ to: '+12025550114' })).toEqual([
      expect.objectContaining({ sid: call.sid }),
    ])
  })
})

describe('e-mail', () => {
  test('a message is kept and found by receiver and by its id', async () => {
    await sendMail('first@example.com', '<first@arrears.example.com>')
    const expected = {
      messageId: '<first@arrears.example.com>',
      envelope: { from: 'bank@example.com', to: ['first@example.com'] },
      subject: '还款提醒',
      text: 'Amount due: ¥120.00',
    }
    expect(await mailTo('first@example.com')).toEqual([expect.objectContaining(expected)])
    const byId = await json(`/mail?messageId=${encodeURIComponent(expected.messageId)}`)
    expect(byId).toEqual([expect.objectContaining(expected)])
    expect(await json('/mail?messageId=other')).toEqual([])
  })

  test.each([
    ['error-500', { responseCode: 451 }, 0],
    ['too-many-requests', { responseCode: 450 }, 0],
    ['reject', { responseCode: 550 }, 0],
    ['greylist', { responseCode: 451, command: 'RCPT TO' }, 0],
    ['reject-recipient', { responseCode: 550, command: 'RCPT TO' }, 0],
    ['drop-before-accept', { code: expect.stringMatching(/ECONNECTION|ESOCKET|ECONNRESET/) }, 0],
    ['late-answer', { code: 'ETIMEDOUT' }, 1],
    ['garbage-answer', { code: 'EMESSAGE' }, 1],
    ['hang-after-accept', { code: 'ETIMEDOUT' }, 1],
    ['drop-after-accept', { code: expect.stringMatching(/ECONNECTION|ESOCKET|ECONNRESET/) }, 1],
  ])('the fault %s hits one message of its receiver, once', async (kind, error, accepted) => {
    const to = `${kind}@example.com`
    await order({ channel: 'email', to, kind })
    await sendMail('another@example.com', `<other-${kind}@arrears.example.com>`)
    await expect(sendMail(to, `<${kind}-1@arrears.example.com>`)).rejects.toMatchObject(error)
    expect(await mailTo(to)).toHaveLength(accepted)
    await sendMail(to, `<${kind}-2@arrears.example.com>`)
    expect(await mailTo(to)).toHaveLength(accepted + 1)
  })
})

test.each([
  ['refuse-connection', { responseCode: 421 }],
  ['garbage-greeting', { code: 'EPROTOCOL' }],
])('the fault %s meets the next connection, whoever it is for', async (kind, error) => {
  await order({ channel: 'email', kind })
  await expect(sendMail(`${kind}@example.com`, `<${kind}@arrears.example.com>`)).rejects.toMatchObject(error)
  expect(await mailTo(`${kind}@example.com`)).toEqual([])
})

test('a caught message can be read as it came', async () => {
  await sendMail('raw@example.com', '<raw@arrears.example.com>')
  const [mail] = (await mailTo('raw@example.com')) as { file: string }[]
  const raw = await (await fetch(`${url}/mail/raw?file=${mail?.file}`)).text()
  expect(raw).toContain('Message-ID: <raw@arrears.example.com>')
  expect((await fetch(`${url}/mail/raw?file=../stack.json`)).status).toBe(404)
})

test('a fault that cannot be is refused with the reason', async () => {
  const answer = await order({ channel: 'pigeon', kind: 'reject' })
  expect(answer.status).toBe(400)
  expect(await answer.text()).toContain('channel')
})

test('a kill -9 forgets nothing', async () => {
  const to = '+12025550115'
  const { sid } = await twilioClient().messages.create({ to, from: FROM, body: 'before' })
  await sendMail('before@example.com', '<before@arrears.example.com>')
  process.kill(endpointsProcess(home)?.pid ?? 0, 'SIGKILL')
  await stop()
  await start()
  expect(await twilioClient().messages(sid).fetch()).toMatchObject({ body: 'before' })
  expect(await mailTo('before@example.com')).toHaveLength(1)
})

test('the page for people shows what was sent, as text', async () => {
  await twilioClient().messages.create({ to: '+12025550116', from: FROM, body: '<script>alert(1)</script>' })
  const page = await (await fetch(url)).text()
  expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;')
  expect(page).not.toContain('<script>')
})
