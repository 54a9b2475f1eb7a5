// What do providers report of our messages, and pass on of the answers? One list for all of them; each provider's
// reader (twilio-webhook.ts, alibaba-webhook.ts) translates what comes in at the door into it.
import type { Handover } from './carrier'

export const smsProviders = ['twilio', 'alibaba'] as const
export type SmsProvider = (typeof smsProviders)[number]

/** What became of a message. */
export interface StatusEvent {
  kind: 'status'
  provider: SmsProvider
  /** The provider's id of the message. */
  messageId: string
  /** Our own reference that stands with the message at the provider, where it tells it back. */
  reference?: string
  /** null for a state on the way (queued, sent ...), which says nothing that counts. */
  outcome: 'delivered' | 'failed' | null
  /** Why it failed: the provider's code, and what that says of the number. */
  failure?: Pick<Extract<Handover, { kind: 'rejected' }>, 'because' | 'code'>
}

/** What a customer answered. */
export interface ReplyEvent {
  kind: 'reply'
  provider: SmsProvider
  messageId: string
  /** E.164. */
  from: string
  text: string
}

/** `refused` carries the HTTP status that the sender gets. */
export interface RefusedEvent {
  kind: 'refused'
  status: 400 | 403 | 404
  reason: string
}

export type ProviderEvent = StatusEvent | ReplyEvent
