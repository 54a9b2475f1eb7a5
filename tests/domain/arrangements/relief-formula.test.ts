// How much is forgiven: the worked examples of docs/arrangements.md, what holds for every debt, and mistakes in the file.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { waivableParts } from '../../../domain/arrangements/authority'
import { parseRelief } from '../../../domain/arrangements/relief-file'
import {
  type ReliefCircumstances,
  type Stability,
  reliefProposal,
  stabilities,
  sumOf,
} from '../../../domain/arrangements/relief-formula'
import { printProblem } from '../../../domain/yaml-source'
import { centsIn, examplesUnder } from './worked-examples'

const shipped = readFileSync('policies/relief.yaml', 'utf8')
const reading = parseRelief(shipped)
if (!reading.ok) throw new Error('policies/relief.yaml cannot be read')
const formula = reading.relief

test.each(examplesUnder('Worked examples: relief'))(
  '$points points: of $principal and $interest and $fees, $remaining remain',
  (row) => {
    const found = reliefProposal(
      {
        owedCents: {
          fees: centsIn(row['fees']),
          interest: centsIn(row['interest']),
          principal: centsIn(row['principal']),
        },
        payableCents: centsIn(row['payable']),
        netAssetsCents: centsIn(row['assets']),
        dependants: Number(row['dependants']),
        stability: row['stability'] as Stability,
        daysPastDue: Number(row['days past due']),
      },
      formula,
    )
    expect(found).toMatchObject({
      points: Number(row['points']),
      waivedCents: {
        fees: centsIn(row['waived fees']),
        interest: centsIn(row['waived interest']),
        principal: centsIn(row['waived principal']),
      },
      remainingCents: centsIn(row['remaining']),
      firstCents: centsIn(row['at once']),
      months: Number(row['months']),
      bearable: row['bearable'] === 'yes',
    })
  },
)

const amount = fc.integer({ min: 0, max: 20_000_000 })
const debts: fc.Arbitrary<ReliefCircumstances> = fc.record({
  owedCents: fc.record({ fees: amount, interest: amount, principal: amount }),
  payableCents: fc.integer({ min: 0, max: 300_000 }),
  netAssetsCents: amount,
  dependants: fc.integer({ min: 0, max: 5 }),
  stability: fc.constantFrom(...stabilities),
  daysPastDue: fc.integer({ min: 0, max: 900 }),
})

describe('of every debt', () => {
  test('what is waived and what remains is the whole debt, to the cent', () => {
    fc.assert(
      fc.property(debts, (debt) => {
        const { waivedCents, remainingCents } = reliefProposal(debt, formula)
        expect(sumOf(waivedCents) + remainingCents).toBe(sumOf(debt.owedCents))
        for (const part of waivableParts) expect(waivedCents[part]).toBeLessThanOrEqual(debt.owedCents[part])
      }),
    )
  })

  test('never more is waived than the household lacks', () => {
    fc.assert(
      fc.property(debts, (debt) => {
        const { waivedCents, mostMonths } = reliefProposal(debt, formula)
        const canPay = debt.netAssetsCents + debt.payableCents * mostMonths
        expect(sumOf(waivedCents)).toBeLessThanOrEqual(Math.max(0, sumOf(debt.owedCents) - canPay))
      }),
    )
  })

  test('the term carries the rest: what is paid at once and the months, and not a month more', () => {
    fc.assert(
      fc.property(debts, (debt) => {
        const { remainingCents, firstCents, months, mostMonths } = reliefProposal(debt, formula)
        expect(months).toBeLessThanOrEqual(mostMonths)
        expect(firstCents + months * debt.payableCents).toBeGreaterThanOrEqual(remainingCents)
        if (months > 0) expect(firstCents + (months - 1) * debt.payableCents).toBeLessThan(remainingCents)
      }),
    )
  })

  test('the points are the sum of the lines of the score, each with its reason', () => {
    fc.assert(
      fc.property(debts, (debt) => {
        const { lines, points } = reliefProposal(debt, formula)
        const scored = lines.flatMap(
          ({ calculation }) => / (\d+) points$/.exec(`: ${calculation}`)?.[1] ?? [],
        )
        expect(scored).toHaveLength(5)
        expect(scored.reduce((sum, one) => sum + Number(one), 0)).toBe(points)
      }),
    )
  })
})

test.each([
  [
    '{ upTo: 36, points: 15 }',
    '{ upTo: 12, points: 15 }',
    'score.monthsToRepay[1].upTo: must be more than 12',
  ],
  ['    - { points: 40 }\n', '', 'score.monthsToRepay[2]: the last line is for all that is beyond'],
  ['{ upTo: 12, points: 0 }', '{ points: 0 }', 'score.monthsToRepay[0]: only the last line has no upTo'],
  ['{ from: 0, months', '{ from: 1, months', 'bands[0].from: the first band begins at 0 points'],
  ['{ from: 50, months', '{ from: 30, months', 'bands[2].from: must be more than 30'],
  ['months: 60', 'months: 61', 'bands[3].months: is at most 60 (CN-ART70-02)'],
  ['steady: 0', 'stedy: 0', 'score.stability.stedy: there is no such setting here'],
])('a file with %s turned into %j is refused with the place', (good, bad, problem) => {
  const found = parseRelief(shipped.replace(good, bad))
  const problems = found.ok ? [] : found.problems.map((one) => printProblem('relief.yaml', one))
  expect(problems).toContainEqual(expect.stringContaining(problem))
})
