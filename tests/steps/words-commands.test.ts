// What do the commands for words and check codes answer, and with which exit code?
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StackAddresses } from '../../stack/stack'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Ended, arrears } from '../support/command-line'

const stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses

/** Every text in templates/. */
const shipped = readdirSync('templates', { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.txt'),
).length

const folder = mkdtempSync(join(tmpdir(), 'arrears-words-'))
let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

/** Runs the command line as a person would. */
function run(...args: string[]): Promise<Ended> {
  return arrears(args, { env: { DATABASE_URL: test_.url, TEMPORAL_ADDRESS: stack.temporalAddress } })
}

test('every template of this version passes', async () => {
  const { exitCode, stdout } = await run('template', 'lint', '--json')
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toEqual({ templates: shipped, findings: [] })
})

test('a draft with a threat in it is shown with file, line and rule', async () => {
  const draft = join(folder, 'draft')
  cpSync('templates', draft, { recursive: true })
  const path = join(draft, 'en/letter/demand-letter.txt')
  writeFileSync(path, readFileSync(path, 'utf8').replace('If you dispute', 'Or else. If you dispute'))
  const { exitCode, stdout } = await run('template', 'lint', '--folder', draft, '--json')
  expect(exitCode).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    findings: [{ file: 'templates/en/letter/demand-letter.txt', line: 18, rule: 'CN-CON-01-THREAT' }],
  })
})

test('the list names every template with version, kind, hash and its codes at the gateway', async () => {
  const { stdout } = await run('template', 'list', '--json')
  const rows = JSON.parse(stdout) as { id: string; kind: string; sha256: string }[]
  expect(rows).toHaveLength(shipped)
  expect(rows).toContainEqual({
    id: 'zh-CN/sms/relay@1',
    kind: 'relay',
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    registered: ['SMS_480100104'],
  })
})

test('a draft with other words than those registered at the gateway is shown', async () => {
  const drafts = mkdtempSync(join(tmpdir(), 'arrears-drafts-'))
  cpSync('templates', drafts, { recursive: true })
  const file = join(drafts, 'zh-CN/sms/reminder.txt')
  writeFileSync(file, readFileSync(file, 'utf8').replace('如已归还请忽略', '已归还的请忽略'))
  const { exitCode, stdout } = await run('template', 'lint', '--folder', drafts)
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(
    /^templates\/zh-CN\/sms\/reminder\.txt:1 REGISTERED: is registered with other words: ours has "已归还的/,
  )
})

test('a preview shows every form of a message with an invented debt', async () => {
  const { stdout } = await run('template', 'preview', 'reminder', '--channel', 'sms', '--json')
  const previews = JSON.parse(stdout) as { id: string; text: string }[]
  expect(previews.map(({ id }) => id).sort()).toEqual(
    ['en', 'zh-CN'].flatMap((language) =>
      ['.digital', '.plain', ''].map((manner) => `${language}/sms/reminder${manner}@1`),
    ),
  )
  for (const { text } of previews) expect(text).toContain('CNY 5,234.56')
})

test('a preview of a letter is a PDF file', async () => {
  const options = ['--language', 'zh-CN', '--manner', 'plain', '--out', folder, '--json']
  const { stdout } = await run('template', 'preview', 'demand-letter', ...options)
  const [{ pdf }] = JSON.parse(stdout) as [{ pdf: string }]
  expect(existsSync(pdf)).toBe(true)
  expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-')
})

test('a preview of nothing says how to find what there is', async () => {
  const { exitCode, stderr } = await run('template', 'preview', 'remainder')
  expect([exitCode, stderr]).toEqual([
    1,
    'NO_TEMPLATE: no template fits; `arrears template list` shows all\n',
  ])
})

test('a code is verified with the bank, the channel and the day', async () => {
  const [checkCode, sentAt] = ['0799-2739-8713', new Date('2026-03-05T02:00:00Z')]
  await test_.db.prisma.contact.create({
    data: {
      key: 'ACC1/1/x/sms',
      customerId: 'CUS1',
      accountId: 'ACC1',
      episode: 1,
      stepKey: '1/x',
      channel: 'sms',
      status: 'sent',
      attemptToken: 't',
      claimedAt: sentAt,
      sentAt,
      template: 'en/sms/final-reminder.plain@3',
      checkCode,
    },
  })
  const { exitCode, stdout } = await run('verify', '0799', '2739', '8713', '--json')
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    known: true,
    bank: { 'zh-CN': '示例银行', en: 'Example Bank' },
    hotline: '+86 100 0000 0000',
    messages: [{ channel: 'sms', sentOn: '2026-03-05', kind: 'final-reminder', language: 'en' }],
  })
})

test.each([
  ['4821-0937-1153', 'stdout', 'No message of 示例银行 / Example Bank has this code.'],
  ['4821-0937-1154', 'stderr', 'CHECK_CODE_INVALID: this is no check code of ours'],
] as const)('the code %s is nobody’s: exit code 1 and a clear text', async (code, stream, text) => {
  const outcome = await run('verify', code)
  expect(outcome.exitCode).toBe(1)
  expect(outcome[stream]).toContain(text)
})
