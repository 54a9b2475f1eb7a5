// What can be said of a person that asks for care or forbids collection, with its evidence: the facts, and their words.
// Ids, codes and dates only; who the people are stands in tables that can be purged (docs/privacy.md).
import type { Instant } from '../calendar-date'

export const circumstanceKinds = [
  'elderly',
  'seriouslyIll',
  'disability',
  'mentalHealth',
  'minorsInHome',
  'language',
  'bereaved',
  'deceased',
  'minor',
  'noCapacity',
  'limitedCapacity',
  /** Somebody has heard signs that the person may not understand (UK CONC 7.10): time for evidence. */
  'capacityDoubt',
  'bankrupt',
] as const
export type CircumstanceKind = (typeof circumstanceKinds)[number]

/** `stop`: nothing is collected. `care`: people only, in plain words. */
export const circumstanceEffects = ['stop', 'care'] as const
export type CircumstanceEffect = (typeof circumstanceEffects)[number]

export const evidenceKinds = [
  'deathCertificate',
  'householdRegister',
  'medicalRecord',
  'disabilityCertificate',
  'identityDocument',
  'courtDecision',
  'officialRegister',
  'guardianAppointment',
  'estateDocument',
  'renunciation',
  /** What the person said, with the id of the recording or letter. */
  'ownStatement',
  /** What a relative or neighbour said: never a proof. */
  'thirdPartyStatement',
] as const

/** A paper or recording, named by its id in the bank's archive. */
export interface Evidence {
  kind: (typeof evidenceKinds)[number]
  id: string
}

/** Somebody who acts for the customer or takes their place. Name and number are in the table related_person. */
export const relatedRoles = ['executor', 'administrator', 'heir', 'guardian', 'representative'] as const
export type RelatedRole = (typeof relatedRoles)[number]

export interface CircumstanceFacts {
  /** `partyId` absent: about the customer. `effect` as the bank's file had it then. */
  circumstanceRecorded: {
    circumstanceId: string
    kind: CircumstanceKind
    effect: CircumstanceEffect
    partyId?: string
    from: Instant
    until?: Instant
    evidence: Evidence | null
    /** Whether the evidence is one that proves this kind. */
    proven: boolean
  }
  /** `partyId` in what follows: as it was recorded, so that nobody takes it for the customer's. */
  circumstanceConfirmed: { circumstanceId: string; partyId?: string; evidence: Evidence }
  /** One person says that it does not hold (any more); of a `stop` another one must agree. */
  circumstanceWithdrawalAsked: { circumstanceId: string; partyId?: string; evidence: Evidence }
  /** `evidence` absent: old logs. */
  circumstanceWithdrawn: { circumstanceId: string; partyId?: string; at: Instant; evidence?: Evidence }
  relatedNamed: { relatedId: string; role: RelatedRole; evidence: Evidence }
  relatedEnded: { relatedId: string; at: Instant }
  /** What an heir has inherited; the newest one of each heir counts. */
  heirStated: { relatedId: string; inheritedCents: number; renounced: boolean; evidence: Evidence }
}
