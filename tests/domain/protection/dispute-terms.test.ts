// By when a dispute is answered, as the bank has written it: never later than the law allows.
import { readFileSync } from 'node:fs'
import { parseDisputeTerms } from '../../../domain/protection/dispute-terms'

const text = readFileSync('policies/disputes.yaml', 'utf8')

test.each([
  ['more than the twenty days of CN-BUR-03', 'bureauDays: 20', 'bureauDays: 21', /bureauDays: .*at most 20/],
  ['no day at all', 'amount: 15', 'amount: 0', /answerDays\.amount/],
  ['a setting that there is not', 'warnDays: 3', 'warningDays: 3', /warningDays/],
])('%s is refused by its place in the file', (_, from, to, message) => {
  expect(parseDisputeTerms(text).ok).toBe(true)
  const reading = parseDisputeTerms(text.replace(from, to))
  const problems = reading.ok ? [] : reading.problems
  expect(problems.map((problem) => problem.message).join('\n')).toMatch(message)
  expect(problems[0]?.line).toBeGreaterThan(3)
})
