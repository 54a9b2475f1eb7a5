// Which facts are about the person and stand in the log of every account of theirs? Commands write them on all accounts at
// once (cases/person-wide.ts), the nightly import on an account that comes later (batch/night-facts.ts).
import type { RestrictionFacts } from '../privacy/restriction-facts'
import type { HoldFacts } from '../protection/hold-facts'
import type { CircumstanceFacts } from '../protection/circumstance-facts'

type PersonWideKind = keyof CircumstanceFacts | keyof RestrictionFacts | keyof Pick<HoldFacts, 'personHeld'>

/** A record, so that a kind that is added to an area is not forgotten here. */
const kinds: Readonly<Record<PersonWideKind, true>> = {
  circumstanceRecorded: true,
  circumstanceConfirmed: true,
  circumstanceWithdrawalAsked: true,
  circumstanceWithdrawn: true,
  relatedNamed: true,
  relatedEnded: true,
  heirStated: true,
  dataRestricted: true,
  dataRestrictionLifted: true,
  personHeld: true,
}

export const personWideKinds = Object.keys(kinds) as PersonWideKind[]

/** What is learnt of a party belongs to one account, as the party does. */
export function isPersonWide(fact: { kind: string; payload: object }): boolean {
  return personWideKinds.some((kind) => kind === fact.kind) && !('partyId' in fact.payload)
}
