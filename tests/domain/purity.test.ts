// The domain answers from its arguments alone: no clock, no chance, no environment, nothing from outside but three pure
// libraries. A compliance officer can then check an answer by repeating it.
import { readFileSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'
import { decide, due } from '../../domain/ladder/decide'
import { forecast } from '../../domain/ladder/forecast'
import { aCase } from './case-builder'
import { local } from './log'
import { reaching } from './reaching'
import { testRules } from './test-strategy'

const folder = join(__dirname, '../../domain')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
)
const libraries = ['luxon', 'yaml', 'zod']

/** `Date.now`, `new Date()`, `process` ...: every place where a source text asks for more than its arguments. */
function impurities(text: string): string[] {
  const source = ts.createSourceFile('x.ts', text, ts.ScriptTarget.ESNext, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length)
      found.push('new Date()')
    if (ts.isCallExpression(node) && ['Date', 'require', 'fetch'].includes(node.expression.getText()))
      found.push(`${node.expression.getText()}()`)
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      found.push('import()')
    if (ts.isPropertyAccessExpression(node) && forbiddenProperties.includes(node.getText()))
      found.push(node.getText())
    if (ts.isIdentifier(node) && forbiddenNames.includes(node.text) && !isPropertyName(node))
      found.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const forbiddenProperties = [
  'Date.now',
  'Math.random',
  'DateTime.now',
  'DateTime.local',
  'DateTime.utc',
  'Settings.now',
]
const forbiddenNames = [
  'process',
  'globalThis',
  'performance',
  'crypto',
  'setTimeout',
  'setInterval',
  'console',
]

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node
  return (ts.isPropertyAccessExpression(parent) && parent.name === node) || ts.isPropertyAssignment(parent)
}

function importsOf(text: string): string[] {
  const { importedFiles } = ts.preProcessFile(text)
  return importedFiles.map(({ fileName }) => fileName)
}

test.each(files)('%s imports only its neighbours and pure libraries', (name) => {
  const outside = importsOf(readFileSync(join(folder, name), 'utf8')).filter(
    (path) => !libraries.includes(path) && !files.includes(`${posix.join(posix.dirname(name), path)}.ts`),
  )
  expect(outside).toEqual([])
})

test.each(files)('%s asks for nothing but its arguments', (name) => {
  expect(impurities(readFileSync(join(folder, name), 'utf8'))).toEqual([])
})

test.each([
  ['const now = Date.now()', ['Date.now']],
  ['const now = new Date()', ['new Date()']],
  ['const now = Date()', ['Date()']],
  ['const dice = Math.random()', ['Math.random']],
  ['const zone = process.env.TZ', ['process']],
  ['const later = DateTime.now()', ['DateTime.now']],
  ["const fs = require('fs')", ['require()']],
  ["const fs = await import('fs')", ['import()']],
  ['const day = new Date(instant), part = step.process', []],
])('the check itself: %s', (text, found) => {
  expect(impurities(text)).toEqual(found)
})

test('an answer is the same whatever the clock of the machine says', () => {
  const story = aCase()
    .at('2026-03-05 09:00')
    .took('reminder')
    .plan('p', [['2026-03-20', 500_00]])
  const asOf = local('2026-03-06')
  const answers = ['2020-01-01T00:00:00Z', '2026-07-01T12:00:00Z', '2040-12-31T23:59:59Z'].map((today) => {
    jest.useFakeTimers({ now: Date.parse(today) })
    return JSON.stringify([
      decide(story.facts, testRules, asOf),
      due(story.facts, testRules, local('2026-04-01')),
      forecast(story.facts, testRules, asOf, { mayContact: reaching('sms'), until: local('2026-06-01') }),
    ])
  })
  jest.useRealTimers()
  expect(new Set(answers).size).toBe(1)
})
