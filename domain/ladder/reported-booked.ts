// When did somebody who has looked say that the bank's books show what was waived or corrected? Apart from the other questions
// about tasks, which know standstills: what is booked decides about those.
import type { Instant } from '../calendar-date'
import { type Fact, factsOf } from '../facts'

/** Of every task of the matter that was reported as `booked`, when. */
export function reportedBooked(facts: readonly Fact[], matter: string): Instant[] {
  const tasks = factsOf(facts, 'taskOpened')
    .filter(({ payload }) => payload.stepKey.startsWith(`${matter}/`))
    .map(({ payload }) => payload.taskId)
  return factsOf(facts, 'taskEnded')
    .filter(({ payload: { taskId, outcome } }) => outcome === 'booked' && tasks.includes(taskId))
    .map(({ effectiveAt }) => effectiveAt)
}
