// What is a party of the account to the debt, by what papers, and how many people have agreed? What the rule packs are told
// of a guarantor or a spouse; without papers each of them is an unrelated third party (CN-3P-01).
import type { CalendarDate, Instant } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import { isProtectedParty } from './circumstance'

type Guarantee = FactOf<'guaranteeRecorded'>['payload']

/** The guarantee of a party that is in force on a day; undefined: there is none (CN-3P-07). */
export function guaranteeOf(
  facts: readonly Fact[],
  partyId: string,
  on: CalendarDate,
): Guarantee | undefined {
  const ended = new Map(
    factsOf(facts, 'guaranteeEnded').map(({ payload }) => [payload.contractId, payload.on]),
  )
  return factsOf(facts, 'guaranteeRecorded')
    .map(({ payload }) => payload)
    .find(
      ({ partyId: whose, contractId, from, until }) =>
        whose === partyId &&
        from <= on &&
        (until === null || on <= until) &&
        on < (ended.get(contractId) ?? '9999-12-31'),
    )
}

/** What of a debt can be asked of a guarantor. */
export function guaranteedCents(
  { scope, capCents = 0 }: Guarantee,
  debt: { totalCents: number; principalCents: number },
): number {
  switch (scope) {
    case 'wholeDebt':
      return debt.totalCents
    case 'principal':
      return debt.principalCents
    case 'capped':
      return Math.min(debt.totalCents, capCents)
  }
}

export interface JointDebt {
  requestId: string
  partyId: string
  askedBy: string
  approvedBy: string[]
  revokedAt: Instant | null
}

/** Requests that the debt be the spouse's too, with those who agreed. */
export function jointDebtsOf(facts: readonly Fact[]): JointDebt[] {
  const revoked = new Map(
    factsOf(facts, 'jointDebtRevoked').map(({ payload }) => [payload.requestId, payload.at]),
  )
  return factsOf(facts, 'jointDebtAsked').map(({ actor, payload: { requestId, partyId } }) => ({
    requestId,
    partyId,
    askedBy: actor,
    approvedBy: factsOf(facts, 'jointDebtApproved')
      .filter(({ payload }) => payload.requestId === requestId)
      .map((approval) => approval.actor),
    revokedAt: revoked.get(requestId) ?? null,
  }))
}

/** So many people beside the one who asks decide that a debt is the spouse's too (CN-3P-06). */
export const jointDebtApprovals = 2

/** What the rule packs are told of a party. */
export interface PartyStanding {
  documents: ('guaranteeContract' | 'jointDebtEvidence')[]
  approvals: number
  flags: ('refusedContact' | 'minor')[]
}

/** A party as the facts of the account show them. */
export function partyStanding(
  facts: readonly Fact[],
  partyId: string,
  { at, on }: { at: Instant; on: CalendarDate },
): PartyStanding {
  const joint = jointDebtsOf(facts).find(
    (request) => request.partyId === partyId && (request.revokedAt === null || at < request.revokedAt),
  )
  const decided = joint !== undefined && joint.approvedBy.length >= jointDebtApprovals
  const hasRefused = factsOf(facts, 'partyRefused').some(({ payload }) => payload.partyId === partyId)
  return {
    documents: [
      ...(guaranteeOf(facts, partyId, on) ? ['guaranteeContract' as const] : []),
      ...(decided ? ['jointDebtEvidence' as const] : []),
    ],
    approvals: decided ? joint.approvedBy.length : 0,
    flags: [
      ...(hasRefused ? ['refusedContact' as const] : []),
      ...(isProtectedParty(facts, partyId, at) ? ['minor' as const] : []),
    ],
  }
}
