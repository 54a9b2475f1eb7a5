// Is an e-mail what receivers expect of a lawful sender: signed, in two parts that say the same, with a way to hear no more?
// Looked at as it came over the wire.
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EmailConfig } from '../../platform/email-settings'
import { ConfigError } from '../../platform/config-error'
import { createEmailCarrier } from '../../platform/email'
import { readReturnToken, returnToken } from '../../platform/email-return'
import { checkDkim } from '../support/dkim'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, emailConfig, mailTo, rawMailTo, setStage } from './stage'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

const emailOnly = { step: 'reminder' as const, template: 'reminder', channels: ['email' as const] }
const folder = mkdtempSync(join(tmpdir(), 'arrears-dkim-'))
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const keyFile = fileOf('private.pem', keys.privateKey)

function fileOf(name: string, content: string): string {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

const signing = { domain: 'example.com', selector: 'k1', keyFile }

/** Sends the stage's reminder with other settings of e-mail. */
async function remindWith(
  stage: Stage,
  settings: Partial<EmailConfig>,
  unsubscribeUrl?: string,
): Promise<string> {
  const email = createEmailCarrier(
    { ...emailConfig(), ...settings },
    unsubscribeUrl === undefined ? {} : { unsubscribeUrl },
  )
  await stage.perform('remind', { deps: { ...stage.deps, email } })
  return rawMailTo(stage.email)
}

async function parsed(raw: string) {
  const { default: PostalMime } = await import('postal-mime')
  const mail = await PostalMime.parse(raw)
  return { mail, header: (name: string) => mail.headers.find(({ key }) => key === name)?.value ?? null }
}

describe('signature', () => {
  test('a receiver with the public key finds the signature good, links to unsubscribe included', async () => {
    const stage = await setStage(test_.db, emailOnly)
    const raw = await remindWith(stage, { dkim: signing }, 'https://bank.example.com/unsubscribe/')
    const check = checkDkim(raw, keys.publicKey)
    expect(check).toMatchObject({ valid: true, tags: { d: 'example.com', s: 'k1', a: 'rsa-sha256' } })
    expect(check?.signed).toEqual(
      expect.arrayContaining([
        'from',
        'to',
        'subject',
        'date',
        'message-id',
        'list-unsubscribe',
        'list-unsubscribe-post',
      ]),
    )
  })

  test.each([
    ['the amount', (raw: string) => raw.replace(/\r\n\r\n/, '\r\n\r\nPay to another account.\r\n')],
    ['the subject', (raw: string) => raw.replace(/^Subject: /m, 'Subject: Re: ')],
    ['the link to unsubscribe', (raw: string) => raw.replace('bank.example.com', 'bank.example.org')],
  ])('a message whose text was changed on the way (%s) is found out', async (_, change) => {
    const stage = await setStage(test_.db, emailOnly)
    const raw = await remindWith(stage, { dkim: signing }, 'https://bank.example.com/unsubscribe/')
    expect(change(raw)).not.toBe(raw)
    expect(checkDkim(change(raw), keys.publicKey)).toMatchObject({ valid: false })
  })

  test('without the settings nothing is signed', async () => {
    const stage = await setStage(test_.db, emailOnly)
    expect(checkDkim(await remindWith(stage, {}), keys.publicKey)).toBeNull()
  })

  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  })
  const curve = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  test.each([
    ['that is not there', join(folder, 'nowhere.pem'), 'cannot be read (ENOENT)'],
    ['that is a folder', folder, 'cannot be read (EISDIR)'],
    ['with the public key', fileOf('public.pem', keys.publicKey), 'no private key'],
    ['that is empty', fileOf('empty.pem', ''), 'no private key'],
    ['with a short key', fileOf('weak.pem', String(weak)), 'at least 2048 bits'],
    ['with a key of another kind', fileOf('curve.pem', String(curve)), 'an RSA key'],
  ])('a key file %s stops the worker at start, and its path is not told', (_, file, reason) => {
    const start = () => createEmailCarrier({ ...emailConfig(), dkim: { ...signing, keyFile: file } })
    expect(start).toThrow(ConfigError)
    expect(start).toThrow(`EMAIL_DKIM_KEY_FILE`)
    expect(start).toThrow(reason)
    expect(start).not.toThrow(folder)
  })
})

