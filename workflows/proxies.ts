// How the workflows reach their activities: three profiles, each with a bound per attempt and in total, and why.
import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import type { CaseActivities } from '../activities/case-activities'

/**
 * Database only, short: recorded as a marker without a round trip through the server. Few attempts: after them the
 * same work goes on as a regular activity, which can wait for a database that is away for longer.
 */
export const quick = proxyLocalActivities<CaseActivities>({
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '20 seconds',
  retry: { maximumAttempts: 3, initialInterval: '200 milliseconds' },
})

/** The same work with the patience of a regular activity: a database may be away for a night. */
export const patient = proxyActivities<CaseActivities>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '7 days',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
})

/**
 * A step with an effect outside. Short attempts, so that a killed worker is noticed soon; the total is bounded by a
 * working day: whatever failed that long becomes a task for a person. Retrying is safe: every performer is keyed.
 */
export const perform = proxyActivities<CaseActivities>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '8 hours',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '5 minutes',
  },
})
