// Is this the same text as that one, a few words changed? Told by fingerprints, so that nobody keeps the letters of other
// people: a min-hash over short runs of letters, from which no text can be read back (product E9).

/** Letters that one run has: short enough for Chinese, long enough that runs of unlike texts seldom meet. */
const runLength = 4
/** So many hashes are kept; the likeness of two texts is told to about 0.05. */
const hashCount = 64
/** Texts with fewer letters are too short to be recognised. */
const leastLetters = 40
const hexDigits = 8

/** 64 hashes of 32 bits, each as eight hexadecimal digits. */
export type Fingerprint = string

/** What a fingerprint looks like. */
export const fingerprintPattern = new RegExp(`^[0-9a-f]{${hashCount * hexDigits}}$`)

/**
 * The fingerprint of a text; null: it is too short. Case, width, spaces, punctuation and digits make no difference, since
 * names of banks, amounts and account numbers are what such letters differ in.
 */
export function fingerprintOf(text: string): Fingerprint | null {
  const letters = [
    ...text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}]/gu, ''),
  ]
  if (letters.length < leastLetters) return null
  const least = new Uint32Array(hashCount).fill(0xffff_ffff)
  for (let at = 0; at + runLength <= letters.length; at += 1) {
    const run = hashOf(letters.slice(at, at + runLength).join(''))
    for (let index = 0; index < hashCount; index += 1) {
      least[index] = Math.min(least[index] ?? 0, mixed(run, index))
    }
  }
  return [...least].map((hash) => hash.toString(16).padStart(hexDigits, '0')).join('')
}

/** Likeness of two texts from 0 to 1: about the share of their runs that both have (Jaccard). */
export function likeness(one: Fingerprint, other: Fingerprint): number {
  const others = hashesOf(other)
  return hashesOf(one).filter((hash, index) => hash === others[index]).length / hashCount
}

/** Keys of which two texts that are alike share at least one: texts without a common key need not be compared. */
export function bucketsOf(fingerprint: Fingerprint): string[] {
  const rows = 4
  const hashes = hashesOf(fingerprint)
  return Array.from({ length: hashCount / rows }, (_, band) =>
    [band, ...hashes.slice(band * rows, (band + 1) * rows)].join('.'),
  )
}

function hashesOf(fingerprint: Fingerprint): string[] {
  return Array.from({ length: hashCount }, (_, index) =>
    fingerprint.slice(index * hexDigits, (index + 1) * hexDigits),
  )
}

/** FNV-1a over UTF-16 units. */
function hashOf(run: string): number {
  let hash = 0x811c_9dc5
  for (let at = 0; at < run.length; at += 1) hash = Math.imul(hash ^ run.charCodeAt(at), 0x0100_0193)
  return hash >>> 0
}

/** One of 64 permutations of a hash: the finaliser of MurmurHash3 over the hash and the permutation's number. */
function mixed(hash: number, permutation: number): number {
  let value = hash ^ Math.imul(permutation + 1, 0x9e37_79b1)
  value = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2_ae35)
  return (value ^ (value >>> 16)) >>> 0
}
