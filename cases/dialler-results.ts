// What a dialler reports of its calls: each is settled, or entered as a contact of the moment at which it was made. One
// that was made against a rule stands on record as that; the same file twice changes nothing.
import { instantText } from '../domain/date-shape'
import type { Instant } from '../domain/calendar-date'
import { idPattern } from '../domain/commands/fields'
import { isOutcomeOf } from '../domain/ladder/outcomes'
import { type PastCall, type PastCallTaken, takePastCall } from './call-past'
import type { CallDeps } from './call-scene'
import { type Rejected, readReports } from './report-file'

export interface DiallerResults {
  /** Reports that were new. */
  recorded: number
  /** Reports that were known already. */
  known: number
  /** New ones of calls that were made against a rule, by line. */
  breaches: { line: number; ruleId: string }[]
  rejected: Rejected[]
}

export const resultHeader = ['call_id', 'task_id', 'point_id', 'started_at', 'outcome', 'recording', 'agent']

interface ResultRow extends Omit<PastCall, 'by' | 'asOf'> {
  agent: string
}

/**
 * Takes in a result file. `call_id` is the dialler's own, `recording` may be empty where nobody spoke, `point_id` and
 * `task_id` are those of the list. @throws ReportFileError when the header is another one.
 */
export async function takeDiallerResults(
  deps: CallDeps & { presentOf(accountId: string): Promise<Instant> },
  csv: string,
): Promise<DiallerResults> {
  const { rows, rejected } = readReports(csv, { header: resultHeader, code: 'RESULT_FILE_INVALID' }, readRow)
  const result: DiallerResults = { recorded: 0, known: 0, breaches: [], rejected }
  // In the order in which they were made: each counts for the next.
  rows.sort((a, b) => a.startedAt - b.startedAt || a.line - b.line)
  for (const { line, ...row } of rows) {
    const answer = await takeRow(deps, row)
    if (!answer.ok) rejected.push({ line, reason: `${answer.code}: ${answer.message}` })
    else if (!answer.recorded) result.known += 1
    else result.recorded += 1
    if (answer.ok && answer.recorded && answer.brokenRule !== undefined) {
      result.breaches.push({ line, ruleId: answer.brokenRule })
    }
  }
  rejected.sort((a, b) => a.line - b.line)
  return result
}

async function takeRow(
  deps: CallDeps & { presentOf(accountId: string): Promise<Instant> },
  { agent, ...row }: ResultRow,
): Promise<PastCallTaken> {
  const task = await deps.db.prisma.task.findUnique({ where: { id: row.taskId } })
  if (task?.kind !== 'call') {
    return { ok: false, code: 'NO_SUCH_TASK', message: `there is no call task ${row.taskId}` }
  }
  const asOf = await deps.presentOf(task.accountId)
  if (row.startedAt > asOf) return { ok: false, code: 'CALL_IN_FUTURE', message: 'started_at is yet to come' }
  return takePastCall(deps, { ...row, by: agent, asOf })
}

function readRow(fields: Record<string, string>): ResultRow | string {
  const {
    call_id = '',
    task_id = '',
    point_id = '',
    started_at = '',
    outcome = '',
    recording = '',
    agent = '',
  } = fields
  for (const [name, value] of Object.entries({ call_id, task_id, point_id, agent })) {
    if (!idPattern.test(value)) return `${name} must be 1 to 120 of the characters A-Z a-z 0-9 _ . : / -`
  }
  if (recording !== '' && !idPattern.test(recording)) return 'recording must be an id, or empty'
  if (!isOutcomeOf('call', outcome)) return `outcome ${outcome} is not known`
  const startedAt = instantText.safeParse(started_at)
  if (!startedAt.success) return 'started_at must be an instant such as 2026-03-05T10:00:00+08:00'
  return {
    reference: call_id,
    taskId: task_id,
    pointId: point_id,
    startedAt: startedAt.data,
    outcome: outcome as ResultRow['outcome'],
    agent,
    ...(recording === '' ? {} : { recording }),
  }
}
