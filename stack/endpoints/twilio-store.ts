/**
 * Which messages and calls did the local Twilio endpoint accept? Kept in journals, so that a restart forgets
 * nothing: a look-up after a lost answer must find what was accepted.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Journal } from './journal'

export type TwilioKind = 'Messages' | 'Calls'

/** What became of a call that was played. */
export interface CallProgress {
  status: 'in-progress' | 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled'
  answeredBy: string | null
  at: string
}

/** A message or call as accepted; times by the machine's clock. */
export interface TwilioItem {
  sid: string
  to: string
  from: string
  /** Text of a message; TwiML or its address for a call. */
  body: string
  messagingServiceSid: string | null
  statusCallback: string | null
  /** What else was asked for: `MachineDetection=DetectMessageEnd&Record=true&...`. */
  asked?: string
  /** ISO 8601. */
  at: string
  progress?: CallProgress
}

export class TwilioStore {
  private readonly journals: Record<TwilioKind, Journal<TwilioItem>>
  private readonly progress: Journal<CallProgress & { sid: string }>

  constructor(folder: string) {
    this.journals = {
      Messages: new Journal(join(folder, 'messages.jsonl')),
      Calls: new Journal(join(folder, 'calls.jsonl')),
    }
    this.progress = new Journal(join(folder, 'call-progress.jsonl'))
  }

  accept(kind: TwilioKind, item: Omit<TwilioItem, 'sid' | 'at'>): TwilioItem {
    const sid = `${kind === 'Messages' ? 'SM' : 'CA'}${randomBytes(16).toString('hex')}`
    const accepted = { sid, ...item, at: new Date().toISOString() }
    this.journals[kind].append(accepted)
    return accepted
  }

  /** What a call has come to by now. */
  record(sid: string, progress: Omit<CallProgress, 'at'>): void {
    this.progress.append({ sid, ...progress, at: new Date().toISOString() })
  }

  get(kind: TwilioKind, sid: string): TwilioItem | undefined {
    return this.all(kind).find((item) => item.sid === sid)
  }

  /** Oldest first. */
  all(kind: TwilioKind): readonly TwilioItem[] {
    const { entries } = this.journals[kind]
    if (kind === 'Messages') return entries
    return entries.map((item) => {
      const progress = this.progress.entries.findLast(({ sid }) => sid === item.sid)
      return progress ? { ...item, progress } : item
    })
  }
}
