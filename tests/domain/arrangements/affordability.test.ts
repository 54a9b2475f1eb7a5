// What a household can pay a month: the worked examples of docs/arrangements.md, what holds for every household, and
// mistakes in the file.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import {
  type HouseholdStatement,
  affordabilityOf,
  essentialKinds,
  incomeKinds,
} from '../../../domain/arrangements/affordability'
import { parseAffordability } from '../../../domain/arrangements/affordability-file'
import { printProblem } from '../../../domain/yaml-source'
import { amountsIn, centsIn, examplesUnder } from './worked-examples'

const shipped = readFileSync('policies/affordability.yaml', 'utf8')
const reading = parseAffordability(shipped)
if (!reading.ok) throw new Error('policies/affordability.yaml cannot be read')
const terms = reading.affordability

test.each(examplesUnder('Worked examples: affordability'))(
  '$adults adults and $children children with $income can pay $payable a month',
  (row) => {
    const found = affordabilityOf(
      {
        adults: Number(row['adults']),
        children: Number(row['children']),
        incomeCents: amountsIn(row['income']),
        expenseCents: amountsIn(row['stated expenses']),
        otherDebtCents: centsIn(row['other debts']),
      },
      terms,
    )
    expect([found.essentialCents, found.disposableCents, found.payableCents]).toEqual([
      centsIn(row['essentials']),
      centsIn(row['disposable']),
      centsIn(row['payable']),
    ])
  },
)

const amount = fc.integer({ min: 0, max: 10_000_000 })
const households: fc.Arbitrary<HouseholdStatement> = fc.record({
  adults: fc.integer({ min: 1, max: 6 }),
  children: fc.integer({ min: 0, max: 6 }),
  incomeCents: fc.dictionary(fc.constantFrom(...incomeKinds), amount),
  expenseCents: fc.dictionary(fc.constantFrom(...essentialKinds), amount),
  otherDebtCents: amount,
})

describe('of every household', () => {
  test('it is never asked for more than its share of what is left, nor for a cent more than it has', () => {
    fc.assert(
      fc.property(households, (statement) => {
        const found = affordabilityOf(statement, terms)
        const left = found.incomeCents - found.essentialCents - statement.otherDebtCents
        expect(found.disposableCents).toBe(Math.max(0, left))
        expect(found.payableCents * 100).toBeLessThanOrEqual(found.disposableCents * terms.sharePercent)
        expect((found.payableCents + 1) * 100).toBeGreaterThan(found.disposableCents * terms.sharePercent)
      }),
    )
  })

  test('one more person to feed never makes it pay more', () => {
    fc.assert(
      fc.property(households, fc.constantFrom('adults' as const, 'children' as const), (statement, who) => {
        const more = { ...statement, [who]: statement[who] + 1 }
        expect(affordabilityOf(more, terms).payableCents).toBeLessThanOrEqual(
          affordabilityOf(statement, terms).payableCents,
        )
      }),
    )
  })

  test('the essentials are the sum of their lines', () => {
    fc.assert(
      fc.property(households, (statement) => {
        const { lines, essentialCents } = affordabilityOf(statement, terms)
        const parts = lines.filter(({ item }) => essentialKinds.some((kind) => kind === item))
        expect(parts.reduce((sum, line) => sum + line.amountCents, 0)).toBe(essentialCents)
      }),
    )
  })
})

test('every figure says how it came about', () => {
  const statement = {
    adults: 1,
    children: 0,
    incomeCents: { salary: 600_000, rent: 50_000 },
    expenseCents: { food: 70_000 },
    otherDebtCents: 100_000,
  }
  expect(affordabilityOf(statement, terms).lines.map((line) => `${line.item}: ${line.calculation}`)).toEqual([
    'income: salary 6,000.00 + rent 500.00: 6,500.00',
    'housing: stated 0.00, at least 600.00 + 0 x 200.00 + 0 x 150.00 = 600.00: 600.00',
    'food: stated 700.00, at least 900.00 + 0 x 700.00 + 0 x 500.00 = 900.00: 900.00',
    'utilities: stated 0.00, at least 200.00 + 0 x 60.00 + 0 x 40.00 = 200.00: 200.00',
    'transport: stated 0.00, at least 200.00 + 0 x 150.00 + 0 x 50.00 = 200.00: 200.00',
    'health: stated 0.00, at least 150.00 + 0 x 150.00 + 0 x 100.00 = 150.00: 150.00',
    'education: stated 0.00, at least 0.00 + 0 x 0.00 + 0 x 300.00 = 0.00: 0.00',
    'support: stated 0.00, at least 0.00 + 0 x 0.00 + 0 x 0.00 = 0.00: 0.00',
    'essentials: housing 600.00 + food 900.00 + utilities 200.00 + transport 200.00 + health 150.00 + education 0.00 + support 0.00: 2,050.00',
    'disposable: 6,500.00 - essentials 2,050.00 - other debts 1,000.00 = 3,450.00',
    'payable: 60 % of 3,450.00, rounded down to the cent: 2,070.00',
  ])
})

test.each([
  ['sharePercent: 60', 'sharePercent: 101', '10:1 sharePercent: is at most 100'],
  ["version: '2026.1'", 'version: 2026.1', '5:1 version: must be text; put it in quotes'],
  ['firstAdult: 900.00', 'firstAdult: 900.001', '16:11 essentials.food.firstAdult: has at most two decimals'],
  ['  housing: {', '  hosing: {', '15:3 essentials.hosing: there is no such setting here'],
])('a file with %s turned into %s is refused with the place', (good, bad, problem) => {
  const found = parseAffordability(shipped.replace(good, bad))
  expect(found.ok).toBe(false)
  const problems = found.ok ? [] : found.problems.map((one) => printProblem('affordability.yaml', one))
  expect(problems).toContainEqual(expect.stringContaining(`affordability.yaml:${problem}`))
})
