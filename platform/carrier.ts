// What can a provider answer when it is handed a message, and when it is asked about one later? The closed list that
// contact.ts acts on; each adapter (SMS, e-mail, print house) translates its provider's answers into it.

import type { NoticeFields } from '../domain/words/notice'

export interface OutgoingMessage {
  /** The contact's key: the same key is the same message. */
  contactKey: string
  /** Stands in the message itself, so that it can be found again at the provider. */
  reference: string
  to: string
  subject?: string
  text: string
  html?: string
  /** How a provider that takes no free text is told the same. */
  registered?: RegisteredWords
}

/** A text by the code under which a provider knows it, and the values of its variables. */
export interface RegisteredWords {
  signature: string
  code: string
  values: Readonly<Record<string, string>>
}

/** A message as it was written, before it is claimed for good. */
export interface WrittenMessage {
  to: string
  /** `<language>/<channel>/<name>[.<manner>]@<version>` */
  templateId: string
  text: string
  fields: NoticeFields
  /** The variables of each further account that it tells about. */
  others: readonly Partial<NoticeFields>[]
}

/** May a provider be given this message at all? Asked of nobody: `rule` is a stable code, `text` says it to people. */
export type Acceptability =
  { ok: true; registered?: RegisteredWords } | { ok: false; rule: string; text: string }

/** The answer to a message handed over. `code` is the provider's own. */
export type Handover =
  | { kind: 'accepted'; providerId: string }
  /** Refused for good; the same message would be refused again. */
  | { kind: 'rejected'; code: string; because: 'badAddress' | 'stopped' | 'other' }
  /** Surely not taken: it may be handed over again after a while. */
  | { kind: 'notTaken'; code: string; retryAfterMs: number }
  /** The answer was lost: it may have been taken. */
  | { kind: 'unclear'; code: string }

/**
 * The answer to "did you get it?". `unknown`: the provider cannot tell, so it counts as sent; `code` says why a person
 * has to look, such as ACCEPTED_TWICE.
 */
export type Inquiry =
  { kind: 'accepted'; providerId: string } | { kind: 'notTaken' } | { kind: 'unknown'; code?: string }

export interface Carrier<Message = OutgoingMessage> {
  /** Hands one message over, once: an adapter never tries again by itself and never throws. */
  send(message: Message): Promise<Handover>
  /** Languages in which messages to this receiver can be carried; absent: in any. */
  languagesFor?(to: string): readonly string[] | undefined
  /** What is known of a message before the provider is asked; absent: every message may be handed over. */
  accepts?(message: WrittenMessage): Acceptability
  /** About how many accounts one message to this receiver can tell; absent: any number. */
  mostAccounts?(to: string): number | undefined
  /** `others`: the provider's ids of other messages to the same receiver, for a provider that keeps no reference. */
  find(message: {
    contactKey: string
    reference: string
    to: string
    others?: readonly string[]
  }): Promise<Inquiry>
}

/** How long to leave a provider alone that asked for it without saying how long. */
export const defaultRetryAfterMs = 30_000

/** Errors of the network that come before anything was handed over. */
export const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EDNS',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** The `code` of a system or library error, or its name. */
export function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code)
  return error instanceof Error ? error.name : 'UNKNOWN_ERROR'
}
