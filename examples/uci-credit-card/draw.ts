// Which value does chance give? The same one for the same words on every machine and in every run: nothing here may
// depend on a random source, or two runs of the example could not be compared.
import { createHash } from 'node:crypto'

/** A whole number from `low` to `high` (both possible), decided by the words alone. */
export function draw(words: string, low: number, high: number): number {
  const digest = createHash('sha256').update(words).digest()
  return low + (digest.readUInt32BE(0) % (high - low + 1))
}

/** One of `values`, decided by the words alone. */
export function drawFrom<T>(words: string, values: readonly [T, ...T[]]): T {
  return values[draw(words, 0, values.length - 1)] ?? values[0]
}