describe('the way to hear no more', () => {
  test('a message has a link for one click and an address, both for this message alone', async () => {
    const stage = await setStage(test_.db, emailOnly)
    const { header } = await parsed(await remindWith(stage, {}, 'https://bank.example.com/unsubscribe/'))
    const { checkCode } = await test_.db.prisma.contact.findFirstOrThrow({
      where: { accountId: stage.accountId },
    })
    const token = returnToken(emailConfig().returns?.secret ?? '', checkCode ?? '')
    expect(header('list-unsubscribe')).toBe(
      `<https://bank.example.com/unsubscribe/${token}>, <mailto:bounces+${token}@example.com?subject=unsubscribe>`,
    )
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    expect((await mailTo(stage.email))[0]?.envelope.from).toBe(`bounces+${token}@example.com`)
    expect(header('from')).toBe('Example Bank <collections@example.com>')
  })

  test('where no door is open the address alone is given, and no promise of one click', async () => {
    const stage = await setStage(test_.db, emailOnly)
    const { header } = await parsed(await remindWith(stage, {}))
    expect(header('list-unsubscribe')).toMatch(
      /^<mailto:bounces\+\d{12}-[0-9a-f]{20}@example.com\?subject=unsubscribe>$/,
    )
    expect(header('list-unsubscribe-post')).toBeNull()
  })

  test('without a bounce address bounces go to the sender', async () => {
    const stage = await setStage(test_.db, emailOnly)
    const { header } = await parsed(await remindWith(stage, { returns: null }))
    expect(header('list-unsubscribe')).toBeNull()
    expect((await mailTo(stage.email))[0]?.envelope.from).toBe('collections@example.com')
  })

  test('a token is good for one message and one bank, in any case of letters', () => {
    const token = returnToken('secret of one bank', '4821-0937-1153')
    const other = returnToken('secret of one bank', '4821-0937-1161')
    expect(readReturnToken('secret of one bank', token)).toBe('4821-0937-1153')
    expect(readReturnToken('secret of one bank', token.toUpperCase())).toBe('4821-0937-1153')
    expect(readReturnToken('secret of another bank', token)).toBeNull()
    expect(readReturnToken('secret of one bank', `${other.slice(0, 12)}${token.slice(12)}`)).toBeNull()
    for (const wrong of ['', '-', token.slice(0, -1), `${token}0`, token.slice(0, 12)])
      expect(readReturnToken('secret of one bank', wrong)).toBeNull()
  })

  test('machines are told not to answer', async () => {
    const stage = await setStage(test_.db, emailOnly)
    expect((await parsed(await remindWith(stage, {}))).header('auto-submitted')).toBe('auto-generated')
  })
})

describe('text and HTML', () => {
  const awkward = '<b>张三</b> & "Sons" <script>alert(1)</script>'

  test.each([
    ['zh-CN', '您的信用卡有逾期款项 CNY 523.00'],
    ['en', /overdue/],
  ])('a message in %s has both parts, in UTF-8, and they say the same', async (language, subject) => {
    const stage = await setStage(test_.db, emailOnly, { language })
    const raw = await remindWith(stage, {})
    const { mail } = await parsed(raw)
    expect(raw).toMatch(/^Content-Type: multipart\/alternative;/m)
    expect(raw.match(/^Content-Type: text\/(plain|html); charset=utf-8/gm)).toHaveLength(2)
    expect(mail.subject).toEqual(typeof subject === 'string' ? subject : expect.stringMatching(subject))
    expect(raw).toMatch(/^[\r\n\t\x20-\x7e]*$/) // nothing on the wire that a relay of seven bits would spoil
    expect(mail.html).toMatch(
      new RegExp(`^<!doctype html>\\n<html lang="${language}">\\n<head>\\n<meta charset="utf-8">`),
    )
    expect(unclosed(mail.html ?? '')).toEqual([])
    expect(wordsOf(mail.html ?? '')).toBe(plain(mail.text ?? ''))
  })

  test('a name is text, whatever signs it is made of', async () => {
    const stage = await setStage(test_.db, emailOnly)
    const id = stage.accountId.replace('ACC', 'CUS')
    await test_.db.prisma.customer.update({ where: { id }, data: { fullName: awkward } })
    const { mail } = await parsed(await remindWith(stage, {}))
    expect(mail.text).toContain(awkward)
    expect(mail.html).not.toMatch(/<b>|<script/)
    expect(unclosed(mail.html ?? '')).toEqual([])
    expect(wordsOf(mail.html ?? '')).toContain(awkward)
  })
})

/** Elements that are not closed, or closed out of turn. */
function unclosed(html: string): string[] {
  const open: string[] = []
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^<>]*>/g)) {
    if (['br', 'meta'].includes(name)) continue
    if (!slash) open.push(name)
    else if (open.pop() !== name) return [`</${name}>`]
  }
  return open
}

/** The words of a page's body, as a reader sees them. */
function wordsOf(html: string): string {
  const body = html.slice(html.indexOf('<body>'), html.indexOf('</body>')).replace(/<[^<>]*>/g, ' ')
  return plain(body.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))))
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
