// The database work of a case, one piece after the other: its decisions, and the commands and messages that reach it in
// the same moment. Two local activities at once do not replay in the order in which they ended (an update that was
// answered between two of them makes the history unreadable), so there is never more than one.
import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow'
import type { CaseActivities } from '../activities/case-activities'
import { patient, quick } from './proxies'

type Work = 'evaluate' | 'carryOut' | 'receive' | 'recordFailedStep'

/** One queue per case. Each piece is a local activity; when its attempts are used up, a regular one with its patience. */
export function databaseWork() {
  let last: Promise<unknown> = Promise.resolve()
  return <K extends Work>(name: K) => {
    type Run = (input: Parameters<CaseActivities[K]>[0]) => ReturnType<CaseActivities[K]>
    return ((input) => {
      const run = async () => {
        try {
          return await (quick[name] as unknown as Run)(input)
        } catch (error) {
          if (isCancellation(error) || isForGood(error)) throw error
          return await (patient[name] as unknown as Run)(input)
        }
      }
      const done = last.then(run, run)
      last = done
      return done
    }) as Run
  }
}

/** Another attempt would fail in the same way. */
function isForGood(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof ApplicationFailure &&
    !!error.cause.nonRetryable
  )
}
