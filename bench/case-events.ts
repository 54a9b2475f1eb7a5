// What has a case written into its history? Events by type, without what only a simulation has: those of time skipping
// and the workflow tasks that these cause when they arrive while another task is under way.
import type { Client } from '@temporalio/client'
import { temporal } from '@temporalio/proto'
import { caseWorkflowId } from '../workflows/messages'

type HistoryEvent = temporal.api.history.v1.IHistoryEvent

/** Events by type, such as `TIMER_STARTED`. */
export type EventCounts = Record<string, number>

const timeSkipping = ['WORKFLOW_EXECUTION_OPTIONS_UPDATED', 'WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED']

/** What a case writes as the result of a workflow task: none of these calls for another one. */
const commands = [
  'TIMER_STARTED',
  'TIMER_CANCELED',
  'ACTIVITY_TASK_SCHEDULED',
  'ACTIVITY_TASK_STARTED',
  'MARKER_RECORDED',
  'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES',
]

/** Counts the events of the account's newest run. */
export async function caseEvents(client: Client, accountId: string): Promise<EventCounts> {
  const { events } = await client.workflow.getHandle(caseWorkflowId(accountId)).fetchHistory()
  return countEvents((events ?? []).map(typeOf))
}

/** Pure: the counts of a history, given as types in order. */
export function countEvents(types: readonly string[]): EventCounts {
  const counts: EventCounts = {}
  let isSkippingsTask = false
  /** Since the last workflow task was scheduled. */
  let since: string[] = []
  for (const type of types) {
    const isTask = type.startsWith('WORKFLOW_TASK_')
    if (type === 'WORKFLOW_TASK_SCHEDULED') {
      isSkippingsTask =
        since.some(isSkipping) && since.every((other) => isSkipping(other) || isCommand(other))
      since = []
    } else if (type !== 'WORKFLOW_TASK_STARTED' && type !== 'WORKFLOW_TASK_COMPLETED') since.push(type)
    if (isSkipping(type) || (isTask && isSkippingsTask)) continue
    counts[type] = (counts[type] ?? 0) + 1
  }
  return counts
}

export function totalOf(counts: EventCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** What `counts` has more, and less, than `minimum`: `+2 TIMER_CANCELED`. */
export function aboveMinimum(counts: EventCounts, minimum: EventCounts): string[] {
  const types = [...new Set([...Object.keys(minimum), ...Object.keys(counts)])]
  return types.flatMap((type) => {
    const difference = (counts[type] ?? 0) - (minimum[type] ?? 0)
    return difference === 0 ? [] : [`${difference > 0 ? '+' : ''}${difference} ${type}`]
  })
}

const isSkipping = (type: string) => timeSkipping.includes(type)
const isCommand = (type: string) => commands.includes(type)

function typeOf({ eventType }: HistoryEvent): string {
  return (temporal.api.enums.v1.EventType[eventType ?? 0] ?? 'UNKNOWN').replace('EVENT_TYPE_', '')
}
