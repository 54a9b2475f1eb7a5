// Where did the time of an import go? Read from the history of its workflow, which has the instant of every activity.
import type { Client } from '@temporalio/client'
import { optionalTsToMs } from '@temporalio/common/lib/time'
import type { temporal } from '@temporalio/proto'
import { readManifest } from '../batch/drop-manifest'
import { nightlyBatchWorkflowId } from '../workflows/nightly-batch-messages'

type HistoryEvent = temporal.api.history.v1.IHistoryEvent

/** Seconds of each activity of the newest import of the drop in `folder`, by name. */
export async function importPhases(client: Client, folder: string): Promise<Record<string, number>> {
  const { businessDate, sha256 } = await readManifest(folder)
  const handle = client.workflow.getHandle(nightlyBatchWorkflowId(businessDate, sha256))
  const events = (await handle.fetchHistory()).events ?? []
  const phases: Record<string, number> = {}
  for (const event of events) {
    const scheduledId = event.activityTaskCompletedEventAttributes?.scheduledEventId
    if (!scheduledId) continue
    const scheduled = events[Number(scheduledId) - 1]
    const name = scheduled?.activityTaskScheduledEventAttributes?.activityType?.name ?? 'unknown'
    phases[name] = (phases[name] ?? 0) + (at(event) - at(scheduled)) / 1000
  }
  return phases
}

function at(event: HistoryEvent | undefined): number {
  return optionalTsToMs(event?.eventTime) ?? 0
}
