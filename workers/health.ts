// Does the worker of this machine poll its task queue? The health check of the worker's container: asks Temporal, since
// a process that runs and gets no work is not well. Exit code 0 or 1, with the reason.
import { hostname } from 'node:os'
import { temporal as protocol } from '@temporalio/proto'
import { loadConfig, processEnvironment } from '../platform/config'
import { connectTemporal } from '../platform/temporal'

/** A poll lasts a minute; a worker that is gone stays in Temporal's list for five. */
const seenWithinMs = 90_000

async function main(): Promise<void> {
  const config = loadConfig(processEnvironment())
  const temporal = await connectTemporal(config)
  try {
    const { pollers } = await temporal.client.workflowService.describeTaskQueue({
      namespace: config.temporal.namespace,
      taskQueue: { name: config.taskQueue },
      taskQueueType: protocol.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    })
    const isHere = pollers.some(
      ({ identity, lastAccessTime }) =>
        identity?.endsWith(`@${hostname()}`) &&
        Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1000 < seenWithinMs,
    )
    if (!isHere) throw new Error(`no worker of ${hostname()} polls the task queue ${config.taskQueue}`)
  } finally {
    await temporal.close()
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
