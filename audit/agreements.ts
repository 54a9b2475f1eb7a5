// Under what stood an account when the contact was made: a plan, relief, a deferral, a hardship agreement, a dispute of the
// whole debt? What was recorded later does not count against it.
import { z } from 'zod'
import { type KnownFact, type Person, knownBefore } from './evidence'

export type AgreementKind = 'plan' | 'relief' | 'deferral' | 'hardship' | 'dispute'

export interface Agreement {
  kind: AgreementKind
  id: string
}

/** All that stood on an account; of two plans or reliefs the newer one. */
export function agreementsAt({ facts }: Person, accountId: string, at: number): Agreement[] {
  const own = facts.filter((fact) => fact.accountId === accountId)
  return [
    ...runningPlan(own, at),
    ...runningReliefs(own, at),
    ...deferralsAt(own, at),
    ...hardshipsAt(own, at),
    ...wholeDisputes(own, at),
  ]
}

const plan = z.object({ planId: z.string() })

/** It ended once more often than it was opened again: it is over. */
function runningPlan(own: readonly KnownFact[], at: number): Agreement[] {
  const newest = knownBefore(own, 'planAgreed', plan, at).at(-1)?.payload.planId
  if (newest === undefined) return []
  const timesOf = (kind: string) =>
    knownBefore(own, kind, plan, at).filter(({ payload }) => payload.planId === newest).length
  return timesOf('planEnded') <= timesOf('planReopened') ? [{ kind: 'plan', id: newest }] : []
}

const relief = z.object({ reliefId: z.string() })
const reliefEnd = relief.extend({ outcome: z.string() })
const proposed = relief.extend({ billIds: z.array(z.string()) })
const books = z.object({ businessDate: z.string(), bills: z.array(z.object({ billId: z.string() })) })

function runningReliefs(own: readonly KnownFact[], at: number): Agreement[] {
  const timesOf = (kind: string, id: string) =>
    knownBefore(own, kind, relief, at).filter(({ payload }) => payload.reliefId === id).length
  return knownBefore(own, 'reliefAgreed', relief, at)
    .map(({ payload }) => payload.reliefId)
    .filter((id) => timesOf('reliefEnded', id) <= timesOf('reliefReopened', id) || isUnbooked(own, id, at))
    .map((id) => ({ kind: 'relief', id }))
}

/** It was kept, and the books did not show yet that its bills are gone. */
function isUnbooked(own: readonly KnownFact[], id: string, at: number): boolean {
  const end = knownBefore(own, 'reliefEnded', reliefEnd, at).findLast(
    ({ payload }) => payload.reliefId === id,
  )
  if (end?.payload.outcome !== 'kept') return false
  const covered = knownBefore(own, 'reliefProposed', proposed, at)
    .filter(({ payload }) => payload.reliefId === id)
    .flatMap(({ payload }) => payload.billIds)
  const reports = knownBefore(own, 'positionReported', books, at).filter(({ since }) => since > end.since)
  return !reports.some(({ payload }) => payload.bills.every(({ billId }) => !covered.includes(billId)))
}

const days = z.object({ from: z.string(), until: z.string() })
const deferral = z.object({ deferralId: z.string() })

function deferralsAt(own: readonly KnownFact[], at: number): Agreement[] {
  const idsOf = (kind: string) =>
    knownBefore(own, kind, deferral, at).map(({ payload }) => payload.deferralId)
  const agreed = idsOf('deferralAgreed')
  const ended = idsOf('deferralEnded')
  return knownBefore(own, 'deferralProposed', deferral.extend(days.shape), at)
    .map(({ payload }) => payload)
    .filter(({ deferralId }) => agreed.includes(deferralId) && !ended.includes(deferralId))
    .filter((span) => isWithin(span, at))
    .map(({ deferralId: id }) => ({ kind: 'deferral', id }))
}

const hardship = z.object({ agreementId: z.string() })

function hardshipsAt(own: readonly KnownFact[], at: number): Agreement[] {
  const ended = knownBefore(own, 'hardshipEnded', hardship, at).map(({ payload }) => payload.agreementId)
  return knownBefore(own, 'hardshipAgreed', hardship.extend(days.shape), at)
    .map(({ payload }) => payload)
    .filter((span) => !ended.includes(span.agreementId) && isWithin(span, at))
    .map(({ agreementId: id }) => ({ kind: 'hardship', id }))
}

/** The first and last day are left out: in which zone they begin is not on record. */
function isWithin({ from, until }: z.output<typeof days>, at: number): boolean {
  const day = new Date(at).toISOString().slice(0, 10)
  return from < day && day < until
}

const dispute = z.object({ disputeId: z.string() })

const raised = dispute.extend({ bills: z.array(z.string()) })

/** Disputes that nobody had answered or taken back; `bills` empty: of the whole debt. */
export function openDisputes(own: readonly KnownFact[], at: number): z.output<typeof raised>[] {
  const ended = ['disputeAnswered', 'disputeWithdrawn'].flatMap((kind) =>
    knownBefore(own, kind, dispute, at).map(({ payload }) => payload.disputeId),
  )
  return knownBefore(own, 'disputeRaised', raised, at)
    .map(({ payload }) => payload)
    .filter(({ disputeId }) => !ended.includes(disputeId))
}

/** One of single bills leaves them out of what is collected; the rest may be. */
function wholeDisputes(own: readonly KnownFact[], at: number): Agreement[] {
  return openDisputes(own, at)
    .filter(({ bills }) => bills.length === 0)
    .map(({ disputeId: id }) => ({ kind: 'dispute', id }))
}
