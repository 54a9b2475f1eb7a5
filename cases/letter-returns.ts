// What became of the letters? Takes in the print house's return file, one report per registered letter, each as a
// command on its case; a bad row is named with its line and the rest goes on.
import type { Command } from '../domain/commands'
import { type SendDeps, sendCommand } from './send-command'

export interface LetterReturns {
  /** Reports that were new. */
  recorded: number
  /** Reports that were known already. */
  known: number
  rejected: { line: number; reason: string }[]
}

type Outcome = Extract<Command, { kind: 'reportDelivery' }>['outcome']

interface ReturnRow {
  line: number
  registeredNo: string
  outcome: Outcome
}

const header = 'registered_no,outcome,reported_on'
const outcomes: ReadonlySet<string> = new Set<Outcome>(['delivered', 'returned', 'refused'])
/** Letters looked up by one query. */
const batchSize = 1_000

/** The file is not one of returns: nothing of it is taken. */
export class ReturnFileError extends Error {
  readonly code = 'RETURN_FILE_INVALID'
  override readonly name = 'ReturnFileError'
}

/**
 * Takes in a return file (CSV: registered_no, outcome, reported_on). `presentOf` tells the case's present. The same
 * file twice changes nothing. @throws ReturnFileError when the header is another one.
 */
export async function takeLetterReturns(
  deps: Omit<SendDeps, 'now'> & { presentOf(accountId: string): Promise<number> },
  csv: string,
): Promise<LetterReturns> {
  const [first = '', ...lines] = csv.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (first.trim() !== header) throw new ReturnFileError(`line 1 must be ${header}`)
  const result: LetterReturns = { recorded: 0, known: 0, rejected: [] }
  const rows = lines.flatMap((text, index) => readRow(text, index + 2, result))
  for (let start = 0; start < rows.length; start += batchSize) {
    await takeRows(deps, rows.slice(start, start + batchSize), result)
  }
  result.rejected.sort((a, b) => a.line - b.line)
  return result
}

function readRow(text: string, line: number, result: LetterReturns): ReturnRow[] {
  if (text.trim() === '') return []
  const [registeredNo = '', outcome = '', reportedOn = '', ...more] = text
    .split(',')
    .map((field) => field.trim())
  const reason = more.length > 0 ? 'a row has three fields' : mistakeIn(registeredNo, outcome, reportedOn)
  if (reason === null) return [{ line, registeredNo, outcome: outcome as Outcome }]
  result.rejected.push({ line, reason })
  return []
}

function mistakeIn(registeredNo: string, outcome: string, reportedOn: string): string | null {
  if (!/^[A-Z]{2}\d{9}[A-Z]{2}$/.test(registeredNo)) {
    return 'registered_no must be two letters, nine digits, two letters'
  }
  if (!outcomes.has(outcome)) return `outcome must be one of ${[...outcomes].join(', ')}`
  const date = new Date(`${reportedOn}T00:00:00Z`)
  const isDate = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(reportedOn)
  return isDate ? null : 'reported_on must be a date such as 2026-03-05'
}

async function takeRows(
  deps: Parameters<typeof takeLetterReturns>[0],
  rows: readonly ReturnRow[],
  result: LetterReturns,
): Promise<void> {
  const letters = await deps.db.prisma.document.findMany({
    where: { kind: 'letter', registeredNo: { in: rows.map(({ registeredNo }) => registeredNo) } },
    select: { id: true, accountId: true, registeredNo: true },
  })
  const byNumber = new Map(letters.map((letter) => [letter.registeredNo, letter]))
  for (const { line, registeredNo, outcome } of rows) {
    const letter = byNumber.get(registeredNo)
    if (!letter) {
      result.rejected.push({ line, reason: `there is no letter ${registeredNo}` })
      continue
    }
    const now = await deps.presentOf(letter.accountId)
    const command: Command = {
      kind: 'reportDelivery',
      commandId: `letter-return/${registeredNo}/${outcome}`,
      by: 'print-house',
      // A letter's document and its contact have the same key.
      contactKey: letter.id,
      outcome,
    }
    const answer = await sendCommand({ ...deps, now: () => now }, letter.accountId, command)
    if (!answer.ok) result.rejected.push({ line, reason: `${answer.code}: ${answer.message}` })
    else if (answer.recorded.length > 0) result.recorded += 1
    else result.known += 1
  }
}
