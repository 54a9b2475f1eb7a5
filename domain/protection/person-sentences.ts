// What the timeline says of the person behind the account: circumstances, parties, representatives, restricted data.
import type { FactKind } from '../facts'
import type { RestrictionFacts } from '../privacy/restriction-facts'
import type { Sentences } from '../sentences'
import type { CircumstanceFacts, Evidence } from './circumstance-facts'
import type { PartyFacts } from './party-facts'
import type { RepresentationFacts } from './representation-facts'

type PersonKind =
  keyof CircumstanceFacts | keyof PartyFacts | keyof RepresentationFacts | keyof RestrictionFacts

export const personSentences: Sentences<PersonKind> = {
  circumstanceRecorded({ circumstanceId, kind, effect, partyId, proven }) {
    const whose = partyId === undefined ? 'the customer' : `party ${partyId}`
    const what = effect === 'stop' ? 'collection stops' : 'people only, in plain words'
    return `${whose}: ${kind}${proven ? '' : ', not proven yet'}; ${what} (${circumstanceId})`
  },
  circumstanceConfirmed: ({ circumstanceId, evidence }) =>
    `circumstance ${circumstanceId} is proven by ${named(evidence)}`,
  circumstanceWithdrawalAsked: ({ circumstanceId, evidence }) =>
    `circumstance ${circumstanceId} is said not to hold: ${named(evidence)}; another person must agree`,
  circumstanceWithdrawn: ({ circumstanceId }) => `circumstance ${circumstanceId} withdrawn`,
  relatedNamed: ({ evidence, relatedId, role }) => `${role} named: ${relatedId}, by ${named(evidence)}`,
  relatedEnded: ({ relatedId }) => `${relatedId} acts for the customer no more`,
  heirStated: ({ evidence, relatedId, renounced }) =>
    `heir ${relatedId} ${renounced ? 'has renounced' : 'has stated what was inherited'}: ${named(evidence)}`,
  guaranteeRecorded: ({ contractId, from, partyId, scope, until }) =>
    `guarantee of party ${partyId} by contract ${contractId} (${scope}) from ${from} until ${until ?? 'no end'}`,
  guaranteeEnded: ({ contractId, on }) => `guarantee by contract ${contractId} ended on ${on}`,
  jointDebtAsked: ({ evidence, grounds, partyId, requestId }) =>
    `asked that the debt be party ${partyId}'s too: ${grounds}, ${evidence} (${requestId})`,
  jointDebtApproved: ({ requestId }) => `joint debt ${requestId} approved`,
  jointDebtRevoked: ({ requestId }) => `joint debt ${requestId} revoked: an unrelated third party again`,
  representationClaimed: ({ channel, representationId }) =>
    `somebody says that they act for the customer, by ${channel} (${representationId}); the customer is asked`,
  representationVerified: ({ representationId, verdict }) =>
    `the customer was asked about ${representationId}: ${verdict}`,
  representationUnverified: ({ representationId }) =>
    `nobody could ask the customer about ${representationId}: nothing is confirmed`,
  representationEnded: ({ representationId }) => `the authority of ${representationId} ended`,
  paperForged: ({ documentId, evidence, representationId }) =>
    `paper ${documentId} of ${representationId} is forged: ${evidence}`,
  policeReportAsked: ({ evidence, representationId }) =>
    `a report to the police on ${representationId} is asked for: ${evidence.join(', ')}`,
  policeReportApproved: ({ representationId }) => `the report on ${representationId} is approved`,
  dataRestricted: ({ reason, restrictionId }) => `personal data is restricted (${reason}): ${restrictionId}`,
  dataRestrictionLifted: ({ reason, restrictionId }) => `restriction ${restrictionId} lifted (${reason})`,
}

/** Whether a fact is about the person, and not about the debt or the ladder. */
export function isPersonFact<F extends { kind: FactKind }>(fact: F): fact is F & { kind: PersonKind } {
  return fact.kind in personSentences
}

function named({ kind, id }: Evidence): string {
  return `${kind} ${id}`
}
