// The type of letters: Noto Sans SC, Chinese and Latin. The package ships it as WOFF, from which a subset takes seconds;
// unpacked once into the plain font format it takes milliseconds and a letter stays small.
import { readFileSync } from 'node:fs'
import { inflateSync } from 'node:zlib'

const fontFile = '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff'

let unpacked: Buffer | undefined

/** The font's bytes in the format that PDF takes, read once per process. */
export function letterFont(): Buffer {
  unpacked ??= sfntOf(readFileSync(require.resolve(fontFile)))
  return unpacked
}

/** WOFF 1.0 (a W3C recommendation) is a table directory followed by the tables, each deflated where that helps. */
function sfntOf(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('the letter font is not a WOFF file')
  const tableCount = woff.readUInt16BE(12)
  const header = Buffer.alloc(12 + 16 * tableCount)
  woff.copy(header, 0, 4, 8)
  header.writeUInt16BE(tableCount, 4)
  const largestPower = 2 ** Math.floor(Math.log2(tableCount))
  header.writeUInt16BE(largestPower * 16, 6)
  header.writeUInt16BE(Math.log2(largestPower), 8)
  header.writeUInt16BE((tableCount - largestPower) * 16, 10)
  const tables: Buffer[] = []
  let offset = header.length
  for (let index = 0; index < tableCount; index += 1) {
    const entry = 44 + 20 * index
    const [start, packedLength, length] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at)) as [
      number,
      number,
      number,
    ]
    const packed = woff.subarray(start, start + packedLength)
    const table = packedLength < length ? inflateSync(packed) : packed
    const place = 12 + 16 * index
    woff.copy(header, place, entry, entry + 4)
    header.writeUInt32BE(woff.readUInt32BE(entry + 16), place + 4)
    header.writeUInt32BE(offset, place + 8)
    header.writeUInt32BE(length, place + 12)
    const padding = Buffer.alloc((4 - (length % 4)) % 4)
    tables.push(table, padding)
    offset += length + padding.length
  }
  return Buffer.concat([header, ...tables])
}
