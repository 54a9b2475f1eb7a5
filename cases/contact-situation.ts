// What are the rule packs asked about a contact? The person, the contact point, the states and wishes that count and
// every contact on record, as the judge wants to know them.
import { type Instant, dateAt, yearsBetween } from '../domain/calendar-date'
import type { ContactChannel, Product } from '../domain/facts'
import { planPapers } from '../domain/contact/plan-standing'
import {
  consentsOf,
  disputedStatuses,
  inconvenientHoursOf,
  statusesOf,
} from '../domain/contact/person-standing'
import { type PastContact, type Situation, pastContact, situationWith } from '../domain/policy/situation'
import { type ContactOutcome, pointSources } from '../domain/policy/vocabulary'
import { isServiceNotice } from '../domain/ladder/service-notice'
import { isRelayStep } from '../domain/contact/relay-scene'
import { isVerification } from '../domain/protection/representation-commands'
import type { ContactOnRecord, ContactStatus, Person, Point } from './person'

export interface PlannedContact {
  at: Instant
  /** Absent: what is done reaches nobody by itself, such as placing with an agency. */
  channel?: ContactChannel
  /** null: not chosen yet; every contact on record counts at it. */
  point: Point | null
  /** The accounts that it is about. */
  accounts: readonly string[]
  product: Product | undefined
  /** In which the customer's age is counted. */
  bankZone: string
  /** What else is known about this contact: role, caller, recorder, collectors ... */
  further?: Partial<Situation>
  /** Contacts on record that are left out: slots that this very contact had reserved before. */
  isOwnSlot?: (contact: ContactOnRecord) => boolean
  /** Contacts that are about to be made beside it and stand in no record yet. */
  beside?: readonly PastContact[]
}

/** The situation in which the rule packs judge a contact with `person`. */
export function situationOf(person: Person, contact: PlannedContact): Situation {
  const { at, channel, point, accounts, product, bankZone, further = {}, beside = [] } = contact
  const isOwnSlot = contact.isOwnSlot ?? (() => false)
  const source = pointSources.find((known) => known === point?.source)
  return situationWith({
    at,
    ...(channel === undefined ? {} : { channel }),
    product,
    customerIn: [person.country],
    location: { known: person.zone === null ? [] : [person.zone], address: [], areaCode: [] },
    ...(point ? { point: point.id, pointFlags: flagsOf(point) } : {}),
    ...(source ? { pointSource: source } : {}),
    ...(person.bornOn === null ? {} : { age: yearsBetween(person.bornOn, dateAt(at, bankZone)) }),
    debts: [...accounts],
    statuses: [
      ...statusesOf(person.wishes, accounts, bankZone),
      ...disputedStatuses(person.inDispute, accounts, bankZone),
    ],
    documents: planPapers(person.wishes, accounts),
    consents: consentsOf(person.wishes),
    inconvenient: inconvenientHoursOf(person.wishes, at),
    ledger: [...person.contacts.filter((past) => !isOwnSlot(past)).map(onRecord), ...beside],
    ledgerState: 'up',
    ...further,
  })
}

/** What a contact of this step is for: who is asked about an intermediary is asked to pay nothing. */
export function actionOf(stepKey: string): PastContact['action'] {
  if (isServiceNotice(stepKey) || isVerification(stepKey)) return 'serviceNotice'
  return isRelayStep(stepKey) ? 'locate' : 'collect'
}

function flagsOf({ status, statusReason }: Point): Situation['pointFlags'] {
  switch (status) {
    case 'bad':
      return statusReason === 'WRONG_PERSON' ? ['wrongParty'] : ['invalid']
    case 'stopped':
      return ['optedOut']
    default:
      return []
  }
}

function onRecord(contact: ContactOnRecord): PastContact {
  const { channel, claimedAt, status, outcome, accountId, covers, direction, actor, role } = contact
  return pastContact({
    at: claimedAt,
    channel,
    direction,
    by: contact.caller,
    actor,
    role,
    action: actionOf(contact.stepKey),
    outcome: outcome ?? (channel === 'voice' && status === 'sent' ? 'unknown' : outcomeOf[status]),
    debts: [accountId, ...covers.map((covered) => covered.accountId)],
    ...(contact.contactPointId === null ? {} : { point: contact.contactPointId }),
  })
}

/** A failed or withdrawn one reached nobody and uses no slot. A call is `unknown` until it is known what it came to. */
const outcomeOf: Record<ContactStatus, ContactOutcome> = {
  claimed: 'unknown',
  sending: 'unknown',
  sent: 'sent',
  delivered: 'sent',
  unknown: 'unknown',
  failed: 'failed',
  withdrawn: 'failed',
}
