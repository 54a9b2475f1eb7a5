// In which state were the debts and the person when the contact was made, as far as facts say it: held, under a plan,
// missing, closed, paid? What was recorded later does not count against it.
import { z } from 'zod'
import { type AgreementKind, agreementsAt } from './agreements'
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
export const ofThePerson: Record<string, string> = {
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

/** What the packs call what stands on an account; they have no word for the others. */
const statusOfAgreement: Partial<Record<AgreementKind, string>> = {
  plan: 'planKept',
  hardship: 'hardshipAgreed',
  dispute: 'disputed',
}

/** The statuses that facts can tell; all others are not on record anywhere. */
export const statusesOnRecord = new Set([
  ...Object.values(ofThePerson),
  ...Object.values(ofTheDebt),
  ...personStatuses,
  ...Object.values(statusOfAgreement),
  'outOfContact',
])

export function statusesAt(person: Person, contact: Contact, at: number): Set<string> {
  const byHold = holdsAt(person, at).flatMap(({ accountId, reason }) => {
    const status = ofThePerson[reason] ?? (contact.debts.includes(accountId) ? ofTheDebt[reason] : undefined)
    return status === undefined ? [] : [status]
  })
  const byAgreement = contact.debts.flatMap((debt) =>
    agreementsAt(person, debt, at).flatMap(({ kind }) => statusOfAgreement[kind] ?? []),
  )
  const ofPerson = personStatesAt(person, at).map(({ status }) => status)
  return new Set([...byHold, ...byAgreement, ...ofPerson])
}

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
