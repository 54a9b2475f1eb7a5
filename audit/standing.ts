// In which state were the debts and the person when the contact was made, as far as facts say it: held, under a plan,
// missing, closed, paid? What was recorded later does not count against it.
import { z } from 'zod'
import { personStatesAt, personStatuses } from './circumstances'
import { type Contact, type Person, knownBefore } from './evidence'

const hold = z.object({
  holdId: z.string(),
  reason: z.string(),
  from: z.number(),
  until: z.number().optional(),
})
const extended = z.object({ holdId: z.string(), until: z.number().optional() })
const lifted = z.object({ holdId: z.string() })

export interface StandingHold {
  accountId: string
  holdId: string
  reason: string
}

/** Holds that stood on any account of the person. */
export function holdsAt({ facts }: Person, at: number): StandingHold[] {
  const gone = new Set(
    knownBefore(facts, 'holdLifted', lifted, at).map(
      ({ accountId, payload }) => `${accountId} ${payload.holdId}`,
    ),
  )
  const newEnds = new Map(
    knownBefore(facts, 'holdExtended', extended, at).map(({ accountId, payload }) => [
      `${accountId} ${payload.holdId}`,
      payload,
    ]),
  )
  return knownBefore(facts, 'holdPlaced', hold, at)
    .filter(({ accountId, payload }) => {
      const { holdId, from } = payload
      const { until } = newEnds.get(`${accountId} ${holdId}`) ?? payload
      return from < at && (until === undefined || at < until) && !gone.has(`${accountId} ${holdId}`)
    })
    .map(({ accountId, payload: { holdId, reason } }) => ({ accountId, holdId, reason }))
}

/** Reasons that concern the person, whichever account they were recorded on, in the words of the packs. */
const ofThePerson: Record<string, string> = {
  bankruptcy: 'bankrupt',
  complaint: 'complaintOpen',
  deceased: 'deceased',
  moratorium: 'moratorium',
  vulnerable: 'vulnerable',
}
const ofTheDebt: Record<string, string> = {
  dispute: 'disputed',
  legal: 'legalHold',
  regulator: 'regulatorHold',
}

/** The statuses that facts can tell; all others are not on record anywhere. */
export const statusesOnRecord = new Set([
  ...Object.values(ofThePerson),
  ...Object.values(ofTheDebt),
  ...personStatuses,
  ...['planKept', 'hardshipAgreed', 'outOfContact'],
])

export function statusesAt(person: Person, contact: Contact, at: number): Set<string> {
  const byHold = holdsAt(person, at).flatMap(({ accountId, reason }) => {
    const status = ofThePerson[reason] ?? (contact.debts.includes(accountId) ? ofTheDebt[reason] : undefined)
    return status === undefined ? [] : [status]
  })
  const byDispute = contact.debts.some((debt) => isDisputed(person, debt, at)) ? ['disputed'] : []
  const byAgreement = contact.debts.flatMap((debt) =>
    agreementsAt(person, debt, at).map(({ status }) => status),
  )
  const ofPerson = personStatesAt(person, at).map(({ status }) => status)
  return new Set([...byHold, ...byDispute, ...byAgreement, ...ofPerson])
}

const dispute = z.object({ disputeId: z.string(), bills: z.array(z.string()) })
const disputeEnd = z.object({ disputeId: z.string() })

/** The whole debt was disputed; one of single bills leaves them out of what is collected. */
function isDisputed({ facts }: Person, accountId: string, at: number): boolean {
  const own = facts.filter((fact) => fact.accountId === accountId)
  const ends = [
    ...knownBefore(own, 'disputeAnswered', disputeEnd, at),
    ...knownBefore(own, 'disputeWithdrawn', disputeEnd, at),
  ].map(({ payload }) => payload.disputeId)
  return knownBefore(own, 'disputeRaised', dispute, at).some(
    ({ payload: { disputeId, bills } }) => bills.length === 0 && !ends.includes(disputeId),
  )
}

const plan = z.object({ planId: z.string() })
const hardship = z.object({ agreementId: z.string() })

/** Plans and hardship agreements that stood on an account. */
export function agreementsAt(
  { facts }: Person,
  accountId: string,
  at: number,
): { status: 'planKept' | 'hardshipAgreed'; id: string }[] {
  const own = facts.filter((fact) => fact.accountId === accountId)
  const newestPlan = knownBefore(own, 'planAgreed', plan, at).at(-1)?.payload.planId
  const timesOf = (kind: string) =>
    knownBefore(own, kind, plan, at).filter(({ payload }) => payload.planId === newestPlan).length
  const hardshipsEnded = new Set(
    knownBefore(own, 'hardshipEnded', hardship, at).map(({ payload }) => payload.agreementId),
  )
  const hardships = knownBefore(own, 'hardshipAgreed', hardshipSpan, at).filter(
    ({ payload: { agreementId, from, until } }) => {
      const day = new Date(at).toISOString().slice(0, 10)
      return !hardshipsEnded.has(agreementId) && from < day && day < until
    },
  )
  return [
    ...(newestPlan !== undefined && timesOf('planEnded') <= timesOf('planReopened')
      ? [{ status: 'planKept' as const, id: newestPlan }]
      : []),
    ...hardships.map(({ payload }) => ({ status: 'hardshipAgreed' as const, id: payload.agreementId })),
  ]
}

/** The first and last day are left out: in which zone they begin is not on record. */
const hardshipSpan = hardship.extend({ from: z.string(), until: z.string() })

/** Since when the account had been missing from the drop; null: it was there. */
export function missingSince({ facts }: Person, accountId: string, at: number): number | null {
  const own = facts.filter((fact) => fact.accountId === accountId)
  const lost = knownBefore(own, 'accountMissing', z.object({}), at).at(-1)
  const found = knownBefore(own, 'accountFound', z.object({}), at).at(-1)
  return lost && (!found || found.since < lost.since) ? lost.since : null
}

/** Why there was no open case of the account; null: there was one. */
export function whyClosed({ facts }: Person, accountId: string, at: number): string | null {
  const last = facts
    .filter((fact) => fact.accountId === accountId && fact.kind.startsWith('episode'))
    .filter(({ since, until }) => since < at && at < until)
    .sort((a, b) => a.since - b.since || a.seq - b.seq)
    .at(-1)
  if (!last) return 'no case was open'
  return last.kind === 'episodeClosed' ? `the case closed at ${new Date(last.since).toISOString()}` : null
}
