// What does a case do on which the software fails? It waits, goes on hearing, and asks again: with the next message, or
// after a while by itself. The worker has told the operators (activities/evaluate.ts).
import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow'
import type { Instruction } from '../domain/ladder/instruction'
import type { Stage } from '../domain/ladder/strategy'
import type { CaseStatus } from './messages'

const lookAgainMs = 600_000

/**
 * What `proceed` says, or when it cannot say anything: to wait, with the failure's code for the engineer who looks.
 * @throws what is no failure of the work: a cancellation, an account that has no case
 */
export async function orUndecided(
  proceed: () => Promise<Instruction>,
  status: () => CaseStatus & { stage: Stage },
): Promise<Instruction> {
  try {
    return await proceed()
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error) || codeOf(error) === 'NO_CASE')
      throw error
    const { instruction, episode, seenSeq: seq, turn, stage, asOf } = status()
    const nothingYet = { episode, seq, stage, standstill: null, strategy: 'not yet known' }
    const wait = { kind: 'wait' as const, for: 'facts' as const, at: asOf + lookAgainMs }
    const why = `stuck: ${codeOf(error)}`
    return { ...nothingYet, ...instruction, next: wait, turn, why, decidedAt: asOf }
  }
}

/** The stable code of a failure that ends all attempts; else what the attempts ended with. */
function codeOf({ cause, message }: ActivityFailure): string {
  return cause instanceof ApplicationFailure ? (cause.type ?? message) : message
}
