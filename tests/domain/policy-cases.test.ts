// Does every rule pack answer the cases that stand beside it, and is every numbered case of the conduct rules among them?
import { runCases } from '../../domain/policy/run-case'
import { parseCases } from '../../domain/policy/case-file'
import type { RulePack } from '../../domain/policy/pack-file'
import { readCases } from '../../platform/rule-packs'
import { cnBank, shipped } from './policy-packs'

const { files, problems } = readCases('policies')

test('the tables of cases can be read, and every pack has one', () => {
  expect(problems).toEqual([])
  expect(files.map(({ policy }) => policy).sort()).toEqual(shipped.map(({ policy }) => policy).sort())
})

describe.each(files)('$policy', (file) => {
  test.each(runCases(file, shipped))('$id: $title', ({ differences }) => {
    expect(differences).toEqual([])
  })
})

test('every numbered case of the conduct rules is in one of the tables', () => {
  const numbers = [
    1, 3, 5, 7, 9, 10, 11, 13, 15, 17, 19, 21, 23, 24, 25, 27, 28, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49,
    51, 53, 55, 57, 59, 61, 63, 65, 67, 69, 71, 73, 75, 77, 79,
  ]
  const ids = new Set(files.flatMap(({ cases }) => cases.map(({ id }) => Number.parseInt(id, 10))))
  expect(numbers.filter((number) => !ids.has(number))).toEqual([])
})

describe('a table can fail', () => {
  const cnCases = files.find(({ policy }) => policy === 'cn-bank')
  if (!cnCases) throw new Error('cn-bank has no cases')
  const failedWith = (pack: RulePack, cases = cnCases.cases) =>
    runCases({ ...cnCases, cases }, [...shipped.filter(({ policy }) => policy !== pack.policy), pack])
      .filter(({ differences }) => differences.length > 0)
      .map(({ id }) => id)
  const ruleIds = (part: 'windows' | 'counters' | 'waits' | 'checks' | 'words') =>
    cnBank[part].map(({ id }) => id)

  test.each(
    (['windows', 'counters', 'waits', 'checks', 'words'] as const).flatMap((part) =>
      ruleIds(part).map((id) => [part, id] as const),
    ),
  )('without %s %s a case that names it fails', (part, id) => {
    const without = { ...cnBank, [part]: cnBank[part].filter((rule) => rule.id !== id) }
    const naming = cnCases.cases.filter((one) => JSON.stringify(one.expect).includes(`"${id}"`))
    expect(failedWith(without, naming)).not.toEqual([])
  })

  test('a changed number fails the cases about it, and says what was found', () => {
    const changed = {
      ...cnBank,
      counters: cnBank.counters.map((rule) => (rule.id === 'CN-FREQ-02' ? { ...rule, max: 7 } : rule)),
    }
    expect(failedWith(changed)).toEqual(['28', '63-counters', '28-voicemail', '28-consent-one-debt'])
    const results = runCases(cnCases, [...shipped.filter((pack) => pack !== cnBank), changed])
    expect(results.find(({ id }) => id === '28')?.differences).toEqual([
      'verdict: expected "DEFER", found "ALLOW"',
      'rules: expected ["CN-FREQ-02"], found []',
      'until: expected 2026-03-06 08:00:00 in Asia/Shanghai, found no time',
    ])
  })
})

describe('a table with a mistake is refused, with the place', () => {
  const head = 'policy: cn-bank\npacks: [cn-bank]\nzone: Asia/Shanghai\ncases:\n'
  test.each([
    [
      '  - { id: a, title: t, situation: { at: tomorrow }, expect: {} }',
      'cases[0].situation.at: must be a moment',
    ],
    [
      '  - { id: a, title: t, situation: { at: 2026-02-30 }, expect: {} }',
      'cases[0].situation.at: must be a moment',
    ],
    ['  - { id: a, title: t, expect: {} }', 'cases[0]: must ask one question'],
    [
      '  - { id: a, title: t, like: b, situation: {}, expect: {} }',
      'cases[0].like: there is no case b before this one',
    ],
    ['  - { id: 1, title: t, situation: { at: 2026-03-05 }, expect: {} }', 'cases[0].id: must be text'],
    [
      '  - { id: a, title: t, situation: { at: 2026-03-05, chanel: sms }, expect: {} }',
      'cases[0].situation.chanel: there is no such setting here',
    ],
    [
      '  - { id: a, title: t, situation: { at: 2026-03-05, statuses: [bankrup] }, expect: {} }',
      'did you mean "bankrupt"?',
    ],
    [
      '  - { id: a, title: t, loan: { product: card, daysPastDue: 1 }, expect: {} }\n  - { id: a, title: t, loan: { product: card, daysPastDue: 1 }, expect: {} }',
      'cases[1].id: there are two cases a',
    ],
  ])('%s', (line, message) => {
    const reading = parseCases(head + line)
    expect(reading.ok ? 'good' : reading.problems.map((problem) => problem.message).join('\n')).toContain(
      message,
    )
  })
})
