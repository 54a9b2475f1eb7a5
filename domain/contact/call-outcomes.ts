// What does a call come to? The codes by which callers report it, and what each means to the rule packs, to the number
// that was dialled and to the recording.
import type { taskOutcomes } from '../ladder/outcomes'
import type { ContactOutcome } from '../policy/vocabulary'

export type CallOutcome = (typeof taskOutcomes.call)[number]

interface Meaning {
  /** As the rule packs count it. */
  counts: Extract<ContactOutcome, 'effective' | 'unanswered' | 'voicemail' | 'wrongParty' | 'notConnected'>
  /** Something was said, so there is something on the recording. */
  spoken: boolean
}

export const callMeanings: Record<CallOutcome, Meaning> = {
  rightParty: { counts: 'effective', spoken: true },
  /** The customer answered and does not want to speak or to pay. */
  refused: { counts: 'effective', spoken: true },
  /** The customer answered and asked to be called at another time. */
  callBack: { counts: 'effective', spoken: true },
  noAnswer: { counts: 'unanswered', spoken: false },
  voicemail: { counts: 'voicemail', spoken: true },
  busy: { counts: 'notConnected', spoken: false },
  /** Nobody there knows the customer: the number is used no more. */
  wrongNumber: { counts: 'wrongParty', spoken: true },
  /** Somebody else answered at the customer's number and was told nothing. */
  thirdParty: { counts: 'wrongParty', spoken: true },
}

/**
 * Whether a task is done with this outcome: one at which the strategy stops repeating the rung (`until`). A wrong number
 * ends it only when it was the last one.
 */
export function endsCallTask(
  outcome: CallOutcome,
  { until, numbersLeft }: { until: readonly string[]; numbersLeft: number },
): boolean {
  if (outcome === 'wrongNumber') return numbersLeft === 0
  return until.includes(outcome)
}
