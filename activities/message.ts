// The words of contacting one person: a message on a channel, the slot it claims, what can become of it.
import type { Instant } from '../domain/calendar-date'
import type { JudgementOnRecord, MessageChannel } from '../domain/facts'
import type { Finding } from '../domain/words/template'
import type { Handover, Inquiry } from '../platform/carrier'
import type { Transaction } from '../platform/database'
import type { Contact } from '../prisma/generated/client'
import type { StepInput } from './case-activities'
import type { StepDeps } from './ladder-deps'
import type { Person, Point } from '../cases/person'
import type { SettledOutcome } from '../cases/settle-contact'
import type { StepScene } from './perform-step'
import type { ToldAccount } from './told-accounts'

/** What became of the wish to contact the person on one channel. */
export type ContactResult =
  | { kind: 'made'; channel: MessageChannel; outcome: SettledOutcome }
  /** A rule forbids it, for now when `until` is given. */
  | {
      kind: 'withheld'
      channel: MessageChannel
      ruleId: string
      text: string
      until?: Instant
      judgement?: JudgementOnRecord
    }
  /** The case changed before the message left: the step is no longer due. */
  | { kind: 'withdrawn' }

/** A slot of the person, reserved for one message. The token tells one attempt from a later one. */
export interface Claim {
  kind: 'claimed'
  key: string
  channel: MessageChannel
  point: Point
  /** Further accounts of the person that the message tells about. */
  covers: readonly ToldAccount[]
  token: string
  /** Why it may leave. */
  judgement: JudgementOnRecord
  /** Stands in the message: the customer can verify it by this code, and a lost one is found by it. */
  checkCode: string
}

/** What the words of a message are made of. */
export interface MessageScene extends StepScene {
  person: Person
}

/** A message that is ready to leave. */
export interface PreparedMessage {
  templateId: string
  templateSha256: string
  bodySha256: string
  /** Rows that must be there before the message leaves, in the same transaction as the last check. */
  record?(tx: Transaction): Promise<void>
  send(): Promise<Handover>
  /** Asked when the provider's answer was lost. */
  find(): Promise<Inquiry>
  /** Set: the words are against a rule and must not leave. */
  finding?: Finding
}

/** How a kind of step contacts its person: on which channels, in which words, and how a lost message is found. */
export interface Messenger {
  channelsOf(step: Pick<StepScene, 'rung'>): readonly MessageChannel[]
  /** Tried one after the other when the person has no contact point for any of those. */
  insteadOf(step: Pick<StepScene, 'rung'>): readonly MessageChannel[]
  /** About how many accounts one message to this contact point can tell. */
  mostAccounts(channel: MessageChannel, point: Point): number
  prepare(scene: MessageScene, claim: Claim): PreparedMessage | Promise<PreparedMessage>
  /** Asks the provider about a message that an earlier attempt left in the middle of sending. */
  find(row: Contact): Promise<Inquiry>
}

/** One attempt at a step of messages. */
export interface ContactStep {
  deps: StepDeps
  input: StepInput
  /** The case's clock, running on while the step is performed. */
  now: () => Instant
  messenger: Messenger
}

/** The contact of a step on a channel: the same key is the same message. */
export function contactKeyOf(accountId: string, stepKey: string, channel: MessageChannel): string {
  return `${accountId}/${stepKey}/${channel}`
}
