// What a case's workflow is told to do next: the part of a decision that goes into its history. Small and without
// personal data; the whole decision with its reasons is in the table `decision`.
import type { Instant } from '../calendar-date'
import type { Decision, Next } from './decide'
import type { StandstillKind } from './standstill'
import type { Stage } from './strategy'

export interface Instruction {
  /** The newest episode: a case that was slow to close may find itself in the next one. */
  episode: number
  next: Next
  /** The newest fact that the decision knew. */
  seq: number
  turn: number
  stage: Stage
  standstill: StandstillKind | null
  /** `id@version` of the strategy. */
  strategy: string
  /** The binding reason, for the engineer who reads the history. */
  why: string
  decidedAt: Instant
}

/** The workflow's part of a decision. */
export function instructionOf(decision: Decision, turn: number): Instruction {
  const binding = decision.reasons.at(-1)
  return {
    episode: decision.episode,
    next: decision.next,
    seq: decision.seq,
    turn,
    stage: decision.stage,
    standstill: decision.standstill,
    strategy: `${decision.strategy.id}@${decision.strategy.version}`,
    why: binding?.inHistory ?? binding?.text ?? '',
    decidedAt: decision.asOf,
  }
}
