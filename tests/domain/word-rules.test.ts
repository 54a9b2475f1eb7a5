// Are the bank's rules of words proven by their own examples, and is a mistake in their file named by its line?
import { lintTemplate } from '../../domain/words/lint'
import { linesWith } from '../../domain/words/phrase'
import { reasons } from '../../domain/words/agreed-words'
import { approvedWords, parseWordRules, silencesIn } from '../../domain/words/word-rules'
import { bankRules, bankTemplate, wordsYaml } from './words'

const rules = bankRules()
const examples = (list: 'catches' | 'passes') =>
  rules.forbidden.flatMap((rule) =>
    Object.entries(rule.languages).flatMap(([language, texts]) =>
      texts[list].map((text) => ({ id: rule.id, language, rule, text })),
    ),
  )

/** A template of the bank that the rule is for, with one more line of words. */
function withWords({ language, rule }: ReturnType<typeof examples>[number], words: string) {
  const name = rule.kinds.includes('notice') ? 'reminder' : 'relay'
  const manner = rule.manners.includes('ordinary') ? '' : `.${rule.manners[0] ?? ''}`
  return bankTemplate(`${language}/sms/${name}${manner}.txt`, (text) => `${text}\n${words}`)
}

test.each(examples('catches'))('$id catches "$text" ($language)', (example) => {
  const found = lintTemplate(withWords(example, example.text), rules)
  expect(found.map(({ rule }) => rule)).toContain(example.id)
  expect(found.every(({ line }) => line >= 5)).toBe(true)
})

test.each(examples('passes'))('$id lets "$text" pass ($language)', (example) => {
  const found = lintTemplate(withWords(example, example.text), rules)
  expect(found.filter(({ rule }) => rule === example.id)).toEqual([])
})

test('every rule has its examples in Chinese and in English', () => {
  expect(silencesIn(rules, ['zh-CN', 'en'])).toEqual([])
  expect(silencesIn(rules, ['fr'])).toHaveLength(rules.forbidden.length + 3 + reasons.length)
})

test('every expression catches itself', () => {
  const dead = rules.forbidden.flatMap(({ languages }) =>
    Object.values(languages)
      .flatMap(({ expressions }) => expressions)
      .filter((one) => linesWith(one, one.replace('#', '5').replace('*', 's')).length === 0),
  )
  expect(dead).toEqual([])
})

test.each([
  ['a text that no expression catches', '不还就坐牢', '请还款', 'no expression of the rule catches this'],
  [
    'a text that is caught and should pass',
    'We will call you]',
    'We shall call you]',
    'the expression "shall" catches this',
  ],
  ['an unknown variable', 'must: [bankName]', 'must: [bankNames]', 'must be one of customerName'],
  ['an unknown setting', 'nothingElse: true', 'onlyThese: true', 'there is no such setting here'],
  ['two rules of one id', 'id: CN-CON-03', 'id: CN-CON-02', 'there are two rules CN-CON-02'],
  ['a rule without a source', "    source: the bank's own rule\n", '', 'source: is missing'],
])('%s is refused, with its line', (_, from, to, problem) => {
  const changed = wordsYaml.replace(from, to)
  expect(changed).not.toBe(wordsYaml)
  const reading = parseWordRules(changed)
  const problems = reading.ok ? [] : reading.problems
  expect(problems.map(({ message }) => message).join('\n')).toContain(problem)
  expect(problems.every(({ line }) => line > 10)).toBe(true)
})

test.each([
  ['en', 'ordinary', /as agreed/],
  ['en', 'plain', /Your contract says/],
  ['en', 'digital', /as agreed/],
  ['zh-CN', 'plain', /会按合同继续算/],
] as const)('what follows is told in %s in the %s manner', (language, manner, wording) => {
  expect(approvedWords(rules, { language, manner, product: 'card' }).consequence).toMatch(wording)
})

test('what follows in a language without approved wording is not told', () => {
  const reader = { language: 'fr', manner: 'ordinary', product: 'card' } as const
  expect(() => approvedWords(rules, reader)).toThrow('policies/words.yaml: consequence has nothing in fr')
})

test('reasons are told one after the other, in the words and with the stops of the language', () => {
  const why = { manner: 'ordinary', product: 'card', reasons: ['tooLittle', 'tooLate'] } as const
  const told = (language: string) => approvedWords(rules, { ...why, language }).agreedReasons
  expect(told('en')).toBe('the amount is too small; the first payment would come too late')
  expect(told('zh-CN')).toBe('金额偏低；首次还款过晚')
})
