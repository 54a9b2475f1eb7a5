// Is a field what its column says, and what value does it have? One reader per kind of column, straight on the bytes:
// each checks the field and writes its value to the COPY row, or names the fault.
import { isZone } from '../domain/calendar-date'
import type { CopyRows } from './copy-rows'
import type { Column, ColumnKind } from './drop-format'
import type { FieldFault } from './reject-codes'

/** Reads bytes[start, end). Returns null when the value was written to `row`. */
export type FieldReader = (bytes: Buffer, start: number, end: number, row: CopyRows) => FieldFault | null

/** The reader of a column. An empty field is null in the database, or the column's word for it, or a fault. */
export function fieldReader(column: Column): FieldReader {
  const read = valueReader(column.kind)
  const whenEmpty = emptyReader(column)
  return (bytes, start, end, row) => (start === end ? whenEmpty(row) : read(bytes, start, end, row))
}

function emptyReader({ kind, required }: Column): (row: CopyRows) => FieldFault | null {
  if (required) return () => 'empty'
  if (kind.type === 'code' && kind.whenEmpty !== undefined) {
    const word = Buffer.from(kind.whenEmpty)
    return (row) => (row.text(word, 0, word.length), null)
  }
  return (row) => (row.null(), null)
}

function valueReader(kind: ColumnKind): FieldReader {
  switch (kind.type) {
    case 'id':
      return readId
    case 'text':
      return textReader(kind.maxLength)
    case 'code':
      return codeReader(kind.codes)
    case 'letters':
      return lettersReader(kind.length)
    case 'zone':
      return zoneReader()
    case 'date':
      return readDate
    case 'amount':
      return kind.positive ? readPositiveAmount : readAmount
    case 'rate':
      return readRate
    case 'integer':
      return integerReader(kind.min, kind.max)
    case 'yesNo':
      return readYesNo
  }
}

const idBytes = new Uint8Array(256)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-') {
  idBytes[character.charCodeAt(0)] = 1
}

/** 1 to 64 of A-Z a-z 0-9 _ . - */
export function isId(bytes: Uint8Array, start: number, end: number): boolean {
  if (end === start || end - start > 64) return false
  for (let at = start; at < end; at += 1) if (idBytes[bytes[at] as number] === 0) return false
  return true
}

function readId(bytes: Buffer, start: number, end: number, row: CopyRows): FieldFault | null {
  if (!isId(bytes, start, end)) return 'badId'
  row.text(bytes, start, end)
  return null
}

function textReader(maxLength: number): FieldReader {
  return (bytes, start, end, row) => {
    if (end - start > maxLength && codePoints(bytes, start, end) > maxLength) return 'tooLong'
    row.text(bytes, start, end)
    return null
  }
}

/** Characters of valid UTF-8: every byte that does not continue one. */
function codePoints(bytes: Uint8Array, start: number, end: number): number {
  let count = 0
  for (let at = start; at < end; at += 1) if (((bytes[at] as number) & 0xc0) !== 0x80) count += 1
  return count
}

function codeReader(codes: Readonly<Record<string, string>>): FieldReader {
  const words = Object.entries(codes).map(([written, kept]) => ({
    written: Buffer.from(written),
    kept: Buffer.from(kept),
  }))
  return (bytes, start, end, row) => {
    for (const { written, kept } of words) {
      if (equals(bytes, start, end, written)) {
        row.text(kept, 0, kept.length)
        return null
      }
    }
    return 'badCode'
  }
}

function equals(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start !== word.length) return false
  for (let at = 0; at < word.length; at += 1) if (bytes[start + at] !== word[at]) return false
  return true
}

function lettersReader(length: number): FieldReader {
  return (bytes, start, end, row) => {
    if (end - start !== length) return 'badLetters'
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] as number
      if (byte < 65 || byte > 90) return 'badLetters'
    }
    row.text(bytes, start, end)
    return null
  }
}

