// What a command is: its shape for whoever sends it, and the judgement on it, which answers with facts to record or with
// a refusal that has a stable code. The commands themselves stand with what they are about.
import type { z } from 'zod'
import type { Instant } from '../calendar-date'
import type { Fact, NewFact } from '../facts'
import type { Rules } from '../ladder/case-view'

export type Judgement =
  | { ok: true; facts: NewFact[] }
  /** Nothing is recorded. `code` is stable; `message` says what is wrong and what would be right. */
  | { ok: false; code: string; message: string }

/** Facts about the moment of a command: the case's clock, the zone in which its dates are counted, its rules. */
export interface CommandMoment {
  accountId: string
  asOf: Instant
  zone: string
  /** Of the newest episode; of the product's current strategy for an account that never had one. */
  rules: Rules
}

/** What every fact of a command has in common. */
export type Envelope = Pick<NewFact, 'accountId' | 'effectiveAt' | 'recordedAt' | 'actor' | 'source'>

/** What every command says besides its own fields. */
export interface Sender {
  /** Chosen by the sender: the same command sent twice is one command. */
  commandId: string
  /** Who asks, e.g. `operator:lin`. */
  by: string
}

/** The fields of a command with this shape. */
export type Asked<S extends z.ZodRawShape> = z.output<z.ZodObject<S, z.core.$strict>> & Sender

export interface CommandDefinition<S extends z.ZodRawShape> {
  shape: S
  judge(facts: readonly Fact[], command: Asked<S>, moment: CommandMoment, envelope: Envelope): Judgement
}

/** One command: `shape` is what it must say, `judge` is pure and sees the facts that count. */
export function command<S extends z.ZodRawShape>(
  shape: S,
  judge: CommandDefinition<S>['judge'],
): CommandDefinition<S> {
  return { shape, judge }
}

export function accepted(...facts: NewFact[]): Judgement {
  return { ok: true, facts }
}

export function refusal(code: string, message: string): Judgement {
  return { ok: false, code, message }
}

export function optionalNote(text: string | undefined): { note?: string } {
  return text === undefined ? {} : { note: text }
}
