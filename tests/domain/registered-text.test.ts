// Is it noticed when a gateway has other words registered than ours, or cannot take them?
import {
  type RegisteredTexts,
  registeredTextsSchema,
  registeredWords,
  registrationProblems,
} from '../../domain/words/registered-text'
import type { NoticeFields } from '../../domain/words/notice'
import { readTemplate } from '../../domain/words/template'
import { readYaml } from '../../domain/yaml-source'

const id = 'zh-CN/sms/reminder@3'
const fields = {
  bankName: '示例银行',
  customerName: '张三',
  overdueAmount: 'CNY 523.00',
  howToPay: '通过我行手机银行归还',
  hotline: '+86 100 0000 0000',
} as NoticeFields

function template(words: string) {
  const reading = readTemplate('zh-CN/sms/reminder.txt', `@version 3\n@kind notice\n\n${words}\n`)
  if (!reading.ok) throw new Error('the template is none')
  return { ...reading.template, id }
}

function texts(text: string, more: Partial<RegisteredTexts> = {}): RegisteredTexts {
  const templates = [{ template: id, code: 'SMS_1', accounts: 1, text }]
  return {
    signature: '示例银行',
    languages: ['zh-CN'],
    longestValue: 35,
    mostAccounts: 1,
    templates,
    ...more,
  }
}

const ours = '【{{bankName}}】{{customerName}}：待还{{overdueAmount}}，{{howToPay}}。热线{{hotline}}。'
const registered = '${customerName}：待还${overdueAmount}，通过我行手机银行归还。热线+86 100 0000 0000。'

test('a text that is registered word for word, the bank’s own words included, may go out', () => {
  expect(registrationProblems(texts(registered), template(ours), fields)).toEqual([])
})

test.each([
  ['other words', registered.replace('待还', '欠款'), 'ours has "待还'],
  ['a hotline of yesterday', registered.replace('0000。', '0001。'), 'ours has "0。"'],
  ['a variable of another name', registered.replace('customerName', 'name'), 'ours has "customerName'],
  [
    'a variable for what the bank says of itself',
    registered.replace('+86 100 0000 0000', '${hotline}'),
    'ours has "+86',
  ],
  ['a missing end', registered.slice(0, -1), 'where the registered text has "the end"'],
  ['a second signature', `【示例银行】${registered}`, 'must not contain 【'],
  ['too long a text', registered + '长'.repeat(500), 'longer than 500 characters'],
])('a registered text with %s is a problem', (_, text, problem) => {
  expect(registrationProblems(texts(text), template(ours), fields).join('\n')).toContain(problem)
})

test('another version than the one registered is a problem', () => {
  const one = { ...template(ours), id: 'zh-CN/sms/reminder@4' }
  expect(registrationProblems(texts(registered), one, fields)[0]).toMatch(
    /^zh-CN\/sms\/reminder@4 is not registered/,
  )
})

test('a text that begins otherwise than with the signature is a problem', () => {
  const [problem] = registrationProblems(texts(registered), template(ours.slice(1)), fields)
  expect(problem).toBe('must begin with 【示例银行】: the gateway puts that in front')
})

test.each([
  ['longer than the gateway takes', '张'.repeat(36), '${customerName} is longer than 35 characters'],
  [
    'with a link in it',
    'www.example.com',
    '${customerName} holds a link or a sign that is refused in variables',
  ],
  [
    'with the sign of a signature',
    '【张三】',
    '${customerName} holds a link or a sign that is refused in variables',
  ],
])('a value %s keeps the message back and is not repeated', (_, customerName, text) => {
  const values = { ...fields, customerName }
  expect(registrationProblems(texts(registered), template(ours), values)).toEqual([text])
  const message = { templateId: id, text: 'any', fields: values, others: [] }
  expect(registeredWords(texts(registered), message)).toEqual({ ok: false, rule: 'SMS_VALUE_REFUSED', text })
})

test('a gateway that has agreed to longer values gets them', () => {
  const values = { ...fields, customerName: '张'.repeat(36) }
  const agreed = texts(registered, { longestValue: 40 })
  expect(registrationProblems(agreed, template(ours), values)).toEqual([])
})

