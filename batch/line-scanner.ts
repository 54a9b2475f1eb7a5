// Where do the fields of a line lie? One pass over the bytes of each line, RFC 4180 quoting undone in place, in a
// buffer of fixed size: a line longer than the limit is skipped and named, whatever its length.
import { isUtf8 } from 'node:buffer'
import type { RowFault } from './reject-codes'

export const maxLineBytes = 32 * 1024
const bufferBytes = 1024 * 1024
const maxFields = 32

const newline = 10
const carriageReturn = 13
const quote = 34
const comma = 44

/** The fields of the line at hand: field n is bytes[starts[n], ends[n]). Valid until the next line. */
export interface Line {
  /** 1 is the header. */
  number: number
  bytes: Buffer
  start: number
  /** Where its line break is. */
  end: number
  starts: Int32Array
  ends: Int32Array
  count: number
  fault: RowFault | null
}

/** Reads the next bytes of the file into bytes[offset, offset + length); 0 at the end of the file. */
export type ReadBytes = (bytes: Buffer, offset: number, length: number) => Promise<number>

/**
 * Calls `onLine` for each line of the file, the header included. Yields after every block of at most a mebibyte, so
 * that the consumer of the rows sets the pace.
 */
export async function* scanLines(read: ReadBytes, onLine: (line: Line) => void): AsyncGenerator<void> {
  const bytes = Buffer.allocUnsafe(bufferBytes + 1)
  const starts = new Int32Array(maxFields)
  const ends = new Int32Array(maxFields)
  const line: Line = { number: 0, bytes, start: 0, end: 0, starts, ends, count: 0, fault: null }
  let held = 0 // bytes of a line whose end has not been read yet
  let isSkipping = false // inside a line that is too long
  for (;;) {
    const got = await read(bytes, held, bufferBytes - held)
    let end = held + got
    if (got === 0 && held > 0) bytes[end++] = newline // the last line may lack its line break
    let start = 0
    if (isSkipping) {
      const lineEnd = bytes.subarray(0, end).indexOf(newline)
      isSkipping = lineEnd < 0
      start = isSkipping ? end : lineEnd + 1
    }
    start = scanBlock(line, start, bytes.subarray(0, end).lastIndexOf(newline), onLine)
    if (got === 0) return
    held = end - start
    if (held > maxLineBytes) {
      Object.assign(line, { number: line.number + 1, start, end, count: 0, fault: 'lineTooLong' })
      onLine(line)
      isSkipping = true
      held = 0
    }
    bytes.copyWithin(0, start, end)
    yield
  }
}

/** Lines from `start` to the line break at `last`; returns where the next line begins. */
function scanBlock(line: Line, start: number, last: number, onLine: (line: Line) => void): number {
  if (last < start) return start
  const { bytes } = line
  const isClean = isUtf8(bytes.subarray(start, last))
  for (let at = start; at <= last; at = line.end + 1) {
    line.number += 1
    line.start = at
    line.fault = isClean ? null : badBytes(bytes, at)
    splitFields(line)
    if (line.end - line.start > maxLineBytes) line.fault = 'lineTooLong'
    onLine(line)
  }
  return last + 1
}

/** Asked before quotes are undone in place, which moves bytes. */
function badBytes(bytes: Buffer, start: number): RowFault | null {
  const end = bytes.indexOf(newline, start)
  return isUtf8(bytes.subarray(start, end)) ? null : 'notUtf8'
}

function splitFields(line: Line): void {
  const { bytes } = line
  let at = line.start
  line.count = 0
  for (;;) {
    at = bytes[at] === quote ? quotedField(line, at) : plainField(line, at, at)
    line.count += 1
    if (bytes[at] === newline) break
    at += 1
  }
  line.end = at
}

/** A field from `start` whose bytes are as they count; scans on from `at` to the comma or line break, and returns it. */
function plainField(line: Line, start: number, from: number): number {
  const { bytes } = line
  let at = from
  let end = -1
  for (;;) {
    const byte = bytes[at] as number
    if (byte === comma || byte === newline) break
    if (byte < 32) {
      if (byte === carriageReturn && bytes[at + 1] === newline) end = at
      else line.fault ??= byte === 0 ? 'nulByte' : 'controlCharacter'
    } else if (byte === quote) {
      line.fault ??= 'strayQuote'
    }
    at += 1
  }
  setField(line, start, end < 0 ? at : end)
  return at
}

/** A field that begins with a quote at `open`: doubled quotes become one, in place. */
function quotedField(line: Line, open: number): number {
  const { bytes } = line
  let write = open + 1
  let at = open + 1
  for (;;) {
    const byte = bytes[at] as number
    if (byte === newline) {
      line.fault ??= 'unclosedQuote'
      setField(line, open + 1, write)
      return at
    }
    if (byte === quote) {
      if (bytes[at + 1] !== quote) break
      at += 1
    } else if (byte < 32) {
      line.fault ??= byte === 0 ? 'nulByte' : 'controlCharacter'
    }
    bytes[write++] = byte
    at += 1
  }
  const next = bytes[at + 1]
  if (next === comma || next === newline || (next === carriageReturn && bytes[at + 2] === newline)) {
    setField(line, open + 1, write)
    return next === carriageReturn ? at + 2 : at + 1
  }
  line.fault ??= 'strayQuote'
  return plainField(line, open + 1, at + 1)
}

function setField(line: Line, start: number, end: number): void {
  if (line.count >= maxFields) return
  line.starts[line.count] = start
  line.ends[line.count] = end
}
