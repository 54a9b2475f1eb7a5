// How is an amount divided into instalments?
import fc from 'fast-check'
import { splitEvenly } from '../../../domain/money/split'

test.each([
  [1200_00, 12, Array.from({ length: 12 }, () => 100_00)],
  [1000_00, 3, [333_34, 333_33, 333_33]],
  [100, 6, [17, 17, 17, 17, 16, 16]],
  [2, 3, [1, 1, 0]],
  [0, 2, [0, 0]],
  [7, 1, [7]],
])('%i cents in %i instalments are %j', (totalCents, parts, expected) => {
  expect(splitEvenly(totalCents, parts)).toEqual(expected)
})

test('no cent is lost or made, and no two instalments differ by more than one', () => {
  fc.assert(
    fc.property(fc.nat({ max: 100_000_000_00 }), fc.integer({ min: 1, max: 360 }), (totalCents, parts) => {
      const split = splitEvenly(totalCents, parts)
      expect(split).toHaveLength(parts)
      expect(split.reduce((sum, cents) => sum + cents, 0)).toBe(totalCents)
      expect(Math.max(...split) - Math.min(...split)).toBeLessThanOrEqual(1)
      expect(split).toEqual([...split].sort((a, b) => b - a))
    }),
  )
})

test.each([
  [-1, 3],
  [0.5, 3],
  [100, 0],
  [100, 1.5],
])('%d cents in %d parts are refused', (totalCents, parts) => {
  expect(() => splitEvenly(totalCents, parts)).toThrow(RangeError)
})
