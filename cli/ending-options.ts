// The options of commands that end an agreement before its time: who wished it, and where that is on record.
import { cancelReasons } from '../domain/arrangements/plan-facts'
import { type Flags, type Given, optional } from './record'

export const endingOptions: readonly Flags[] = [
  ['--because <why>', `${cancelReasons.join(', ')} (bankDecision)`],
  ['--evidence <id>', "where the customer's wish is on record"],
]

export function endingOf(o: Given) {
  return { ...optional('because', o['because']), ...optional('evidence', o['evidence']) }
}
