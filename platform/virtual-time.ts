// Virtual time on the real server: moves the clock of one workflow forward. Temporal 1.32 can; the SDK has the
// messages but no call for it yet, so the raw service is used here and nowhere else.
import { randomUUID } from 'node:crypto'
import type { Client } from '@temporalio/client'
import { WorkflowNotFoundError } from '@temporalio/client'
import { temporal } from '@temporalio/proto'
import Long from 'long'

const Result = temporal.api.enums.v1.FastForwardPollingResult
/** gRPC status: the execution is not there. */
const notFound = 5
/** gRPC status: the server knows no time skipping, or it is not switched on. */
const unimplemented = 12

/** The server's present for one workflow, in milliseconds, and the memo it was started with. */
export interface WorkflowClock {
  nowMs: number
  memo: Record<string, unknown>
}

/** A workflow's own present; the machine's when it never skipped; null when it is not running. */
export async function clockOf(client: Client, workflowId: string): Promise<WorkflowClock | null> {
  try {
    const { raw, memo = {} } = await client.workflow.getHandle(workflowId).describe()
    if (
      raw.workflowExecutionInfo?.status !==
      temporal.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
    ) {
      return null
    }
    const current = raw.workflowExtendedInfo?.timeSkippingInfo?.currentTime
    if (!current) return { nowMs: Date.now(), memo }
    return { nowMs: Number(current.seconds) * 1000 + Math.floor((current.nanos ?? 0) / 1_000_000), memo }
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null
    throw error
  }
}

/**
 * Moves a workflow forward by `durationMs` and resolves when it has arrived there, or has ended on the way. What is
 * due in between happens, each at its own instant.
 * @throws TIME_SKIPPING_FAILED when the server cannot skip time or the workflow cannot arrive.
 */
export async function fastForward(client: Client, workflowId: string, durationMs: number): Promise<void> {
  if (durationMs <= 0) return
  const { namespace } = client.options
  const workflowExecution = { workflowId }
  const id: string = randomUUID()
  const fastForwardConfig = {
    id,
    duration: {
      seconds: Long.fromNumber(Math.floor(durationMs / 1000)),
      nanos: (durationMs % 1000) * 1_000_000,
    },
  }
  try {
    await client.workflowService.updateWorkflowExecutionOptions({
      namespace,
      workflowExecution,
      workflowExecutionOptions: { timeSkippingConfig: { enabled: true, fastForwardConfig } },
      updateMask: { paths: ['time_skipping_config'] },
    })
    for (;;) {
      const { fastForwardPollingResult: result, failedReason } =
        await client.workflowService.pollWorkflowExecutionTimeSkipping({
          namespace,
          workflowExecution,
          fastForwardId: id,
        })
      if (result === Result.FAST_FORWARD_POLLING_RESULT_FAST_FORWARD_COMPLETED) return
      if (result !== Result.FAST_FORWARD_POLLING_RESULT_POLL_TIMEOUT) {
        if ((await clockOf(client, workflowId)) === null) return
        throw new Error(`TIME_SKIPPING_FAILED: ${workflowId} cannot go forward: ${failedReason}`)
      }
    }
  } catch (error) {
    if (hasStatus(error, notFound)) return
    if (!hasStatus(error, unimplemented)) throw error
    throw new Error(
      'TIME_SKIPPING_FAILED: this server cannot skip time; a simulation needs Temporal 1.32 with ' +
        'frontend.WorkflowTimeSkippingEnabled, as `arrears up --simulation` starts it',
      { cause: error },
    )
  }
}

function hasStatus(error: unknown, status: number): boolean {
  return error instanceof Error && 'code' in error && error.code === status
}
