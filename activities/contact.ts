// One message to one person, at most once: claim, re-check, send, confirm (C6, architecture decision 8). The claim
// reserves the person's slot under every rule pack; a payment, a hold or a closure up to the last instant before the
// provider is called withdraws it; an answer that was lost is asked for and never answered by sending again.
import type { Instant } from '../domain/calendar-date'
import type { ContactChannel } from '../domain/facts'
import type { Handover, Inquiry } from '../platform/carrier'
import type { Transaction } from '../platform/database'
import { inTransaction } from '../platform/fact-log'
import type { ContactPoint } from '../prisma/generated/client'
import type { StepInput } from './case-activities'
import { checkAgain, claimSlot } from './contact-claim'
import { settle } from './contact-settle'
import type { StepDeps } from './ladder-deps'
import type { StepScene } from './perform-step'

export type MessageChannel = Extract<ContactChannel, 'sms' | 'email' | 'letter'>

/** What became of the wish to contact the person on one channel. */
export type ContactResult =
  | { kind: 'made'; channel: MessageChannel; outcome: 'sent' | 'failed' | 'unknown' }
  /** A rule forbids it, for now when `until` is given. */
  | { kind: 'withheld'; channel: MessageChannel; ruleId: string; text: string; until?: Instant }
  /** The case changed before the message left: the step is no longer due. */
  | { kind: 'withdrawn' }

/** A slot of the person, reserved for one message. The token tells one attempt from a later one. */
export interface Claim {
  kind: 'claimed'
  key: string
  channel: MessageChannel
  point: ContactPoint
  token: string
}

/** A message that is ready to leave. */
export interface PreparedMessage {
  templateId: string
  bodySha256: string
  /** Rows that must be there before the message leaves, in the same transaction as the last check. */
  record?(tx: Transaction): Promise<void>
  send(): Promise<Handover>
  /** Asked when the provider's answer was lost. */
  find(): Promise<Inquiry>
}

export interface ContactAttempt {
  deps: StepDeps
  input: StepInput
  scene: StepScene
  /** The case's clock, running on while the step is performed. */
  now: () => Instant
  prepare(claim: Claim): Promise<PreparedMessage>
}

/** The contact of a step on a channel: the same key is the same message. */
export function contactKeyOf(accountId: string, stepKey: string, channel: MessageChannel): string {
  return `${accountId}/${stepKey}/${channel}`
}

/** Contacts the person on one channel, once, whatever happens in between. */
export async function contactPerson(
  attempt: ContactAttempt,
  channel: MessageChannel,
): Promise<ContactResult> {
  const { prisma } = attempt.deps.db
  const claim = await inTransaction(prisma, (tx) => claimSlot(tx, attempt, channel))
  if (claim.kind !== 'claimed') return claim
  const message = await attempt.prepare(claim)
  const leaves = await inTransaction(prisma, (tx) => checkAgain(tx, attempt, claim, message))
  if (!leaves) return { kind: 'withdrawn' }
  const answer = await message.send()
  const outcome = await settle(
    attempt,
    claim.key,
    answer.kind === 'unclear' ? withCode(await message.find(), answer.code) : answer,
  )
  return { kind: 'made', channel, outcome }
}

function withCode(inquiry: Inquiry, code: string): Parameters<typeof settle>[2] {
  switch (inquiry.kind) {
    case 'accepted':
      return inquiry
    case 'unknown':
      return { kind: 'unknown', code }
    case 'notTaken':
      return { kind: 'notTaken', code, retryAfterMs: 0 }
  }
}
