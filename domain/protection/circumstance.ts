// Which circumstances hold, from when until when, and what follows from them: a standstill of the ladder, a status for
// the rule packs, plain words? Derived from append-only facts each time; what was learnt late counts from its beginning.
import type { Instant } from '../calendar-date'
import type { Standstill } from '../ladder/standstill'
import type { Situation } from '../policy/situation'
import type { CircumstanceFacts, CircumstanceKind, Evidence } from './circumstance-facts'
import { holdSpans } from './hold-spans'

/** A fact about a circumstance, on any account of a person. */
export type CircumstanceFact = {
  [K in keyof CircumstanceFacts]: { accountId: string; kind: K; payload: CircumstanceFacts[K] }
}[keyof CircumstanceFacts]

export interface Circumstance {
  circumstanceId: string
  kind: CircumstanceKind
  effect: CircumstanceFacts['circumstanceRecorded']['effect']
  /** null: about the customer. */
  partyId: string | null
  from: Instant
  until: Instant
  evidence: Evidence | null
  proven: boolean
  /** The moment from which it did not hold any more; null: nobody withdrew it. */
  withdrawnAt: Instant | null
}

const circumstanceFactKinds: ReadonlySet<string> = new Set<keyof CircumstanceFacts>([
  'circumstanceRecorded',
  'circumstanceConfirmed',
  'circumstanceWithdrawalAsked',
  'circumstanceWithdrawn',
  'relatedNamed',
  'relatedEnded',
  'heirStated',
])

function isCircumstanceFact(fact: { kind: string }): fact is CircumstanceFact {
  return circumstanceFactKinds.has(fact.kind)
}

/**
 * Every circumstance on record, past ones included. What several accounts say of the customer under one id is one matter;
 * what is said of a party belongs to the party's account, and is never taken for the customer's.
 */
export function circumstancesOf(facts: readonly { kind: string }[]): Circumstance[] {
  const found = new Map<string, Circumstance>()
  for (const fact of facts.filter(isCircumstanceFact)) {
    switch (fact.kind) {
      case 'circumstanceRecorded': {
        const { circumstanceId, partyId = null, until = Infinity, ...said } = fact.payload
        const name = matterOf(fact.accountId, fact.payload)
        if (!found.has(name)) found.set(name, { circumstanceId, partyId, until, withdrawnAt: null, ...said })
        break
      }
      case 'circumstanceConfirmed': {
        const name = matterOf(fact.accountId, fact.payload)
        change(found, name, { proven: true, evidence: fact.payload.evidence })
        break
      }
      case 'circumstanceWithdrawn':
        change(found, matterOf(fact.accountId, fact.payload), { withdrawnAt: fact.payload.at })
        break
      case 'circumstanceWithdrawalAsked':
      case 'relatedNamed':
      case 'relatedEnded':
      case 'heirStated':
        break
    }
  }
  return [...found.values()]
}

function matterOf(accountId: string, about: { circumstanceId: string; partyId?: string }): string {
  const { circumstanceId, partyId } = about
  return partyId === undefined ? circumstanceId : `${circumstanceId} of ${accountId} ${partyId}`
}

function change(found: Map<string, Circumstance>, name: string, changes: Partial<Circumstance>): void {
  const known = found.get(name)
  if (known) found.set(name, { ...known, ...changes })
}

/** When a circumstance ends; Infinity: it does not. */
export function endOf({ until, withdrawnAt }: Circumstance): Instant {
  return Math.min(until, withdrawnAt ?? Infinity)
}

/** Whether it holds at `at`. */
export function holdsAt(circumstance: Circumstance, at: Instant): boolean {
  return circumstance.from <= at && at < endOf(circumstance)
}

type Status = Situation['statuses'][number]

const statusOf: Record<CircumstanceKind, Status['status']> = {
  elderly: 'vulnerable',
  seriouslyIll: 'seriouslyIll',
  disability: 'vulnerable',
  mentalHealth: 'vulnerable',
  minorsInHome: 'vulnerable',
  language: 'vulnerable',
  bereaved: 'vulnerable',
  deceased: 'deceased',
  minor: 'minor',
  noCapacity: 'noCapacity',
  limitedCapacity: 'limitedCapacity',
  capacityDoubt: 'capacityDoubt',
  bankrupt: 'bankrupt',
}

/** What the rule packs are told of the customer, past and future states included. */
export function circumstanceStatuses(facts: readonly { kind: string }[]): Status[] {
  return ofTheCustomer(facts).map((circumstance) => ({
    status: statusOf[circumstance.kind],
    from: circumstance.from,
    until: endOf(circumstance),
  }))
}

/** The standstills of the ladder: circumstances of the customer that stop collection. */
export function circumstanceStandstills(facts: readonly { kind: string }[]): Standstill[] {
  return ofTheCustomer(facts)
    .filter(({ effect }) => effect === 'stop')
    .map((circumstance) => {
      const end = endOf(circumstance)
      const { circumstanceId: id, kind, from, proven } = circumstance
      const why = `${kind}${proven ? '' : ', not proven yet'}`
      return { kind: 'circumstance', id, why, from, ...(end === Infinity ? {} : { until: end }) }
    })
}

/** Whether the customer is in need of care at `at`, by a circumstance or by a hold: people only, in plain words. */
export function isVulnerable(facts: readonly { kind: string }[], at: Instant): boolean {
  const byHold = holdSpans(facts).some(
    ({ reason, from, until = Infinity }) => reason === 'vulnerable' && from <= at && at < until,
  )
  return (
    byHold ||
    ofTheCustomer(facts).some((circumstance) => circumstance.effect === 'care' && holdsAt(circumstance, at))
  )
}

/** Whether a party of the account was marked as a minor or without capacity: nobody contacts them (CN-CAP-01). */
export function isProtectedParty(facts: readonly { kind: string }[], partyId: string, at: Instant): boolean {
  return circumstancesOf(facts).some(
    (circumstance) =>
      circumstance.partyId === partyId && circumstance.effect === 'stop' && holdsAt(circumstance, at),
  )
}

function ofTheCustomer(facts: readonly { kind: string }[]): Circumstance[] {
  return circumstancesOf(facts).filter(
    (circumstance) => circumstance.partyId === null && endOf(circumstance) > circumstance.from,
  )
}

/** Somebody who acts for the customer or takes their place, as long as nobody ended it. */
export interface Related {
  relatedId: string
  role: CircumstanceFacts['relatedNamed']['role']
}

export function relatedOf(facts: readonly { kind: string }[]): Related[] {
  const found = new Map<string, Related>()
  for (const fact of facts.filter(isCircumstanceFact)) {
    if (fact.kind === 'relatedNamed')
      found.set(fact.payload.relatedId, { relatedId: fact.payload.relatedId, role: fact.payload.role })
    if (fact.kind === 'relatedEnded') found.delete(fact.payload.relatedId)
  }
  return [...found.values()]
}

/** What each heir has inherited, as it was last stated. */
export function heirsOf(facts: readonly { kind: string }[]): CircumstanceFacts['heirStated'][] {
  const found = new Map<string, CircumstanceFacts['heirStated']>()
  for (const fact of facts.filter(isCircumstanceFact))
    if (fact.kind === 'heirStated') found.set(fact.payload.relatedId, fact.payload)
  return [...found.values()]
}
