// What became of the letters? Takes in the print house's return file, one report per registered letter, each as a
// command on its case; a bad row is named with its line and the rest goes on.
import { date } from '../domain/date-shape'
import type { Command } from '../domain/commands/commands'
import { type ReturnReason, returnReasons } from '../domain/facts'
import { type Rejected, readReports } from './report-file'
import { type SendDeps, sendCommand } from './send-command'

export interface LetterReturns {
  /** Reports that were new. */
  recorded: number
  /** Reports that were known already. */
  known: number
  rejected: Rejected[]
}

type Outcome = Extract<Command, { kind: 'reportDelivery' }>['outcome']

interface ReturnRow {
  registeredNo: string
  outcome: Outcome
  reason?: ReturnReason
}

const header = ['registered_no', 'outcome', 'reported_on']
const outcomes = ['delivered', 'returned', 'refused'] as const satisfies Outcome[]
/** Letters looked up by one query. */
const batchSize = 1_000

/**
 * Takes in a return file (CSV: registered_no, outcome, reported_on and, if the print house tells it, reason). `presentOf`
 * tells the case's present. The same file twice changes nothing. @throws ReportFileError when the header is another one.
 */
export async function takeLetterReturns(
  deps: Omit<SendDeps, 'now'> & { presentOf(accountId: string): Promise<number> },
  csv: string,
): Promise<LetterReturns> {
  const hasReasons = /^\uFEFF?[^\r\n]*,reason\s*[\r\n]/.test(csv)
  const format = { header: hasReasons ? [...header, 'reason'] : header, code: 'RETURN_FILE_INVALID' }
  const { rows, rejected } = readReports(csv, format, readRow)
  const result: LetterReturns = { recorded: 0, known: 0, rejected }
  for (let start = 0; start < rows.length; start += batchSize) {
    await takeRows(deps, rows.slice(start, start + batchSize), result)
  }
  result.rejected.sort((a, b) => a.line - b.line)
  return result
}

function readRow(fields: Record<string, string>): ReturnRow | string {
  const { registered_no: registeredNo = '', reported_on: reportedOn = '', reason: said = '' } = fields
  if (!/^[A-Z]{2}\d{9}[A-Z]{2}$/.test(registeredNo)) {
    return 'registered_no must be two letters, nine digits, two letters'
  }
  const outcome = outcomes.find((known) => known === fields['outcome'])
  if (!outcome) return `outcome must be one of ${outcomes.join(', ')}`
  if (!date.safeParse(reportedOn).success) return 'reported_on must be a date such as 2026-03-05'
  const reason = returnReasons.find((known) => known === said)
  if (said !== '' && !reason) return `reason must be empty or one of ${returnReasons.join(', ')}`
  return reason === undefined ? { registeredNo, outcome } : { registeredNo, outcome, reason }
}

async function takeRows(
  deps: Parameters<typeof takeLetterReturns>[0],
  rows: readonly (ReturnRow & { line: number })[],
  result: LetterReturns,
): Promise<void> {
  const letters = await deps.db.prisma.document.findMany({
    where: { kind: 'letter', registeredNo: { in: rows.map(({ registeredNo }) => registeredNo) } },
    select: { id: true, accountId: true, registeredNo: true },
  })
  const byNumber = new Map(letters.map((letter) => [letter.registeredNo, letter]))
  for (const { line, registeredNo, ...report } of rows) {
    const letter = byNumber.get(registeredNo)
    if (!letter) {
      result.rejected.push({ line, reason: `there is no letter ${registeredNo}` })
      continue
    }
    const now = await deps.presentOf(letter.accountId)
    const command: Command = {
      kind: 'reportDelivery',
      commandId: `letter-return/${registeredNo}/${report.outcome}`,
      by: 'print-house',
      // A letter's document and its contact have the same key.
      contactKey: letter.id,
      ...report,
    }
    const answer = await sendCommand({ ...deps, now: () => now }, letter.accountId, command)
    if (!answer.ok) result.rejected.push({ line, reason: `${answer.code}: ${answer.message}` })
    else if (answer.recorded.length > 0) result.recorded += 1
    else result.known += 1
  }
}
