// The person whom somebody wants to contact, as the rules and the words need to know them: contact points, the ledger of
// every contact, wishes and holds on any account. Kept nowhere; a writer reads it under the person's lock.
import type { CalendarDate, Instant } from '../domain/calendar-date'
import type { ContactChannel, Fact } from '../domain/facts'
import { liveFacts } from '../domain/ladder/case-view'
import { disputesOf } from '../domain/protection/dispute-state'
import type { ReportedBalance } from '../domain/words/notice'
import type { PersonFact } from '../domain/contact/person-standing'
import type { PastContact } from '../domain/policy/situation'
import type { ContactOutcome } from '../domain/policy/vocabulary'
import type { Transaction } from '../platform/database'
import { loadFacts } from '../platform/fact-log'

export interface Point {
  id: string
  channel: string
  value: string
  status: string
  statusReason: string | null
  /** Where the bank has it from (CN-SRC-01). */
  source: string
}

export type ContactStatus = 'claimed' | 'sending' | 'sent' | 'delivered' | 'failed' | 'unknown' | 'withdrawn'

/** A step of another account of the person that is done by the same message (C7). */
export interface CoveredStep {
  accountId: string
  stepKey: string
}

/** A contact on any account of the person, by whomever. */
export interface ContactOnRecord extends Pick<PastContact, 'direction' | 'actor' | 'role'> {
  key: string
  accountId: string
  /** Steps of further accounts that the same contact answers for. */
  covers: CoveredStep[]
  stepKey: string
  channel: ContactChannel
  contactPointId: string | null
  status: ContactStatus
  /** What a call or visit came to; null: see the status. */
  outcome: ContactOutcome | null
  caller: PastContact['by']
  claimedAt: Instant
}

/** An account as last reported. */
export interface PersonAccount extends ReportedBalance {
  id: string
  /** When its open case is to take its next step; null: it waits for something else, or has no open case. */
  nextStepAt: Instant | null
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
  /** What the log says about the person, on every account, in the order in which it became known. */
  wishes: PersonFact[]
  /** In the order of their ids. */
  accounts: PersonAccount[]
  /** The facts that count of each account on which something is disputed, or was found not to be owed. */
  inDispute: Fact[][]
}

const pointKindsOf: Record<Exclude<ContactChannel, 'visit'>, readonly string[]> = {
  sms: ['mobile'],
  email: ['email'],
  letter: ['address'],
  voice: ['mobile', 'landline'],
}

/** Where the person is reached on a channel, the best first: contact points that are usable. */
export function pointsFor(person: Person, channel: Exclude<ContactChannel, 'visit'>): Point[] {
  return pointKindsOf[channel]
    .flatMap((kind) => person.points.filter((point) => point.channel === kind))
    .filter(({ status }) => status === 'usable')
}

/** The best of them; undefined: there is none. */
export function pointFor(person: Person, channel: Exclude<ContactChannel, 'visit'>): Point | undefined {
  return pointsFor(person, channel)[0]
}

/** Why the person cannot be reached on a channel. Who has stopped it is not to be reached by another one instead (C8). */
export function whyNoPoint(
  person: Person,
  channel: Exclude<ContactChannel, 'visit'>,
): { ruleId: 'CUSTOMER_STOPPED' | 'NO_CONTACT_POINT'; text: string } {
  const hasStopped = person.points.some(
    ({ channel: kind, status }) => pointKindsOf[channel].includes(kind) && status === 'stopped',
  )
  return hasStopped
    ? { ruleId: 'CUSTOMER_STOPPED', text: `the customer wants no more messages by ${channel}` }
    : { ruleId: 'NO_CONTACT_POINT', text: `there is nothing to reach the customer by ${channel}` }
}

/** Locks the person until the transaction ends. Lock their accounts first. */
export async function openPerson(tx: Transaction, customerId: string): Promise<Person> {
  const [row] = await tx.$queryRaw<PersonRow[]>`select person from open_person(${customerId})`
  return personOf(tx, customerId, row)
}

/** Locks every account of the person who owns this one, in the order that all writers keep. */
export async function lockAccountsOfPerson(tx: Transaction, accountId: string): Promise<void> {
  await tx.$queryRaw`
    select 1 from account where customer_id = (select customer_id from account where id = ${accountId})
    order by id for no key update`
}

/** Locks a customer and every account of theirs, in the order that all writers keep. */
export async function lockCustomer(tx: Transaction, customerId: string): Promise<void> {
  await tx.$queryRaw`select 1 from account where customer_id = ${customerId} order by id for no key update`
  await tx.$queryRaw`select 1 from customer where id = ${customerId} for no key update`
}

/** Locks the person behind an account until the transaction ends. Lock the account first. */
export async function lockPersonOf(tx: Transaction, accountId: string): Promise<void> {
  await tx.$queryRaw`
    select 1 from customer where id = (select customer_id from account where id = ${accountId}) for no key update`
}

/** The same without a lock, for those who only want to know. */
export async function readPerson(reader: Reader, customerId: string): Promise<Person> {
  const [row] = await reader.$queryRaw<PersonRow[]>`select person from person_of(${customerId})`
  return personOf(reader, customerId, row)
}

interface PersonRow {
  person: Omit<Person, 'inDispute'>
}

/** What of a debt is disputed says nothing about the rest of it: which bills are overdue is in the account's own log. */
async function personOf(reader: Reader, customerId: string, row: PersonRow | undefined): Promise<Person> {
  if (!row) throw new Error(`there is no customer ${customerId}`)
  const disputed = disputesOf(row.person.wishes).filter(
    ({ endedAt, corrections }) => endedAt === null || corrections.length > 0,
  )
  const inDispute: Fact[][] = []
  for (const accountId of new Set(disputed.map((dispute) => dispute.accountId)))
    inDispute.push(liveFacts(await loadFacts(reader, accountId)))
  return { ...row.person, inDispute }
}

type Reader = Pick<Transaction, '$queryRaw'>
