// The list for a dialler: every call that is lawful today, with the window in which it is, the most pressing first. It is
// personal data, and out of date when it is written: whoever dials asks again, or reports afterwards.
import { type Instant, dateAt } from '../domain/calendar-date'
import { type Access, logAccess } from '../platform/access-log'
import { inTransaction } from '../platform/fact-log'
import { type CallScene, callWindow, readCallScene } from './call-scene'
import { chooseNumber } from './call-rules'
import { type RankedTask, type WorklistDeps, rankTasks } from './worklist'
import { sha256Of } from '../platform/sha256'

export interface CallList {
  csv: string
  manifest: { date: string; createdAt: string; rows: number; sha256: string }
}

export const listHeader = ['task_id', 'point_id', 'number', 'language', 'not_before', 'not_after', 'priority']

/** Calls that may be made on the present day of each case, in the bank's zone. */
export async function callList(deps: WorklistDeps, now: Instant, by: string): Promise<CallList> {
  const rows: string[][] = []
  const given: Access[] = []
  const date = dateAt(now, deps.zone)
  for (const task of await rankTasks(deps, ['call'])) {
    const { accountId, taskId, at } = task
    const scene = await readCallScene(deps, { accountId, taskId, asOf: at })
    const row = rowOf(deps, task, scene)
    if (row === null) continue
    rows.push(row)
    given.push({
      customerId: scene.subject.person.id,
      at: now,
      actor: by,
      kind: 'disclosed',
      purpose: 'collectionCall',
      receiver: 'dialler',
      fields: ['number', 'language'],
      reference: `${date}/${taskId}`,
    })
  }
  await inTransaction(deps.db.prisma, (tx) => logAccess(tx, given))
  const csv = [listHeader, ...rows].map((row) => `${row.join(',')}\r\n`).join('')
  const sha256 = sha256Of(csv)
  return { csv, manifest: { date, createdAt: new Date(now).toISOString(), rows: rows.length, sha256 } }
}

/** null: not today. */
function rowOf({ callRules, zone }: WorklistDeps, task: RankedTask, scene: CallScene): string[] | null {
  const window = callWindow(scene, callRules, task.at)
  if (window === null || dateAt(window.from, zone) !== dateAt(task.at, zone)) return null
  const choice = chooseNumber(scene.subject, window.from, callRules)
  if (choice.kind === 'none') return null
  const { id, value } = choice.point
  const times = [window.from, window.until].map((instant) => new Date(instant).toISOString())
  return [task.taskId, id, value, scene.subject.person.language, ...times, String(task.priority)]
}
