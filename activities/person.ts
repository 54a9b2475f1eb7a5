// The person whom a step wants to contact, as the rules and the words need to know them. Read under the lock that
// orders all who want to contact the same person; nothing of it is kept.
import type { CalendarDate, Instant } from '../domain/calendar-date'
import type { MessageChannel } from '../domain/facts'
import type { ReportedBalance } from '../domain/notice'
import type { Transaction } from '../platform/database'

export interface Point {
  id: string
  channel: string
  value: string
  status: string
  /** Where the bank has it from (CN-SRC-01). */
  source: string
}

export type ContactStatus = 'claimed' | 'sending' | 'sent' | 'delivered' | 'failed' | 'unknown' | 'withdrawn'

/** A contact on any account of the person. */
export interface ContactOnRecord {
  key: string
  accountId: string
  stepKey: string
  channel: MessageChannel
  status: ContactStatus
  claimedAt: Instant
}

export interface Person {
  id: string
  fullName: string
  language: string
  /** Two letters, ISO 3166. */
  country: string
  /** Where the person is known to be; null: nothing is known. */
  zone: string | null
  bornOn: CalendarDate | null
  /** The best first. */
  points: Point[]
  contacts: ContactOnRecord[]
  /** The account that the contact is about, as last reported. */
  account: ReportedBalance & { id: string }
}

/** Locks the person until the transaction ends. Lock their account first. */
export async function openPerson(tx: Transaction, customerId: string, accountId: string): Promise<Person> {
  const [row] = await tx.$queryRaw<{ person: Person }[]>`
    select person from open_person(${customerId}, ${accountId})`
  if (!row) throw new Error(`there is no customer ${customerId}`)
  return row.person
}
