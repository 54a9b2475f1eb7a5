// Is what a notice must say missed, what nobody may say found, and a customer's own name never held against them?
import { lintMessage, lintTemplate } from '../../domain/words/lint'
import { printFinding } from '../../domain/words/template'
import { bankRules, bankTemplate, fieldsWith } from './words'

const rules = bankRules()
const samples = [
  'en/sms/reminder.txt',
  'zh-CN/email/final-reminder.plain.txt',
  'en/letter/demand-letter.txt',
  'zh-CN/sms/relay.txt',
]
const musts = samples.flatMap((path) => {
  const { kind, channel } = bankTemplate(path)
  return rules.contents
    .filter(({ kinds, channels }) => kinds.includes(kind) && channels.includes(channel))
    .flatMap(({ id, must }) => must.map((field) => ({ path, id, field })))
})

test.each(samples)('%s has nothing against it', (path) => {
  expect(lintTemplate(bankTemplate(path), rules)).toEqual([])
})

test.each(musts)('$path without {{$field}} is against $id', ({ path, id, field }) => {
  const template = bankTemplate(path, (text) => text.replaceAll(`{{${field}}}`, 'it'))
  expect(lintTemplate(template, rules).map(({ rule }) => rule)).toContain(id)
})

test.each(['name', 'balance', 'reason', 'rights', 'query', 'dispute', 'contact', 'seal'])(
  'a letter without its part @%s is against CN-LET-01',
  (part) => {
    const template = bankTemplate('zh-CN/letter/demand-letter.txt', (text) =>
      text.replace(`@${part} `, '@x '),
    )
    expect(lintTemplate(template, rules)).toMatchObject([
      { rule: 'CN-LET-01', text: expect.stringContaining(part) },
    ])
  },
)

test.each([
  [
    'an unknown variable',
    'en/sms/reminder.txt',
    '{{payBy}}',
    '{{payBy}} {{payBye}}',
    '4 VARIABLE: there is no variable {{payBye}}',
  ],
  [
    'a threat',
    'zh-CN/sms/reminder.txt',
    '如有困难',
    '不还就坐牢。如有困难',
    '4 CN-CON-01-THREAT: "坐牢": no threats',
  ],
  [
    'a threat in the subject',
    'en/email/reminder.txt',
    '@subject ',
    '@subject Or else: ',
    '3 CN-CON-01-THREAT: "or else": no threats',
  ],
  [
    'a threat far down',
    'en/letter/demand-letter.txt',
    'Call our official',
    'You go to jail. Call our official',
    '16 CN-CON-01-THREAT',
  ],
  [
    'an amount to a third party',
    'en/sms/relay.txt',
    'call our',
    'pay {{overdueAmount}} and call our',
    '4 CN-3P-03: must not say {{overdueAmount}}',
  ],
  [
    'a name to a third party',
    'zh-CN/sms/relay.txt',
    '该客户',
    '{{customerName}}',
    '4 CN-3P-03: must not say {{customerName}}',
  ],
  ['a debt word to a third party', 'zh-CN/sms/relay.txt', '该客户', '欠款的客户', '4 CN-3P-03-DEBT: "欠"'],
  [
    'a term of art in plain words',
    'zh-CN/sms/reminder.plain.txt',
    '晚还的费用',
    '违约金',
    '4 BANK-PLAIN: "违约金"',
  ],
])('%s is found where it stands', (_, path, from, to, finding) => {
  const template = bankTemplate(path, (text) => text.replace(from, to))
  expect(lintTemplate(template, rules).map(printFinding)).toContainEqual(
    expect.stringContaining(`templates/${path}:${finding}`),
  )
})

test('ordinary words may use terms of art', () => {
  const template = bankTemplate('en/sms/reminder.txt', (text) => `${text} The principal is outstanding.`)
  expect(lintTemplate(template, rules)).toEqual([])
})

describe('a message about to leave', () => {
  const notice = bankTemplate('en/sms/reminder.txt')
  const letter = bankTemplate('en/letter/demand-letter.txt')
  const relay = bankTemplate('en/sms/relay.txt')

  test.each([['Jack Jail'], ['Police Officer Debt'], ['坐牢'], ['CNY 500'], ['{{payBy}}']])(
    'may be for somebody called %s',
    (customerName) => {
      expect(lintMessage(notice, fieldsWith({ customerName }), rules)).toBeNull()
      expect(lintMessage(letter, fieldsWith({ customerName }), rules)).toBeNull()
    },
  )

  test.each([
    ['has no way to pay', notice, { howToPay: ' ' }, 'BANK-NOTICE'],
    ['has no bills to show', letter, { bills: [] }, 'CN-LET-01'],
    ['has nobody to address', letter, { customerName: '' }, 'CN-LET-01'],
    ['names the police as a way to pay', notice, { howToPay: 'or the police will come' }, 'CN-IMP-01'],
    [
      'holds out prison as consequence',
      notice,
      { consequence: 'You will go to prison.' },
      'CN-CON-01-THREAT',
    ],
    [
      'tells a third party of debts by the name of its sender',
      relay,
      { bank: { name: 'Example Debt Collectors', address: '-', seal: '-', hotline: '+86 100 0000 0000' } },
      'CN-3P-03-DEBT',
    ],
  ])('that %s stays', (_, template, changes, rule) => {
    expect(lintMessage(template, fieldsWith(changes), rules)).toMatchObject({ rule })
  })

  test('is judged by what words and values make together', () => {
    const template = bankTemplate('en/sms/reminder.txt', (text) =>
      text.replace('{{howToPay}}', 'or {{howToPay}}'),
    )
    expect(lintTemplate(template, rules)).toEqual([])
    expect(lintMessage(template, fieldsWith({ howToPay: 'else' }), rules)).toMatchObject({
      rule: 'CN-CON-01-THREAT',
    })
  })
})
