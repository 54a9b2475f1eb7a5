// Was a contact made about a case that was closed, held, under an agreement, missing or paid, or to somebody from whom
// nothing is collected?
import { type AgreementKind, agreementsAt } from './agreements'
import { momentOf } from './binding-packs'
import { personStatesAt } from './circumstances'
import { actionOf } from './conditions'
import type { Contact, Person } from './evidence'
import { localTime } from './local-time'
import type { Fault } from './own-rules'
import { allPaid, nothingDue } from './payments'
import type { FrozenByHold, Pack } from './rule-files'
import { holdsAt, missingSince, ofThePerson, whyClosed } from './standing'
import { untoldEnds } from './untold'

/** By which a contact about an account was made that stood still, or to a person who is not collected from. */
export function standstillFaults(
  person: Person,
  contact: Contact,
  { packs, freezes }: { packs: readonly Pack[]; freezes: FrozenByHold },
): Fault[] {
  const at = momentOf(contact)
  const isNotice = actionOf(contact) === 'serviceNotice'
  const stopping = contact.channel === 'visit' ? freezes.escalation : freezes.contact
  return [
    ...contact.debts.flatMap((debt) => [
      ...(isNotice
        ? demandedThoughPaid(person, debt, contact)
        : whileNothingMayBeDemanded(person, debt, at, packs)),
      ...whileStopped(person, debt, at, stopping),
    ]),
    ...heldElsewhere(person, contact, at, stopping),
    ...stoppedByPerson(person, contact, at),
  ]
}

function whileStopped(person: Person, debt: string, at: number, stopping: ReadonlySet<string>): Fault[] {
  const standing = holdsAt(person, at).filter((held) => held.accountId === debt && stopping.has(held.reason))
  const held = standing.map(({ holdId }): Fault => ({
    rule: 'DURING_HOLD',
    text: `${debt}: hold ${holdId} stood`,
  }))
  const missing = missingSince(person, debt, at) !== null
  const lost: Fault[] = missing ? [{ rule: 'WHILE_MISSING', text: `${debt} was missing from the books` }] : []
  return [...held, ...lost]
}

const duringAgreement = {
  plan: 'DURING_PLAN',
  relief: 'DURING_RELIEF',
  deferral: 'DURING_DEFERRAL',
  hardship: 'DURING_HARDSHIP',
  dispute: 'DURING_DISPUTE',
} as const satisfies Record<AgreementKind, Fault['rule']>

/** Nothing is demanded of who owes nothing or keeps what was agreed; a notice of what was agreed demands nothing. */
function whileNothingMayBeDemanded(
  person: Person,
  debt: string,
  at: number,
  packs: readonly Pack[],
): Fault[] {
  const faults: Fault[] = []
  const closed = whyClosed(person, debt, at)
  if (closed !== null) faults.push({ rule: 'AFTER_CURE', text: `${debt}: ${closed}` })
  for (const { kind, id } of agreementsAt(person, debt, at))
    faults.push({ rule: duringAgreement[kind], text: `${debt}: ${id} stood` })
  const [pack] = packs
  const nothing =
    closed === null && pack ? nothingDue(person, debt, at, localTime(at, pack.zone.home).date) : null
  if (nothing) faults.push(nothing)
  for (const { kind, id } of untoldEnds(person, debt, at))
    faults.push({ rule: 'BEFORE_TOLD', text: `${debt}: nobody had told of the end of ${kind} ${id}` })
  return faults
}

/** Notices of what was agreed that ask for money. */
const demands = new Set([
  ...['service-promise-reminder', 'service-instalment-reminder', 'service-missed-instalment'],
  ...['service-plan-broken', 'service-relief-reminder', 'service-relief-missed', 'service-relief-broken'],
])

function demandedThoughPaid(person: Person, debt: string, contact: Contact): Fault[] {
  if (!demands.has(contact.template ?? '') || !allPaid(person, debt, momentOf(contact))) return []
  return [{ rule: 'AFTER_PAYMENT', text: `${debt}: all that was owed had been paid` }]
}

/** The customer has died, is a minor ..., or their data is restricted: whoever takes their place may be spoken to. */
function stoppedByPerson(person: Person, { role, direction }: Contact, at: number): Fault[] {
  if (role !== 'debtor' || direction === 'inbound') return []
  return personStatesAt(person, at)
    .filter(({ stops }) => stops)
    .map(({ id, status }) => ({ rule: 'DURING_CIRCUMSTANCE', text: `${status} stood (${id})` }))
}

/** A hold for a reason that concerns the person stops the same on every account of theirs. */
function heldElsewhere(
  person: Person,
  { debts }: Contact,
  at: number,
  stopping: ReadonlySet<string>,
): Fault[] {
  return holdsAt(person, at)
    .filter(
      ({ accountId, reason }) => !debts.includes(accountId) && reason in ofThePerson && stopping.has(reason),
    )
    .map(({ accountId, reason }) => ({ rule: 'DURING_HOLD', text: `${reason} stood on ${accountId}` }))
}
