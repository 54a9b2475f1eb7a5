// Mistakes in the files about persons are refused with their line; the neutral answer tells a third party of nothing.
import { readFileSync } from 'node:fs'
import { parseCircumstances } from '../../../domain/protection/circumstance-terms'
import { neutralAnswer, parseRepresentation } from '../../../domain/protection/representation-terms'
import type { FileProblem } from '../../../domain/yaml-source'
import { bankRules } from '../words'

const circumstances = readFileSync('policies/circumstances.yaml', 'utf8')
const representation = readFileSync('policies/representation.yaml', 'utf8')
const rules = bankRules()

function problemsOf(reading: { ok: true } | { ok: false; problems: FileProblem[] }): FileProblem[] {
  return reading.ok ? [] : reading.problems
}

test("the bank's own files have no mistake", () => {
  expect(problemsOf(parseCircumstances(circumstances))).toEqual([])
  expect(problemsOf(parseRepresentation(representation, rules))).toEqual([])
})

test.each([
  [
    'a death that does not stop collection',
    circumstances.replace('effect: stop', 'effect: care'),
    'kinds.deceased.effect',
  ],
  ['hearsay as a proof', circumstances.replace('[medicalRecord]', '[thirdPartyStatement]'), 'proves nothing'],
  ['a kind left out', circumstances.replace(/^ {2}elderly.*\n/m, ''), 'elderly: is missing'],
  ['a kind that there is not', circumstances.replace('elderly:', 'eldery:'), 'no such setting'],
])('%s is refused with its line', (_, text, expected) => {
  const problems = problemsOf(parseCircumstances(text))
  expect(problems.map(({ message }) => message).join('\n')).toContain(expected)
  expect(problems.every(({ line }) => line > 1)).toBe(true)
})

test.each([
  [
    'an answer that names the debt',
    representation.replace('whether anybody is a customer', 'this debt'),
    'debt',
  ],
  ['a Chinese one', representation.replace('任何业务关系', '欠款'), '欠'],
  [
    'an answer that names the customer',
    representation.replace('{{hotline}}', '{{customerName}}'),
    'customerName',
  ],
  ['texts that are too little alike', representation.replace('likeness: 0.6', 'likeness: 0.4'), 'likeness'],
  [
    'one approval for a report to the police',
    representation.replace('approvals: 2', 'approvals: 1'),
    'approvals',
  ],
])('%s is refused with its line', (_, text, expected) => {
  const problems = problemsOf(parseRepresentation(text, rules))
  expect(problems.map(({ message }) => message).join('\n')).toContain(expected)
  expect(problems.every(({ line }) => line > 1)).toBe(true)
})

test.each([
  ['zh-CN', '示例银行'],
  ['en-GB', 'Example Bank'],
])('the answer in %s names the bank and its hotline, and nothing else is filled in', (language, bankName) => {
  const reading = parseRepresentation(representation, rules)
  if (!reading.ok) throw new Error('the file has mistakes')
  const answer = neutralAnswer(reading.terms, language, { bankName, hotline: '+86 100 0000 0000' })
  expect(answer).toContain(bankName)
  expect(answer).toContain('+86 100 0000 0000')
  expect(answer).not.toContain('{{')
})
