// How do checked fields become what PostgreSQL loads fastest? Rows in its binary COPY format, collected in a buffer.
// A row may be taken back while it is being written: a bad field further right rejects the whole row.

const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const endMark = Buffer.from([0xff, 0xff])
const capacity = 512 * 1024

/** Days from 1970-01-01, where our dates begin, to 2000-01-01, where PostgreSQL's do. */
const daysTo2000 = 10_957

export class CopyRows {
  private bytes = Buffer.allocUnsafe(capacity)
  private length = signature.copy(this.bytes)
  private rowStart = 0

  /** Is there room for a row of so many bytes as CSV? Binary takes at most 4 times as much, and the line number. */
  hasRoomFor(lineBytes: number): boolean {
    return this.length + 4 * lineBytes + 64 <= capacity
  }

  beginRow(fields: number): void {
    this.rowStart = this.length
    this.int16(fields)
  }

  takeRowBack(): void {
    this.length = this.rowStart
  }

  null(): void {
    this.int32(-1)
  }

  boolean(value: boolean): void {
    this.int32(1)
    this.bytes[this.length++] = value ? 1 : 0
  }

  smallint(value: number): void {
    this.int32(2)
    this.int16(value)
  }

  integer(value: number): void {
    this.int32(4)
    this.int32(value)
  }

  /** `value` must be a whole number from 0 to 2^53. */
  bigint(value: number): void {
    this.int32(8)
    this.int32(Math.floor(value / 0x1_0000_0000))
    this.int32(value)
  }

  date(daysSince1970: number): void {
    this.integer(daysSince1970 - daysTo2000)
  }

  /** numeric(12,8), given as a whole number of 1e-8: PostgreSQL's digits are groups of four decimal ones. */
  rate(units: number): void {
    const whole = Math.floor(units / 1e8)
    const fraction = units % 1e8
    this.int32(14)
    for (const part of [3, 0, 0, 8, whole, Math.floor(fraction / 1e4), fraction % 1e4]) this.int16(part)
  }

  text(source: Uint8Array, start: number, end: number): void {
    this.int32(end - start)
    const target = this.bytes
    let at = this.length
    for (let from = start; from < end; from += 1) target[at++] = source[from] as number
    this.length = at
  }

  /** Hands over the bytes collected so far and begins a new buffer: the old one may still be on its way. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length)
    this.bytes = Buffer.allocUnsafe(capacity)
    this.length = 0
    return taken
  }

  /** The last bytes of the copy. */
  finish(): Buffer {
    return Buffer.concat([this.take(), endMark])
  }

  private int16(value: number): void {
    this.bytes[this.length++] = value >> 8
    this.bytes[this.length++] = value
  }

  private int32(value: number): void {
    const bytes = this.bytes
    const at = this.length
    bytes[at] = value >> 24
    bytes[at + 1] = value >> 16
    bytes[at + 2] = value >> 8
    bytes[at + 3] = value
    this.length = at + 4
  }
}
