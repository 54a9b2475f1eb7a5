// Sends a person's command to a case: as the update of its workflow, so that it counts at the case's own present and
// the case acts at once; straight into the log when no case is running or Temporal is down.
import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import type { Command } from '../domain/commands'
import type { Database } from '../platform/database'
import { caseWorkflowId } from '../workflows/messages'
import { type CommandAnswer, runCommand } from './run-command'

export interface SendDeps {
  db: Database
  zone: string
  /** null: Temporal cannot be reached; the command is recorded and the case told later. */
  client: Client | null
  /** The present for a case that is not running. */
  now: () => number
}

/** Refusals are values with stable codes; only faults throw. Sending the same `commandId` again changes nothing. */
export async function sendCommand(
  deps: SendDeps,
  accountId: string,
  command: Command,
): Promise<CommandAnswer> {
  if (deps.client !== null) {
    const { kind, ...request } = command
    try {
      const handle = deps.client.workflow.getHandle(caseWorkflowId(accountId))
      const done = await handle.executeUpdate<{ recorded: string[] }, [typeof request]>(kind, {
        args: [request],
      })
      return { ok: true, recorded: done.recorded }
    } catch (error) {
      const refused = refusalOf(error)
      if (refused) return refused
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
  }
  return runCommand(deps, { accountId, asOf: deps.now(), command, onRefusal: 'answer' })
}

function refusalOf(error: unknown): CommandAnswer | null {
  if (!(error instanceof WorkflowUpdateFailedError)) return null
  const { cause } = error
  return cause instanceof ApplicationFailure && cause.type
    ? { ok: false, code: cause.type, message: cause.message }
    : null
}
