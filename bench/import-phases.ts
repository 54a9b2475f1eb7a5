// How long did an import take from its start to its commit, and where did the time go? Read from the history of its
// workflow, which has the instant of every activity.
import type { Client } from '@temporalio/client'
import { optionalTsToMs } from '@temporalio/common/lib/time'
import type { temporal } from '@temporalio/proto'
import { readManifest } from '../batch/drop-manifest'
import { nightlyBatchWorkflowId } from '../workflows/nightly-batch-messages'

type HistoryEvent = temporal.api.history.v1.IHistoryEvent

/** `seconds` until applyNight was done; `phases` has the seconds of each activity, those of the files added up. */
export async function importPhases(
  client: Client,
  folder: string,
): Promise<{ seconds: number; phases: Record<string, number> }> {
  const { businessDate, sha256 } = await readManifest(folder)
  const handle = client.workflow.getHandle(nightlyBatchWorkflowId(businessDate, sha256))
  const events = (await handle.fetchHistory()).events ?? []
  const began = at(events[0])
  const phases: Record<string, number> = {}
  let committed = began
  for (const event of events) {
    const scheduledId = event.activityTaskCompletedEventAttributes?.scheduledEventId
    if (!scheduledId) continue
    const scheduled = events[Number(scheduledId) - 1]
    const name = scheduled?.activityTaskScheduledEventAttributes?.activityType?.name ?? 'unknown'
    phases[name] = (phases[name] ?? 0) + (at(event) - at(scheduled)) / 1000
    if (name === 'applyNight') committed = at(event)
  }
  return { seconds: (committed - began) / 1000, phases }
}

function at(event: HistoryEvent | undefined): number {
  return optionalTsToMs(event?.eventTime) ?? 0
}
