// Is a script refused that leaves a caller without an end, lets them collect unnamed, or tells a stranger of a debt?
import { readFileSync } from 'node:fs'
import { parseCallScript } from '../../domain/words/call-script'
import { loadCallScripts } from '../../platform/call-scripts'
import { loadWordRules } from '../../platform/word-rules'
import { printProblem } from '../../domain/yaml-source'

const words = loadWordRules('policies')
const good = readFileSync('policies/scripts/collection-call.en.yaml', 'utf8')

/** The problems of the script with one change. */
function problemsWith(from: string | RegExp, to: string): string[] {
  const changed = good.replace(from, to)
  expect(changed).not.toBe(good)
  const reading = parseCallScript('call.yaml', changed, words)
  return reading.ok ? [] : reading.problems.map((problem) => printProblem('call.yaml', problem))
}

test('the scripts that ship are good, one for each language', () => {
  expect(loadCallScripts('policies', words).map(({ script, language }) => `${language}/${script}`)).toEqual([
    'en/collection-call',
    'zh-CN/collection-call',
  ])
})

test.each([
  ['an outcome that is none', 'outcome: refused', 'outcome: shouted', /Invalid|shouted|one of/],
  ['a branch that leads nowhere', 'next: agree', 'next: nowhere', /there is no step nowhere/],
  [
    'a branch without an end',
    '{ hears: an agreement or none, outcome: rightParty }',
    '{ hears: an agreement or none }',
    /either next or outcome/,
  ],
  [
    'a circle',
    '{ hears: an agreement or none, outcome: rightParty }',
    '{ hears: an agreement or none, next: purpose }',
    /circle to purpose/,
  ],
  ['a step that no answer leads to', 'next: dispute', 'next: agree', /no answer leads to it/],
  ['a beginning that is not there', 'begin: greet', 'begin: hello', /there is no step hello/],
  ['a caller who does not name the bank', 'institution, ', '', /nobody has said institution/],
  ['a purpose that is never stated', '    states: [purpose]\n', '', /nobody has said purpose/],
  ['a debt told to whoever answers', 'May I speak to', 'It is about your debt. May I speak to', /CN-3P-03/],
  ['a debt told before it is certain who speaks', ', identified: true', '', /CN-3P-03/],
  ['a threat', 'May I ask what has kept you', 'You will go to jail. May I ask what has kept you', /CN-/],
])('%s is refused, with its line', (_, from, to, problem) => {
  const problems = problemsWith(from, to)
  expect(problems.join('\n')).toMatch(problem)
  for (const line of problems) expect(line).toMatch(/^call\.yaml:\d+:\d+ /)
})
