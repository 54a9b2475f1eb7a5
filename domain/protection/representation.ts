// Who says that they act for the customer, and does the customer say so too? Derived from facts; only a confirmed one
// changes how the customer is contacted (status `represented`), none touches the customer's own rights.
import type { Instant } from '../calendar-date'
import type { Situation } from '../policy/situation'
import type { RepresentationFacts } from './representation-facts'

/** A fact about a representation, on any account of a person. */
export type RepresentationFact = {
  [K in keyof RepresentationFacts]: {
    accountId: string
    kind: K
    actor?: string
    payload: RepresentationFacts[K]
  }
}[keyof RepresentationFacts]

export interface Representation {
  accountId: string
  representationId: string
  claim: RepresentationFacts['representationClaimed']
  state: 'open' | 'confirmed' | 'denied' | 'unverified' | 'ended'
  /** Confirmed from here on. */
  from: Instant | null
  until: Instant | null
  /** Calls at which the customer was not reached. */
  missedCalls: number
  forgedPapers: string[]
  police: { askedBy: string; approvedBy: string[] } | null
}

const representationFactKinds: ReadonlySet<string> = new Set<keyof RepresentationFacts>([
  'representationClaimed',
  'representationVerified',
  'representationUnverified',
  'representationEnded',
  'paperForged',
  'policeReportAsked',
  'policeReportApproved',
])

function isRepresentationFact(fact: { kind: string }): fact is RepresentationFact {
  return representationFactKinds.has(fact.kind)
}

/** Every representation on record, in the order in which they became known. */
export function representationsOf(facts: readonly { kind: string }[]): Representation[] {
  const found = new Map<string, Representation>()
  for (const fact of facts.filter(isRepresentationFact)) {
    const name = `${fact.accountId} ${fact.payload.representationId}`
    const known = found.get(name)
    if (fact.kind === 'representationClaimed') found.set(name, known ?? claimed(fact.accountId, fact.payload))
    else if (known) found.set(name, after(known, fact))
  }
  return [...found.values()]
}

function claimed(accountId: string, claim: RepresentationFacts['representationClaimed']): Representation {
  const { representationId } = claim
  const nothing = { from: null, until: null, missedCalls: 0, forgedPapers: [], police: null }
  return { accountId, representationId, claim, state: 'open', ...nothing }
}

function after(
  known: Representation,
  fact: Exclude<RepresentationFact, { kind: 'representationClaimed' }>,
): Representation {
  switch (fact.kind) {
    case 'representationVerified':
      return verified(known, fact.payload)
    case 'representationUnverified':
      return { ...known, state: 'unverified' }
    case 'representationEnded':
      return { ...known, state: 'ended', until: fact.payload.at }
    case 'paperForged':
      return { ...known, forgedPapers: [...known.forgedPapers, fact.payload.documentId] }
    case 'policeReportAsked':
      return { ...known, police: { askedBy: fact.actor ?? '', approvedBy: [] } }
    case 'policeReportApproved':
      if (!known.police) return known
      return {
        ...known,
        police: { ...known.police, approvedBy: [...known.police.approvedBy, fact.actor ?? ''] },
      }
  }
}

function verified(
  known: Representation,
  { verdict, at }: RepresentationFacts['representationVerified'],
): Representation {
  switch (verdict) {
    case 'confirmed':
      return { ...known, state: 'confirmed', from: at }
    case 'denied':
      return { ...known, state: 'denied' }
    case 'notReached':
      return { ...known, missedCalls: known.missedCalls + 1 }
  }
}

/** What the rule packs are told: from when until when somebody acts for the customer. */
export function representedStatuses(facts: readonly { kind: string }[]): Situation['statuses'] {
  return representationsOf(facts).flatMap(({ from, until }) =>
    from === null ? [] : [{ status: 'represented' as const, from, until: until ?? Infinity }],
  )
}
