// What does every benchmark take, and what does it answer?
import type { StackAddresses } from '../stack/stack-record'

export type GoalId = 'G1' | 'G5' | 'G7' | 'G8'

export interface Sizes {
  /** G1: rows of the drop that is measured. */
  rows: number
  /** G5: cases to start. */
  accounts: number
  /** Repetitions of what is timed. */
  runs: number
}

/** The servers of one benchmark run. */
export interface Site {
  addresses: StackAddresses
  home: string
  /** Progress, for whoever waits. */
  say: (line: string) => void
}

export interface Row {
  what: string
  /** The figure that the target is about. */
  figure: string
  target: string
  /** Both sides of the ratio, in words. */
  made: string
}

export interface Finding {
  /** Printed under the goal's id with --json. */
  json: Record<string, unknown>
  table: Row[]
  /** What explains the figures, below the table. */
  notes: string[]
}
