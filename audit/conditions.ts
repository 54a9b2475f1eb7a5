// Does a condition of a pack hold for a contact on record? Answers yes, no, or that the ledger cannot tell: what is not on
// record is no breach, and is listed as not checked.
import { localTime, ageOn } from './local-time'
import { momentOf } from './binding-packs'
import type { Contact, Person } from './evidence'
import { pointFlagsAt } from './points'
import { outOfContact } from './out-of-contact'
import type { Pack } from './rule-files'
import type { Condition, Test } from './rule-shape'
import { statusesAt, statusesOnRecord } from './standing'

export type Answer = 'yes' | 'no' | 'unknown'

/** What the ledger and the facts can tell of a contact. */
const onRecord = new Set([
  ...['action', 'channel', 'direction', 'by', 'actor', 'product', 'role', 'pointSource', 'pointFlags'],
  ...['statuses', 'age', 'recorder'],
])
/** Flags of a contact point that facts tell; the others are not on record with their date. */
const flagsOnRecord = new Set(['optedOut', 'wrongParty'])

/** The parts of a condition that the ledger can never answer, in words; empty: it can always be judged. */
export function blindSpots(condition: Condition | undefined): string[] {
  return Object.entries(condition ?? {}).flatMap(([property, test]) => {
    if (test === undefined) return []
    if (!onRecord.has(property)) return [property]
    if (property === 'statuses') return wordsOf(test).filter((word) => !statusesOnRecord.has(word))
    if (property === 'pointFlags') return wordsOf(test).filter((word) => !flagsOnRecord.has(word))
    return []
  })
}

/** Whether the ledger can say of any contact that the condition holds, though perhaps not of every one. */
export function canBeSeen(condition: Condition): boolean {
  return Object.entries(condition).every(([property, test]) => {
    if (test === undefined) return true
    if (!onRecord.has(property)) return false
    const seen = property === 'statuses' ? statusesOnRecord : property === 'pointFlags' ? flagsOnRecord : null
    return seen === null || !('some' in test) || test.some.some((word) => seen.has(word))
  })
}

/** Contacts are about these; everything else that packs speak of is no contact. */
const contactActions = new Set(['collect', 'locate'])

/** Whether the condition can be about a contact of the ledger at all. */
export function isAboutContacts({ action }: Condition): boolean {
  if (action === undefined) return true
  return 'not' in action ? true : wordsOf(action).some((word) => contactActions.has(word))
}

export function answer(
  condition: Condition | undefined,
  pack: Pack,
  person: Person,
  contact: Contact,
): Answer {
  const answers = Object.entries(condition ?? {}).map(([property, test]) =>
    test === undefined ? 'yes' : answerTo(property, test, pack, person, contact),
  )
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}

function answerTo(property: string, test: Test, pack: Pack, person: Person, contact: Contact): Answer {
  const value = valueOf(property, pack, person, contact)
  if (value === undefined) return 'unknown'
  if (typeof value === 'number') return within(test, value) ? 'yes' : 'no'
  if ('some' in test) return test.some.some((word) => value.includes(word)) ? 'yes' : 'no'
  if ('not' in test) return test.not.some((word) => value.includes(word)) ? 'no' : 'yes'
  if ('none' in test) return test.none.some((word) => value.includes(word)) ? 'no' : 'yes'
  if ('lacks' in test) return test.lacks.every((word) => value.includes(word)) ? 'no' : 'yes'
  return 'unknown'
}

function within(test: Test, value: number): boolean {
  if ('some' in test || 'not' in test || 'none' in test || 'lacks' in test) return false
  const { below = Infinity, atLeast = -Infinity, atMost = Infinity, above = -Infinity } = test
  return value < below && value >= atLeast && value <= atMost && value > above
}

/** undefined: not on record for this contact. */
function valueOf(
  property: string,
  pack: Pack,
  person: Person,
  contact: Contact,
): string[] | number | undefined {
  const at = momentOf(contact)
  switch (property) {
    case 'action':
      return [actionOf(contact)]
    case 'channel':
      return [contact.channel]
    case 'direction':
      return [contact.direction]
    case 'by':
      return [contact.caller]
    case 'actor':
      return [contact.actor]
    case 'role':
      return [contact.role]
    case 'product':
      return some(person.products.get(contact.debts[0] ?? ''))
    case 'pointSource':
      return some(contact.pointId === null ? undefined : person.points.get(contact.pointId)?.source)
    case 'pointFlags':
      return pointFlagsAt(person, contact)
    case 'statuses':
      return [
        ...statusesAt(person, contact, at),
        ...(outOfContact(pack, person, contact) ? ['outOfContact'] : []),
      ]
    case 'age':
      return contact.role === 'debtor' && person.bornOn !== null
        ? ageOn(person.bornOn, localTime(at, pack.zone.home).date)
        : undefined
    case 'recorder':
      return recorderOf(contact)
    default:
      return undefined
  }
}

const ownRoles = new Set([
  'debtor',
  'guarantor',
  'spouse',
  'parent',
  'guardian',
  'executor',
  'heir',
  'attorney',
])

/** Others are only ever asked to pass on a message: with the relay template, or in person. A spouse may also owe. */
export function actionOf({ role, template, channel, stepKey }: Contact): string {
  // Asking the customer whether somebody acts for them asks for no money.
  if (stepKey.startsWith('representation/')) return 'serviceNotice'
  if (template === 'relay') return 'locate'
  if (template?.startsWith('service-')) return 'serviceNotice'
  if (ownRoles.has(role)) return 'collect'
  return channel === 'voice' || channel === 'visit' ? 'locate' : 'collect'
}

/** Somebody spoke: then there is a recording, or there was no recorder. */
function recorderOf({ outcome, recording }: Contact): string[] | undefined {
  if (recording !== null) return ['up']
  return outcome === 'effective' || outcome === 'wrongParty' ? ['down'] : undefined
}

function wordsOf(test: Test): string[] {
  if ('some' in test) return test.some
  if ('not' in test) return test.not
  if ('none' in test) return test.none
  return 'lacks' in test ? test.lacks : []
}

function some(value: string | undefined): string[] | undefined {
  return value === undefined ? undefined : [value]
}
