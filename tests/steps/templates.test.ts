// Is a folder of templates with a mistake refused when it is loaded, and does a good one leave no blank?
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inventedDebt } from '../../domain/words/invented-debt'
import { type NoticeContent, noticeFields, noticeText } from '../../domain/words/notice'
import type { Strategy } from '../../domain/ladder/strategy'
import { bankIn, loadBankProfile, requireLanguages } from '../../platform/bank-profile'
import { loadRuleBooks } from '../../platform/rule-books'
import { requireFitWords, trialFields } from '../../platform/template-trial'
import { type TemplateChoice, loadTemplates, missingTemplates } from '../../platform/templates'
import { loadWordRules } from '../../platform/word-rules'

const words = loadWordRules('policies')
const bank = loadBankProfile('policies')

const content: NoticeContent = {
  ...inventedDebt,
  ...bankIn(bank, 'en'),
  consequence: 'Interest goes on.',
  legalBasis: 'the Civil Code',
  customerName: 'A & B <c>',
}

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'arrears-templates-')), 'templates')
  cpSync('templates', folder, { recursive: true })
})

const load = () => loadTemplates(folder, words)

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
    'templates/en/sms/reminder.txt:4 VARIABLE: there is no variable {{payBye}}',
  ],
  [
    'a notice without the amount',
    'en/sms/reminder.txt',
    '{{overdueAmount}}',
    'money',
    'templates/en/sms/reminder.txt:4 BANK-NOTICE: must say {{overdueAmount}}',
  ],
  [
    'a form of another kind',
    'en/sms/reminder.txt',
    '@kind notice',
    '@kind relay',
    'templates/en/sms/reminder.txt:1 KIND: other forms of sms/reminder are of kind notice',
  ],
  [
    'a threat',
    'zh-CN/sms/reminder.plain.txt',
    '要是还款有困难',
    '不还就坐牢',
    'templates/zh-CN/sms/reminder.plain.txt:4 CN-CON-01-THREAT: "坐牢": no threats',
  ],
])('%s is refused', (_, file, from, to, problem) => {
  change(file, from, to)
  expect(load).toThrow(problem)
})

test.each(['en/email/reminder.txt', 'zh-CN/letter/demand-letter.txt'])(
  'without %s nothing is sent',
  (file) => {
    rmSync(join(folder, file))
    expect(load).toThrow(`templates/${file}:1 MISSING: is missing`)
  },
)

test('a language for which the rules of words say nothing is refused', () => {
  cpSync(join(folder, 'en'), join(folder, 'fr'), { recursive: true })
  expect(load).toThrow('policies/words.yaml:1 CN-CON-01-THREAT: has nothing in fr')
})

