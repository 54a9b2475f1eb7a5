// What a command is answered with: facts to record, or a refusal with a stable code.
import type { Instant } from '../calendar-date'
import type { Command, CommandKind } from './command-schema'
import type { NewFact } from '../facts'

export type Judgement =
  | { ok: true; facts: NewFact[] }
  /** Nothing is recorded. `code` is stable; `message` says what is wrong and what would be right. */
  | { ok: false; code: string; message: string }

/** Facts about the moment of a command: the case's clock and the zone in which its dates are counted. */
export interface CommandMoment {
  accountId: string
  asOf: Instant
  zone: string
}

/** What every fact of a command has in common. */
export type Envelope = Pick<NewFact, 'accountId' | 'effectiveAt' | 'recordedAt' | 'actor' | 'source'>
export type CommandOf<K extends CommandKind> = Extract<Command, { kind: K }>

export function accepted(fact: NewFact): Judgement {
  return { ok: true, facts: [fact] }
}

export function refusal(code: string, message: string): Judgement {
  return { ok: false, code, message }
}

export function optionalNote(text: string | undefined): { note?: string } {
  return text === undefined ? {} : { note: text }
}
