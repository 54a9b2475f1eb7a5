// Files in which others report what became of letters and calls: a CSV with a fixed header and one report per row. A bad
// row is named with its line, and the rest goes on.

export interface Rejected {
  line: number
  reason: string
}

/** The file is not one of reports: nothing of it is taken. */
export class ReportFileError extends Error {
  override readonly name = 'ReportFileError'
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

export interface ReportFormat {
  header: readonly string[]
  /** Of the error when the file is another one. */
  code: string
}

/**
 * Reads the rows of a report file. `readRow` gets the fields by their names in the header, and answers a row or, as text,
 * what is wrong with it. @throws ReportFileError when the header is another one.
 */
export function readReports<Row>(
  csv: string,
  { header, code }: ReportFormat,
  readRow: (fields: Record<string, string>) => Row | string,
): { rows: (Row & { line: number })[]; rejected: Rejected[] } {
  const [first = '', ...lines] = csv.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (first.trim() !== header.join(',')) throw new ReportFileError(code, `line 1 must be ${header.join(',')}`)
  const rows: (Row & { line: number })[] = []
  const rejected: Rejected[] = []
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue
    const line = index + 2
    const values = text.split(',').map((value) => value.trim())
    const row =
      values.length === header.length
        ? readRow(Object.fromEntries(header.map((name, column) => [name, values[column] ?? ''])))
        : `a row has ${header.length} fields`
    if (typeof row === 'string') rejected.push({ line, reason: row })
    else rows.push({ ...row, line })
  }
  return { rows, rejected }
}