test('the gateway is told the code and the values, and exactly the text that was written comes of them', () => {
  const text = '【示例银行】张三：待还CNY 523.00，通过我行手机银行归还。热线+86 100 0000 0000。'
  expect(registeredWords(texts(registered), { templateId: id, text, fields, others: [] })).toEqual({
    ...{ ok: true, signature: '示例银行', code: 'SMS_1' },
    values: { customerName: '张三', overdueAmount: 'CNY 523.00' },
  })
})

describe('about two accounts', () => {
  const words = `${ours}\n{{otherAccounts}}`
  const further =
    '另有：尾号${accountTail_2}的${product_2}自${oldestDueOn_2}起逾期${overdueAmount_2}，余额${balance_2}（本金${principal_2}，利息${interest_2}，违约金${penaltyFee_2}，其他费用${otherFees_2}）。'
  const one = { template: id, code: 'SMS_1', accounts: 1, text: registered }
  const two = { template: id, code: 'SMS_2', accounts: 2, text: `${registered}\n${further}` }
  const both = texts(registered, { mostAccounts: 2, templates: [one, two] })
  const other = {
    accountTail: '5678',
    product: '个人贷款',
    oldestDueOn: '2026-02-20',
    overdueAmount: 'CNY 9.00',
  }

  test('a notice is registered once for one account and once for two', () => {
    const trial = new Proxy(fields, { get: (known, name) => Reflect.get(known, name) ?? 'x' })
    expect(registrationProblems(both, template(words), trial)).toEqual([])
    const alone = registrationProblems({ ...both, templates: [one] }, template(words), trial)
    expect(alone).toEqual([expect.stringMatching(/is not registered for 2 accounts/)])
  })

  test('the values of the second account have variables of their own', () => {
    const text =
      '【示例银行】张三：待还CNY 523.00，通过我行手机银行归还。热线+86 100 0000 0000。\n另有：尾号5678的个人贷款自2026-02-20起逾期CNY 9.00，余额（本金，利息，违约金，其他费用）。'
    expect(registeredWords(both, { templateId: id, text, fields, others: [other] })).toMatchObject({
      ...{ ok: true, code: 'SMS_2' },
      values: { overdueAmount: 'CNY 523.00', overdueAmount_2: 'CNY 9.00', accountTail_2: '5678' },
    })
  })

  test('more accounts than are registered are kept back', () => {
    const message = { templateId: id, text: 'any', fields, others: [other, other] }
    expect(registeredWords(both, message)).toMatchObject({ ok: false, rule: 'SMS_NOT_REGISTERED' })
  })
})

test.each([
  ['differs from what was written', id, '【示例银行】张三：待还CNY 999.00', 'SMS_TEXT_DIFFERS'],
  ['is not registered', 'zh-CN/sms/final-reminder@1', 'any', 'SMS_NOT_REGISTERED'],
])('a message that %s is kept back', (_, templateId, text, rule) => {
  expect(registeredWords(texts(registered), { templateId, text, fields, others: [] })).toMatchObject({
    ok: false,
    rule,
  })
})

test.each([
  ['signature: 示例银行\nlanguages: [zh-CN]\n', 'templates: is missing'],
  [
    'signature: 示\nlanguages: [zh-CN]\ntemplates: [{ template: zh-CN/sms/a@1, code: S, text: x }]\n',
    'signature',
  ],
  [
    'signature: 示例\nlanguages: [zh-CN]\ntemplates: [{ template: zh-CN/email/a@1, code: S, text: x }]\n',
    'id of an SMS',
  ],
  [
    'signature: 示例\nlanguage: [zh-CN]\ntemplates: [{ template: zh-CN/sms/a@1, code: S, text: x }]\n',
    'no such setting',
  ],
])('a list that is none is refused with the place', (yaml, problem) => {
  const reading = readYaml(yaml, registeredTextsSchema)
  const problems = reading.ok ? [] : reading.problems.map(({ message }) => message)
  expect(problems.join('\n')).toContain(problem)
})