/** Zones repeat, so each distinct name is asked once; a file of rubbish cannot make the memory grow. */
function zoneReader(): FieldReader {
  const known = new Map<string, boolean>()
  return (bytes, start, end, row) => {
    if (end - start > 64) return 'badZone'
    const name = bytes.toString('latin1', start, end)
    // '+08:00' is an offset, not a zone.
    const isGood = known.get(name) ?? (/^[A-Za-z]/.test(name) && isZone(name))
    if (known.size < 1000) known.set(name, isGood)
    if (!isGood) return 'badZone'
    row.text(bytes, start, end)
    return null
  }
}

const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days since 1970-01-01 of an ISO date in bytes[start, end), or null when it is none (1900 to 2199). */
export function parseDate(bytes: Uint8Array, start: number, end: number): number | null {
  if (end - start !== 10 || bytes[start + 4] !== 45 || bytes[start + 7] !== 45) return null
  const year = digits(bytes, start, start + 4)
  const month = digits(bytes, start + 5, start + 7)
  const day = digits(bytes, start + 8, end)
  if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1) return null
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (day > (daysInMonth[month - 1] as number) + (isLeap && month === 2 ? 1 : 0)) return null
  const before = year - 1
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477
  const leapDay = isLeap && month > 2 ? 1 : 0
  return (year - 1970) * 365 + leapDays + (daysBeforeMonth[month - 1] as number) + leapDay + day - 1
}

function readDate(bytes: Buffer, start: number, end: number, row: CopyRows): FieldFault | null {
  const days = parseDate(bytes, start, end)
  if (days === null) return 'badDate'
  row.date(days)
  return null
}

/** The number written in bytes[start, end), or -1 when there is anything but digits. */
function digits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] as number) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/** Cents of an amount such as `1234.50`, at most 13 digits before the point; -1 when it is none. */
export function parseCents(bytes: Uint8Array, start: number, end: number): number {
  const point = end - 3
  if (point <= start || point - start > 13 || bytes[point] !== 46) return -1
  const whole = digits(bytes, start, point)
  const cents = digits(bytes, point + 1, end)
  return whole < 0 || cents < 0 ? -1 : whole * 100 + cents
}

function readAmount(bytes: Buffer, start: number, end: number, row: CopyRows): FieldFault | null {
  const cents = parseCents(bytes, start, end)
  if (cents < 0) return 'badAmount'
  row.bigint(cents)
  return null
}

function readPositiveAmount(bytes: Buffer, start: number, end: number, row: CopyRows): FieldFault | null {
  const cents = parseCents(bytes, start, end)
  if (cents < 0) return 'badAmount'
  if (cents === 0) return 'notPositive'
  row.bigint(cents)
  return null
}

function readRate(bytes: Buffer, start: number, end: number, row: CopyRows): FieldFault | null {
  const dot = bytes.subarray(start, end).indexOf(46)
  const point = dot < 0 ? end : start + dot
  const places = Math.max(0, end - point - 1)
  if (point === start || point - start > 4 || places > 8 || (point < end && places === 0)) return 'badRate'
  const whole = digits(bytes, start, point)
  const fraction = digits(bytes, Math.min(point + 1, end), end)
  if (whole < 0 || fraction < 0) return 'badRate'
  row.rate(whole * 1e8 + fraction * 10 ** (8 - places))
  return null
}

function integerReader(min: number, max: number): FieldReader {
  return (bytes, start, end, row) => {
    const value = end - start > 9 ? -1 : digits(bytes, start, end)
    if (value < min || value > max) return 'badInteger'
    row.smallint(value)
    return null
  }
}

const yes = Buffer.from('yes')
const no = Buffer.from('no')

function readYesNo(bytes: Buffer, start: number, end: number, row: CopyRows): FieldFault | null {
  const isYes = equals(bytes, start, end, yes)
  if (!isYes && !equals(bytes, start, end, no)) return 'badYesNo'
  row.boolean(isYes)
  return null
}
