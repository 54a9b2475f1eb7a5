// Which rows of a file are well formed? Turns the lines of one file into COPY rows, and keeps the score: rows as the
// bank counts them, the control total, and a reject for every row that is not what the format says.
import { CopyRows } from './copy-rows'
import type { FileFormat } from './drop-format'
import { DropRefused } from './drop-refused'
import { type FieldReader, fieldReader, isId, parseCents } from './field-readers'
import { KeyOrder } from './key-order'
import type { Line } from './line-scanner'
import { type Reject, type RowFault, reasonOf } from './reject-codes'

export interface FileScore {
  /** Lines after the header, whatever is in them. */
  rows: number
  /** Rows that were well formed and went to staging. */
  staged: number
  /** Sum of the control column over all rows in which it can be read, rejected ones included. */
  controlCents: bigint
  /** Rows in which it cannot be read. */
  unreadableControls: number
  /** Each staged row's key is above that of the row before it, so that no key is there twice. */
  keysAscend: boolean
  rejects: Reject[]
}

export class RowReader {
  readonly rows = new CopyRows()
  readonly score: FileScore = {
    rows: 0,
    staged: 0,
    controlCents: 0n,
    unreadableControls: 0,
    keysAscend: true,
    rejects: [],
  }
  private readonly readers: readonly FieldReader[]
  private readonly accountColumn: number
  private readonly controlColumn: number
  private readonly keys: KeyOrder
  private sumCents = 0
  private hasHeader = false

  /** @param maxRejects more rejects than this refuse the drop (DROP_TOO_MANY_REJECTS) */
  constructor(
    private readonly format: FileFormat,
    private readonly maxRejects: number,
  ) {
    this.readers = format.columns.map(fieldReader)
    this.keys = new KeyOrder(
      format.key.map((name) => format.columns.findIndex((column) => column.name === name)),
    )
    this.accountColumn = format.columns.findIndex((column) => column.name === 'account_id')
    this.controlColumn = format.columns.findIndex((column) => column.name === format.controlColumn)
  }

  readonly onLine = (line: Line): void => {
    if (line.number === 1) {
      this.checkHeader(line)
      return
    }
    this.score.rows += 1
    if (line.fault !== null) this.reject(line, line.fault, null)
    else if (line.count !== this.readers.length) this.reject(line, 'fieldCount', null)
    else this.readRow(line)
  }

  /** To be called after the last line. */
  finish(): void {
    if (!this.hasHeader) this.refuseHeader('the file is empty')
    this.score.controlCents += BigInt(this.sumCents)
    this.sumCents = 0
  }

  private checkHeader(line: Line): void {
    const expected = this.format.columns.map((column) => column.name)
    const found = expected.map((_, n) => line.bytes.toString('latin1', line.starts[n], line.ends[n]))
    this.hasHeader = true
    if (line.bytes.toString('utf8', line.start, line.start + 3) === '\ufeff') {
      this.refuseHeader('the file begins with a byte order mark: write UTF-8 without one')
    }
    const wrong = expected.findIndex((name, n) => n >= line.count || name !== found[n])
    if (line.fault !== null) this.refuseHeader(reasonOf(line.fault, null))
    if (wrong >= 0) this.refuseHeader(`column ${wrong + 1} must be ${expected[wrong]}`)
    if (line.count !== expected.length) this.refuseHeader(`there must be ${expected.length} columns`)
  }

  private refuseHeader(why: string): never {
    throw new DropRefused('DROP_HEADER', `${this.format.name}, line 1: ${why}`)
  }

  private readRow(line: Line): void {
    const { rows, readers } = this
    const { bytes, starts, ends } = line
    rows.beginRow(readers.length + 1)
    rows.integer(line.number)
    for (let n = 0; n < readers.length; n += 1) {
      const read = readers[n] as FieldReader
      const fault = read(bytes, starts[n] as number, ends[n] as number, rows)
      if (fault !== null) {
        rows.takeRowBack()
        this.reject(line, fault, n)
        return
      }
    }
    this.score.staged += 1
    this.addControl(line)
    if (this.score.keysAscend) this.score.keysAscend = this.keys.isAbove(line)
  }

  private addControl(line: Line): void {
    const n = this.controlColumn
    if (n < 0) return
    const cents = parseCents(line.bytes, line.starts[n] as number, line.ends[n] as number)
    if (cents < 0) {
      this.score.unreadableControls += 1
      return
    }
    this.sumCents += cents
    if (this.sumCents > 2 ** 52) {
      this.score.controlCents += BigInt(this.sumCents)
      this.sumCents = 0
    }
  }

  private reject(line: Line, fault: RowFault, columnIndex: number | null): void {
    const { rejects } = this.score
    const inPlace = columnIndex !== null
    if (inPlace) this.addControl(line)
    else if (this.controlColumn >= 0) this.score.unreadableControls += 1
    const column = columnIndex === null ? null : (this.format.columns[columnIndex] ?? null)
    const accountId = this.accountId(line)
    rejects.push({
      file: this.format.name,
      line: line.number,
      column: column?.name ?? null,
      code: fault,
      reason: reasonOf(fault, column),
      accountId,
      accountCertain: this.accountColumn < 0 || (inPlace && accountId !== null),
    })
    if (rejects.length > this.maxRejects) {
      const message = `${this.format.name} has more than ${this.maxRejects} bad rows; the first: line ${rejects[0]?.line}, ${rejects[0]?.reason}`
      throw new DropRefused('DROP_TOO_MANY_REJECTS', message, rejects)
    }
  }

  private accountId(line: Line): string | null {
    const n = this.accountColumn
    if (n < 0 || n >= line.count) return null
    const start = line.starts[n] as number
    const end = line.ends[n] as number
    return isId(line.bytes, start, end) ? line.bytes.toString('latin1', start, end) : null
  }
}
