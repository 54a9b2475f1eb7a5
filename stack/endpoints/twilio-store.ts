/**
 * Which messages and calls did the local Twilio endpoint accept? Kept in journals, so that a restart forgets
 * nothing: a look-up after a lost answer must find what was accepted.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Journal } from './journal'

export type TwilioKind = 'Messages' | 'Calls'

/** A message or call as accepted; times by the machine's clock. */
export interface TwilioItem {
  sid: string
  to: string
  from: string
  /** Text of a message; TwiML or its address for a call. */
  body: string
  messagingServiceSid: string | null
  statusCallback: string | null
  /** ISO 8601. */
  at: string
}

export class TwilioStore {
  private readonly journals: Record<TwilioKind, Journal<TwilioItem>>

  constructor(folder: string) {
    this.journals = {
      Messages: new Journal(join(folder, 'messages.jsonl')),
      Calls: new Journal(join(folder, 'calls.jsonl')),
    }
  }

  accept(kind: TwilioKind, item: Omit<TwilioItem, 'sid' | 'at'>): TwilioItem {
    const sid = `${kind === 'Messages' ? 'SM' : 'CA'}${randomBytes(16).toString('hex')}`
    const accepted = { sid, ...item, at: new Date().toISOString() }
    this.journals[kind].append(accepted)
    return accepted
  }

  get(kind: TwilioKind, sid: string): TwilioItem | undefined {
    return this.journals[kind].entries.find((item) => item.sid === sid)
  }

  /** Oldest first. */
  all(kind: TwilioKind): readonly TwilioItem[] {
    return this.journals[kind].entries
  }
}
