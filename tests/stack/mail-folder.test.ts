// Which mails name an address, however they are encoded; and none that names somebody else's.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mailsNaming } from '../../platform/mail-folder'

const folder = mkdtempSync(join(tmpdir(), 'arrears-mail-'))
beforeAll(() => mkdirSync(join(folder, 'cur')))
afterAll(() => rmSync(folder, { recursive: true }))

let serial = 0
function names(mail: string, ...addresses: string[]): boolean {
  const file = join(folder, 'cur', `m${++serial}`)
  writeFileSync(file, mail)
  return mailsNaming(folder, addresses.length > 0 ? addresses : ['an.li@example.com']).includes(file)
}
const base64 = (text: string) =>
  (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')

const printable = (body: string) => `Content-Transfer-Encoding: Quoted-Printable\r\n\r\n${body}`
/** A mail of two parts: a plain one and another. */
const mixed = (plain: string, other: string) =>
  `Content-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\n\r\n${plain}\r\n--b1\r\n${other}\r\n--b1--`
const coded = `Content-Transfer-Encoding: base64\r\n\r\n${base64(`您好 ${'x'.repeat(90)} an.li@example.com 张`)}`

test.each([
  ['in a header', 'To: An.Li@example.com\r\n\r\nhello'],
  ['at the end of a sentence', 'write to an.li@example.com.'],
  ['after a sign that is no code', 'Subject: a\r\n\r\n?to=an.li@example.com'],
  ['with its @ as a code', printable('to an.li=40example.com')],
  ['with its dots as codes', printable('to an=2Eli@example=2ecom')],
  ['after a code', printable('href=3Dan.li@example.com')],
  ['over a soft break', printable('write to an.li@exam=\r\nple.com')],
  ['over a soft break with blanks', printable('write to an.l= \ni@example.com')],
  ['in base64', coded],
  ['in the second part', mixed('hello', coded)],
  ['in the first part, as it stands', mixed('?a=an.li@example.com', printable('hello'))],
  ['in a part with codes', mixed('hello', printable('an.li=40example.com'))],
])('an address is found %s', (_, mail) => {
  expect(names(mail)).toBe(true)
})

test.each([
  ['a longer one', 'to jan.li@example.com'],
  ['a longer one in codes', printable('to j=61n.li=40example.com')],
  ['a longer one over a soft break', printable('to j=\r\nan.li@example.com')],
  ['a longer host', 'to an.li@example.com.example.org'],
  ['another sign for the dot', 'to anxli@example.com'],
  ['nothing', ''],
])('%s is somebody else', (_, mail) => {
  expect(names(mail)).toBe(false)
})

test('a folder that is not there, and no address, name nothing', () => {
  expect(mailsNaming(join(folder, 'none'), ['an.li@example.com'])).toEqual([])
  expect(names('anything at all', '', ' ')).toBe(false)
})
