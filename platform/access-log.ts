// Who saw personal data outside of the automatic flow, and to whom was it given? One row each, in the transaction in which
// it happens, append-only and hash-chained per customer (CN-PII-01; PIPL articles 51 and 54).
import type { Instant } from '../domain/calendar-date'
import type { Database, Transaction } from './database'

export interface Access {
  customerId: string
  at: Instant
  /** The person, or `case`. */
  actor: string
  /** `disclosed`: given to somebody outside; needs `receiver`. */
  kind: 'read' | 'disclosed' | 'exported' | 'purged'
  /** A code of policies/purposes.yaml. */
  purpose: string
  /** `agency:<id>`, `printHouse`, `legal`, `dialler`. */
  receiver?: string
  /** Names of fields, never their content. */
  fields: readonly string[]
  /** What it was about: an account, a placement, a letter. */
  reference: string
}

/** Appends entries. A disclosure of the same thing to the same receiver is entered once, however often its step runs. */
export async function logAccess(tx: Transaction, entries: readonly Access[]): Promise<void> {
  if (entries.length === 0) return
  await tx.$queryRaw`select log_access(${JSON.stringify(entries)}::jsonb)`
}

/** The first entry of each customer that does not verify: changed, removed or forged. */
export async function brokenAccessChains(db: Database): Promise<{ customerId: string; seq: number }[]> {
  return db.prisma.$queryRaw`select customer_id as "customerId", seq from broken_access_chains()`
}
