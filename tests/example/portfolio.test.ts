// The portfolio is read as its description says, and the sample keeps its shape.
import {
  delinquentClients,
  owesNothing,
  readPortfolio,
  stratifiedSample,
  stratumOf,
} from '../../examples/uci-credit-card/portfolio'

const portfolio = readPortfolio()
const delinquent = delinquentClients(portfolio)

test('the portfolio has 30,000 clients with six months each', () => {
  expect(portfolio).toHaveLength(30_000)
  expect(new Set(portfolio.map((client) => client.id)).size).toBe(30_000)
  for (const client of portfolio) {
    const lengths = [client.statuses, client.billCents, client.paidCents].map((months) => months.length)
    expect(lengths).toEqual([6, 6, 6])
  }
})

test('amounts written like 5.00E+05 are read as amounts', () => {
  expect(portfolio.find((client) => client.id === 7)?.creditLimitCents).toBe(50_000_000)
})

test('10,069 clients are delinquent at least once, April to September as described', () => {
  expect(delinquent).toHaveLength(10_069)
  const perMonth = [0, 1, 2, 3, 4, 5].map((m) => delinquent.filter((c) => (c.statuses[m] ?? 0) >= 1).length)
  expect(perMonth).toEqual([3079, 2968, 3510, 4213, 4438, 6818])
})

test('605 delinquent clients never owe anything', () => {
  expect(delinquent.filter(owesNothing)).toHaveLength(605)
})

test.each([1, 20, 300, 5000])('a sample of %i has each stratum in proportion', (size) => {
  const pool = delinquent.filter((client) => !owesNothing(client))
  const sample = stratifiedSample(delinquent, size, 7)
  expect(new Set(sample).size).toBe(size)
  for (const stratum of new Set(pool.map(stratumOf))) {
    const members = pool.filter((client) => stratumOf(client) === stratum).length
    const drawn = sample.filter((client) => stratumOf(client) === stratum).length
    expect(Math.abs(drawn - (members * size) / pool.length)).toBeLessThan(1)
  }
})

test('the same seed draws the same sample, another seed another one', () => {
  const ids = (seed: number): number[] => stratifiedSample(delinquent, 300, seed).map((client) => client.id)
  expect(ids(1)).toEqual(ids(1))
  expect(ids(1)).not.toEqual(ids(2))
})

test.each([0, 1.5, 9465])('a sample of %p is refused', (size) => {
  expect(() => stratifiedSample(delinquent, size, 1)).toThrow(/must have 1 to 9464 clients/)
})
