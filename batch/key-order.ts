// Do the rows of a file come in ascending order of their keys? Then no key is there twice, and nobody need look for it.
import type { Line } from './line-scanner'

/** Ids have at most 64 bytes, a key at most two of them; each is closed by a byte below all that ids are made of. */
const keyBytes = 130

export class KeyOrder {
  private last = new Uint8Array(keyBytes)
  private next = new Uint8Array(keyBytes)

  /** @param columns where the parts of the key are */
  constructor(private readonly columns: readonly number[]) {}

  /** Is the line's key above that of the line before? Call it for well-formed rows only. */
  isAbove(line: Line): boolean {
    const { next, last } = this
    let at = 0
    for (const column of this.columns) {
      const end = line.ends[column] as number
      for (let from = line.starts[column] as number; from < end; from += 1)
        next[at++] = line.bytes[from] as number
      next[at++] = 0
    }
    this.next = last
    this.last = next
    for (let n = 0; n < at; n += 1) {
      const difference = (next[n] as number) - (last[n] as number)
      if (difference !== 0) return difference > 0
    }
    return false
  }
}