test('every variable of every template is filled in', () => {
  const templates = load()
  for (const template of templates.files) {
    const fields = trialFields(template, bank, words)
    expect(Object.keys(fields).sort()).toEqual([...noticeFields].sort())
    const { text, subject, html, finding } = templates.render(template, fields)
    expect([text, subject, html].join('')).not.toMatch(/\{\{|undefined/)
    expect(finding).toBeUndefined()
  }
})

test.each<[Partial<TemplateChoice>, string]>([
  [{ manner: 'plain' }, 'en/sms/reminder.plain@1'],
  [{ manner: 'digital' }, 'en/sms/reminder.digital@1'],
  [{ manner: 'ordinary' }, 'en/sms/reminder@1'],
  [{ manner: 'digital', channel: 'letter', name: 'demand-letter' }, 'en/letter/demand-letter@1'],
  [{ manner: 'plain', channel: 'letter', name: 'demand-letter' }, 'en/letter/demand-letter.plain@1'],
])('for %j the form is %s', (choice, id) => {
  const wanted = { language: 'en', channel: 'sms', name: 'reminder', manner: 'ordinary', ...choice } as const
  expect(load().find(wanted).id).toBe(id)
})

test('the version and the hash of the file say in which words a message was written', () => {
  const choice = { language: 'en', channel: 'sms', name: 'reminder', manner: 'ordinary' } as const
  const before = load().find(choice)
  change('en/sms/reminder.txt', '@version 1', '@version 2')
  change('en/sms/reminder.txt', 'thank you', 'many thanks')
  const after = load().find(choice)
  expect([before.id, after.id]).toEqual(['en/sms/reminder@1', 'en/sms/reminder@2'])
  expect(after.sha256).not.toBe(before.sha256)
})

test('an e-mail says the same as text and as HTML, and a name with signs of HTML in it stays a name', () => {
  const templates = load()
  const template = templates.find({ language: 'en', channel: 'email', name: 'reminder', manner: 'ordinary' })
  const { html = '', text } = templates.render(template, noticeText(content, 'en'))
  expect(text).toContain('A & B <c>')
  expect(html).toContain('<p>Dear A &#38; B &#60;c&#62;,</p>')
  const read = html
    .slice(html.indexOf('<body>'))
    .replace(/<br>\n/g, '\n')
    .replace(/<[^>]*>/g, '')
  expect(read.match(/\S+/g)?.length).toBe(text.match(/\S+/g)?.length)
})

test.each([
  ['card', 'zh-CN', '信用卡业务监督管理办法', '个人贷款管理办法'],
  ['personalLoan', 'zh-CN', '个人贷款管理办法', '信用卡'],
  ['personalLoan', 'en', 'Measures for Personal Loans', 'Credit Card'],
] as const)('a letter about a %s names its own law (%s)', (product, language, law, otherLaw) => {
  const templates = load()
  const choice = { language, channel: 'letter', name: 'demand-letter', manner: 'ordinary' } as const
  const template = templates.find(choice)
  const { text } = templates.render(template, trialFields(template, bank, words, product))
  expect(text).toContain(law)
  expect(text).not.toContain(otherLaw)
})

test('what the bank says of itself is looked at before the first message', () => {
  expect(() => requireFitWords(load(), bank)).not.toThrow()
  const rude = { ...bank, howToPay: { ...bank.howToPay, en: 'pay, or else' } }
  expect(() => requireFitWords(load(), rude)).toThrow('templates/en/sms/reminder.txt:4 CN-CON-01-THREAT')
})

test.each([
  ['zh-CN', 'zh-CN'],
  ['zh', 'zh-CN'],
  ['en-GB', 'en'],
  ['fr', 'zh-CN'],
])('who prefers %s is written to in %s', (wanted, language) => {
  expect(load().languageFor(wanted)).toBe(language)
})

test('a language in which the bank does not name itself is refused', () => {
  expect(() => requireLanguages(bank, ['zh-CN', 'en'])).not.toThrow()
  expect(() => requireLanguages(bank, ['zh-CN', 'fr'])).toThrow('policies/bank.yaml: names has nothing in fr')
})

test('every rung that writes finds its words in every language', () => {
  const { strategies } = loadRuleBooks({ strategiesDir: 'strategies', policiesDir: 'policies' })
  expect(missingTemplates(load(), strategies)).toEqual([])
  rmSync(join(folder, 'en/letter'), { recursive: true })
  rmSync(join(folder, 'zh-CN/letter'), { recursive: true })
  expect(missingTemplates(load(), strategies)).toEqual([
    'card-standard, rung letter: there is no notice templates/*/letter/demand-letter.txt',
    'loan-standard, rung letter: there is no notice templates/*/letter/demand-letter.txt',
  ])
})

test('no rung writes to a debtor in the words for a third party', () => {
  const { strategies } = loadRuleBooks({ strategiesDir: 'strategies', policiesDir: 'policies' })
  const [rung] = (strategies[0] as Strategy).ladder.filter(({ step }) => step === 'reminder')
  const strategy = {
    ...strategies[0],
    ladder: [{ ...rung, template: 'relay', channels: ['sms'] }],
  } as Strategy
  expect(missingTemplates(load(), [strategy])).toHaveLength(2)
})
