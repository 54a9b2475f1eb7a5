// The terms of the contracts as data: a mistake is named by line and cure, and nothing of the file is used.
import { readFileSync } from 'node:fs'
import { type MoneyTerms, orderFor, parseContracts } from '../../../domain/money/contracts'
import { readPacksInUse } from '../../../platform/rule-packs'

const shipped = readFileSync('policies/contracts.yaml', 'utf8')
const { packs } = readPacksInUse('policies')

function changed(from: string, to: string): string {
  if (!shipped.includes(from)) throw new Error(`policies/contracts.yaml has no ${from}`)
  return shipped.replace(from, to)
}

test.each([
  [
    'booked: atStatement',
    'booked: sometimes',
    'products.card.interest.booked: must be one of daily, atStatement',
  ],
  ['daysInYear: 365', 'daysInYear: 366', 'products.card.interest.daysInYear: must be one of 360, 365'],
  [
    'percentOfUnpaidMinimum: 5',
    'percentOfUnpaidMinimum: 101',
    'products.card.penaltyFee.percentOfUnpaidMinimum: must not be above 100',
  ],
  [
    'differenceTolerance: 0.05',
    'differenceTolerance: 0.055',
    'products.card.differenceTolerance: has at most two decimals',
  ],
  // CN-FEE-01, case 65: what may not be charged cannot be set.
  [
    'setOff: false',
    'setOff: false\n    overLimitFee: 20.00',
    'products.card.overLimitFee: there is no such setting here',
  ],
  [
    'rounding: period',
    'rounding: period\n      interestOnFees: true',
    'products.card.interest.interestOnFees: there is no such setting here',
  ],
])('%s -> %s', (from, to, message) => {
  const reading = parseContracts(changed(from, to), packs)
  if (reading.ok) throw new Error('it was taken')
  expect(reading.problems).toHaveLength(1)
  const [problem] = reading.problems
  expect(problem?.message).toContain(message)
  expect(problem?.line).toBeGreaterThan(8)
})

test.each(['[]', '[principal, interest, fees]', '[principal, principal, interest, fees, costs]'])(
  'an order of payment of %s leaves a kind of debt out or names one twice',
  (order) => {
    const reading = parseContracts(
      changed('setOff: false', `setOff: false\n    paymentOrder: ${order}`),
      packs,
    )
    if (reading.ok) throw new Error('it was taken')
    expect(reading.problems).toMatchObject([
      {
        line: expect.any(Number),
        message: expect.stringContaining('must name each of costs, fees, interest, principal once'),
      },
    ])
  },
)

test('without a rule pack that has an order of payment, each contract must say one', () => {
  const reading = parseContracts(shipped, [])
  if (reading.ok) throw new Error('it was taken')
  expect(reading.problems.map(({ message }) => message)).toEqual([
    expect.stringContaining(
      'no rule pack in use has an order of payment for card at every age: add paymentOrder',
    ),
    expect.stringContaining('no rule pack in use has an order of payment for personalLoan'),
  ])
})

test("a contract's own order counts where the packs have none, and never against them", () => {
  const text = shipped.replaceAll(
    'setOff: false',
    'setOff: false\n    paymentOrder: [principal, interest, fees, costs]',
  )
  const order = (terms: MoneyTerms) => orderFor(terms, 'personalLoan', 10).ruleId
  const [alone, under] = [parseContracts(text, []), parseContracts(text, packs)]
  if (!alone.ok || !under.ok) throw new Error('it was not taken')
  expect([order(alone.money), order(under.money)]).toEqual(['CONTRACT', 'CN-ALLOC-03'])
})
