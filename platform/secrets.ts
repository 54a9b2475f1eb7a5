// Has somebody shown the secret that we share with them?
import { createHash, timingSafeEqual } from 'node:crypto'

/** Compared by hash, in the same time whatever is wrong: nothing can be guessed sign by sign. */
export function isSameSecret(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}
