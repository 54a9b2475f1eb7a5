// Sends a person's command to a case: as the update of its workflow, so that it counts at the case's own present and
// the case acts at once; straight into the log when no case is running or Temporal is down.
import { setTimeout as delay } from 'node:timers/promises'
import {
  type Client,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import type { Command } from '../domain/commands/commands'
import type { Database } from '../platform/database'
import { caseWorkflowId } from '../workflows/messages'
import { type CommandAnswer, type CommandDeps, runCommand } from './run-command'

export interface SendDeps extends CommandDeps {
  /** null: Temporal cannot be reached; the command is recorded and the case told later. */
  client: Client | null
  /** The present for a case that is not running. */
  now: () => number
}

/**
 * Refusals are values with stable codes; only faults throw. Sending the same `commandId` again changes nothing. A case
 * that does not answer (no worker runs, its workflow cannot go on) is not waited for: the command goes into the log,
 * and an update that is carried out after all finds it there.
 */
export async function sendCommand(
  deps: SendDeps,
  accountId: string,
  command: Command,
): Promise<CommandAnswer> {
  const answer = deps.client === null ? null : await sendUpdate(deps, deps.client, accountId, command)
  return answer ?? runCommand(deps, { accountId, asOf: deps.now(), command })
}

/** The answer of the case's workflow; null when no case is running, or none that answers. */
async function sendUpdate(
  { db }: SendDeps,
  client: Client,
  accountId: string,
  command: Command,
): Promise<CommandAnswer | null> {
  const { kind, ...request } = command
  const handle = client.workflow.getHandle(caseWorkflowId(accountId))
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      const { recorded } = await client.withDeadline(Date.now() + answerWithinMs, () =>
        handle.executeUpdate<{ recorded: string[] }, [typeof request]>(kind, { args: [request] }),
      )
      const isOwn = recorded.length === 0 && attempt > 1
      return { ok: true, recorded: isOwn ? await recordedBy(db, accountId, command) : recorded }
    } catch (error) {
      const refused = refusalOf(error)
      if (refused) return refused
      if (
        error instanceof WorkflowNotFoundError ||
        error instanceof WorkflowUpdateRPCTimeoutOrCancelledError
      ) {
        return null
      }
      if (!isCrossed(error)) throw error
      await delay(attempt * retryAfterMs)
    }
  }
  return null
}

/** What an attempt whose answer was dropped has recorded. */
async function recordedBy(db: Database, accountId: string, { commandId }: Command): Promise<string[]> {
  const where = { accountId, source: `command/${commandId}` }
  const facts = await db.prisma.fact.findMany({ where, select: { key: true }, orderBy: { seq: 'asc' } })
  return facts.map(({ key }) => key)
}

/** A case that is well answers in a fraction of a second; one that is busy with a step in a few. */
const answerWithinMs = 20_000
const attempts = 5
const retryAfterMs = 100
/** gRPC status: the workflow was not ready. */
const failedPrecondition = 9

/**
 * The case was closing while another message reached it: the server drops the update's answer and asks for another
 * attempt. The command may be recorded already; its id makes repeating it safe.
 */
function isCrossed(error: unknown): boolean {
  return (
    error instanceof ServiceError &&
    error.cause instanceof Error &&
    'code' in error.cause &&
    error.cause.code === failedPrecondition
  )
}

function refusalOf(error: unknown): CommandAnswer | null {
  if (!(error instanceof WorkflowUpdateFailedError)) return null
  const { cause } = error
  return cause instanceof ApplicationFailure && cause.type
    ? { ok: false, code: cause.type, message: cause.message }
    : null
}
