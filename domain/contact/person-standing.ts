// What is known of the person behind the accounts: states that forbid or restrict contact, and what the customer has said
// about when and how often to be contacted. Read from the facts of every account of theirs.
import type { Instant } from '../calendar-date'
import type { Fact, FactOf } from '../facts'
import type { HoldReason, reasonsOfPerson } from '../protection/hold-facts'
import { complaintsOf } from '../protection/complaint-state'
import { spansWithNothingToCollect } from '../protection/dispute-standstill'
import { disputesOf } from '../protection/dispute-state'
import { restrictedStatuses } from '../privacy/restriction'
import type { RestrictionFacts } from '../privacy/restriction-facts'
import { circumstanceStatuses } from '../protection/circumstance'
import type { CircumstanceFacts } from '../protection/circumstance-facts'
import { representedStatuses } from '../protection/representation'
import type { RepresentationFacts } from '../protection/representation-facts'
import { holdSpans } from '../protection/hold-spans'
import type { Consent, Situation } from '../policy/situation'
import { type ForbearanceFactKind, forbearanceFactKinds, forbearanceStatuses } from './forbearance-standing'
import { type PlanFactKind, planFactKinds, planStatuses } from './plan-standing'

/** As listed in the table person_fact_kind. */
type PersonFactKind =
  | 'holdPlaced'
  | 'holdExtended'
  | 'holdLifted'
  | 'complaintReceived'
  | 'complaintAnswered'
  | 'disputeRaised'
  | 'disputeAnswered'
  | 'disputeWithdrawn'
  | 'wishStated'
  | 'wishWithdrawn'
  | keyof CircumstanceFacts
  | keyof RepresentationFacts
  | keyof RestrictionFacts
  | PlanFactKind
  | ForbearanceFactKind

/** A fact that says something about the person, on whichever account it was recorded. */
export type PersonFact = {
  [K in PersonFactKind]: Pick<FactOf<K>, 'accountId' | 'kind' | 'payload'>
}[PersonFactKind]

type Status = Situation['statuses'][number]

/** A reason that concerns the person wherever it was recorded, and what the packs call it. */
const ofThePerson = {
  bankruptcy: 'bankrupt',
  complaint: 'complaintOpen',
  deceased: 'deceased',
  moratorium: 'moratorium',
  vulnerable: 'vulnerable',
} as const satisfies Record<(typeof reasonsOfPerson)[number], Status['status']>

/** A reason that concerns one debt. */
const ofTheDebt = {
  dispute: 'disputed',
  legal: 'legalHold',
  regulator: 'regulatorHold',
} as const satisfies Partial<Record<HoldReason, Status['status']>>

/** Every state of the person that counts for a contact about `debts`, past and future ones included; `zone` is the bank's. */
export function statusesOf(facts: readonly PersonFact[], debts: readonly string[], zone: string): Status[] {
  const byHold = holdSpans(facts).flatMap(({ accountId, reason, from, until = Infinity }): Status[] => {
    const status = statusOf(reason, debts.includes(accountId))
    return status === null ? [] : [{ status, from, until }]
  })
  // A dispute of single bills leaves them out of what is collected; whether anything is left, see disputedStatuses().
  const byDispute = disputesOf(facts)
    .filter(({ accountId, bills }) => debts.includes(accountId) && bills.length === 0)
    .map(({ from, endedAt }): Status => ({ status: 'disputed', from, until: endedAt ?? Infinity }))
  const byComplaint = complaintsOf(facts).map(({ at, answer }): Status => ({
    status: 'complaintOpen',
    from: at,
    until: answer?.at ?? Infinity,
  }))
  return [
    ...byHold,
    ...byDispute,
    ...byComplaint,
    ...circumstanceStatuses(facts),
    ...representedStatuses(facts),
    ...restrictedStatuses(facts),
    ...planStatuses(facts, debts),
    ...forbearanceStatuses(facts, debts, zone),
  ]
}

/** While nothing of what is overdue on one of the debts may be collected, as the logs of the disputed ones say. */
export function disputedStatuses(
  logs: readonly (readonly Fact[])[],
  debts: readonly string[],
  zone: string,
): Status[] {
  return logs
    .filter(([first]) => first !== undefined && debts.includes(first.accountId))
    .flatMap((facts) => spansWithNothingToCollect(facts, zone))
    .map(({ from, until = Infinity }) => ({ status: 'disputed', from, until }))
}

const agreementFactKinds: ReadonlySet<string> = new Set([...planFactKinds, ...forbearanceFactKinds])

/** What is known of the person when this was agreed on `accountId`, as a forecast assumes it. */
export function withAgreementsOf(
  person: readonly PersonFact[],
  accountId: string,
  facts: readonly Fact[],
): PersonFact[] {
  const isOfAgreement = ({ kind }: { kind: string }) => agreementFactKinds.has(kind)
  const others = person.filter((fact) => fact.accountId !== accountId || !isOfAgreement(fact))
  return [...others, ...(facts.filter(isOfAgreement) as PersonFact[])]
}

function statusOf(reason: HoldReason, isOfThisDebt: boolean): Status['status'] | null {
  switch (reason) {
    case 'bankruptcy':
    case 'complaint':
    case 'deceased':
    case 'moratorium':
    case 'vulnerable':
      return ofThePerson[reason]
    case 'dispute':
    case 'legal':
    case 'regulator':
      return isOfThisDebt ? ofTheDebt[reason] : null
  }
}

/** What the person has agreed to; one that was withdrawn ends at that moment (CN-TIME-02). */
export function consentsOf(facts: readonly PersonFact[]): Consent[] {
  return wishesOf(facts).flatMap(({ payload, withdrawnAt }): Consent[] => {
    const { topic, channels, accounts, hours, from, until = Infinity, evidence, givenTo } = payload
    if (topic === 'inconvenientHours' || topic === 'consentToDisclosure') return []
    return [
      {
        topic: topic === 'consentToHours' ? 'hours' : 'frequency',
        channels,
        debts: accounts,
        hours,
        from,
        until,
        revokedAt: withdrawnAt,
        evidence,
        givenTo,
      },
    ]
  })
}

/** Hours in which the person has asked not to be contacted, as of `at`. */
export function inconvenientHoursOf(facts: readonly PersonFact[], at: Instant): Situation['inconvenient'] {
  return wishesOf(facts)
    .filter(({ payload, withdrawnAt }) => {
      const { topic, from, until = Infinity } = payload
      return topic === 'inconvenientHours' && from <= at && at < Math.min(until, withdrawnAt)
    })
    .flatMap(({ payload }) => payload.hours)
}

function wishesOf(facts: readonly PersonFact[]) {
  const withdrawn = new Map<string, Instant>()
  for (const fact of facts)
    if (fact.kind === 'wishWithdrawn')
      withdrawn.set(`${fact.accountId} ${fact.payload.wishId}`, fact.payload.at)
  return facts.flatMap((fact) =>
    fact.kind === 'wishStated'
      ? [
          {
            payload: fact.payload,
            withdrawnAt: withdrawn.get(`${fact.accountId} ${fact.payload.wishId}`) ?? Infinity,
          },
        ]
      : [],
  )
}
