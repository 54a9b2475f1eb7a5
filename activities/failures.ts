// The closed list of failures that a step can end an attempt with. Outcomes of business (a rule forbids it, a number is
// wrong) are values and never appear here.
import { ApplicationFailure } from '@temporalio/common'

export type StepFailure =
  /** A provider surely did not take the message; the step is tried again after the provider's own delay. */
  | 'PROVIDER_BUSY'
  /** A newer attempt of the same step has taken over; this one must not go on. */
  | 'ATTEMPT_SUPERSEDED'
  /** Something happened to an account that the message tells about: it is written anew. */
  | 'CASE_CHANGED'
  /** Another case of the person is just telling about this one too. */
  | 'TOLD_BY_ANOTHER_CASE'

/** A failure after which Temporal tries the step again. `detail` carries codes, never personal data. */
export function tryAgain(
  type: StepFailure,
  detail: string,
  options: { afterMs?: number } = {},
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message: detail,
    nonRetryable: false,
    ...(options.afterMs === undefined ? {} : { nextRetryDelay: options.afterMs }),
  })
}
