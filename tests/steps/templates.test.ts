// Is a template with a mistake refused when it is loaded, and does a good one leave no blank?
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type NoticeContent, noticeFields, noticeText } from '../../domain/notice'
import { loadBankProfile, requireLanguages } from '../../platform/bank-profile'
import { loadRuleBooks } from '../../platform/rule-books'
import { loadTemplates, missingTemplates } from '../../platform/templates'

const content: NoticeContent = {
  customerName: 'A & B <c>',
  accountId: 'ACC0001',
  product: 'card',
  currency: 'CNY',
  overdueCents: 52_300,
  oldestDueOn: '2026-02-20',
  daysPastDue: 13,
  reportedOn: '2026-03-04',
  balanceCents: 523_456,
  principalCents: 500_000,
  interestCents: 20_000,
  penaltyFeeCents: 3_000,
  otherFeeCents: 456,
  bills: [
    {
      billId: 'b',
      statementOn: '2026-01-31',
      dueOn: '2026-02-20',
      minimumDueCents: 52_300,
      totalCents: 523_456,
      paidCents: 0,
    },
  ],
  today: '2026-03-05',
  payBy: '2026-03-12',
  howToPay: 'at any branch',
  bank: { name: 'Example Bank', address: '1 Example Road', seal: 'seal', hotline: '+86 100 0000 0000' },
  reference: 'AB12CD34EF',
}

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'arrears-templates-')), 'templates')
  cpSync('templates', folder, { recursive: true })
})

const change = (file: string, from: string, to: string) => {
  const path = join(folder, file)
  const text = readFileSync(path, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} has no "${from}"`)
  writeFileSync(path, text.replace(from, to))
}

test.each([
  [
    'an unknown variable',
    'en/sms/reminder.txt',
    '{{payBy}}',
    '{{payBye}}',
    'templates/en/sms/reminder.txt:1: there is no variable {{payBye}}',
  ],
  [
    'a notice without the amount',
    'en/sms/reminder.txt',
    '{{overdueAmount}}',
    'money',
    'templates/en/sms/reminder.txt: must say {{overdueAmount}}',
  ],
  [
    'an e-mail without the fee',
    'en/email/reminder.txt',
    '{{penaltyFee}}',
    '?',
    'templates/en/email/reminder.txt: must say {{penaltyFee}}',
  ],
  [
    'a letter without one of its eight parts',
    'zh-CN/letter/demand-letter.txt',
    '@dispute',
    '@other',
    'templates/zh-CN/letter/demand-letter.txt: the part @dispute is missing (CN-LET-01)',
  ],
])('%s is refused', (_, file, from, to, problem) => {
  change(file, from, to)
  expect(() => loadTemplates(folder)).toThrow(problem)
})

test('a template that one language lacks is refused', () => {
  rmSync(join(folder, 'en/email/reminder.subject'))
  expect(() => loadTemplates(folder)).toThrow('templates/en/email/reminder.subject: is missing')
})

test('every variable of every template is filled in', () => {
  const templates = loadTemplates(folder)
  for (const language of templates.languages) {
    const fields = noticeText(content, language)
    expect(Object.keys(fields).sort()).toEqual([...noticeFields].sort())
    for (const channel of ['sms', 'email'] as const) {
      const { text, subject, html } = templates.render({ language, channel, name: 'reminder' }, fields)
      expect([text, subject, html].join('')).not.toMatch(/\{\{|undefined/)
    }
  }
})

test('a name with signs of HTML in it stays a name', () => {
  const templates = loadTemplates(folder)
  const notice = { language: 'en', channel: 'email', name: 'reminder' } as const
  const { html, text } = templates.render(notice, noticeText(content, 'en'))
  expect(html).toContain('A &#38; B &#60;c&#62;')
  expect(text).toContain('A & B <c>')
})

test.each([
  ['zh-CN', 'zh-CN'],
  ['zh', 'zh-CN'],
  ['en-GB', 'en'],
  ['fr', 'zh-CN'],
])('who prefers %s is written to in %s', (wanted, language) => {
  expect(loadTemplates(folder).languageFor(wanted)).toBe(language)
})

test('a language in which the bank does not name itself is refused', () => {
  const bank = loadBankProfile('policies')
  expect(() => requireLanguages(bank, ['zh-CN', 'en'])).not.toThrow()
  expect(() => requireLanguages(bank, ['zh-CN', 'fr'])).toThrow('policies/bank.yaml: names has nothing in fr')
})

test('every rung that writes finds its words in every language', () => {
  const { strategies } = loadRuleBooks({ strategiesDir: 'strategies', policiesDir: 'policies' })
  expect(missingTemplates(loadTemplates(folder), strategies)).toEqual([])
  rmSync(join(folder, 'en/letter'), { recursive: true })
  rmSync(join(folder, 'zh-CN/letter'), { recursive: true })
  expect(missingTemplates(loadTemplates(folder), strategies)).toEqual([
    'card-standard, rung letter: there is no template */letter/demand-letter in every language',
    'loan-standard, rung letter: there is no template */letter/demand-letter in every language',
  ])
})
