// What is said about figures that were measured several times? The two ways of doing the same run in turns, A B A B, so
// that whatever else the machine does hits both; ratios are taken between neighbours, then their median and spread.
import { loadavg } from 'node:os'

export interface Spread {
  median: number
  min: number
  max: number
}

/** Median, smallest and largest of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (index: number): number => {
    const value = sorted[index]
    if (value === undefined) throw new RangeError('nothing was measured')
    return value
  }
  const middle = (sorted.length - 1) / 2
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2
  return { median, min: at(0), max: at(sorted.length - 1) }
}

/** The ratio of each pair of neighbours. */
export function ratios(numerators: readonly number[], denominators: readonly number[]): number[] {
  return numerators.map((numerator, run) => numerator / (denominators[run] ?? Number.NaN))
}

/** `3.21 (3.00-3.50)`: median, smallest and largest. */
export function shown({ median, min, max }: Spread, digits = 2): string {
  const text = (value: number) => value.toFixed(digits)
  return min === max ? text(median) : `${text(median)} (${text(min)}-${text(max)})`
}

/** As it goes into JSON: readable, and exact enough for a machine that others use too. */
export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits))
}

/** The machine's load over the last minute, as `uptime` shows it. */
export function load(): number {
  return rounded(loadavg()[0] ?? 0, 1)
}
