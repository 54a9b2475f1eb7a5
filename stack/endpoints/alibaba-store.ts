/**
 * Which messages did the local Alibaba Cloud endpoint accept? Kept in a journal, so that a restart forgets nothing: a
 * look-up after a lost answer must find what was accepted.
 */
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { Journal } from './journal'

/** A message as accepted; times by the machine's clock. */
export interface AlibabaMessage {
  bizId: string
  /** E.164. */
  to: string
  templateCode: string
  outId: string
  /** As the receiver reads it, signature included. */
  text: string
  /** ISO 8601. */
  at: string
}

export class AlibabaStore {
  private readonly journal: Journal<AlibabaMessage>

  constructor(folder: string) {
    this.journal = new Journal(join(folder, 'messages.jsonl'))
  }

  accept(message: Omit<AlibabaMessage, 'bizId' | 'at'>): AlibabaMessage {
    const digits = Array.from({ length: 3 }, () => String(randomInt(1_000_000)).padStart(6, '0'))
    const accepted = { bizId: `${digits.join('')}^0`, ...message, at: new Date().toISOString() }
    this.journal.append(accepted)
    return accepted
  }

  /** Oldest first. */
  all(): readonly AlibabaMessage[] {
    return this.journal.entries
  }
}
