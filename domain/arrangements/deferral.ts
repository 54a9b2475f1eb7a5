// How do deferrals stand, when does the ladder wait for them, and on which days does interest not run?
import { type CalendarDate, addDays, dateAt, instantAt } from '../calendar-date'
import type { Days } from './chain'
import { type Fact, type FactOf, factsOf } from '../facts'
import type { Standstill } from '../ladder/standstill'
import type { FreeDays } from '../money/debt-input'
import { type EndToTell, proofOf } from './told'

export interface Deferral {
  proposed: FactOf<'deferralProposed'>
  approved: FactOf<'deferralApproved'> | null
  agreed: FactOf<'deferralAgreed'> | null
  ended: FactOf<'deferralEnded'> | null
  /** The last day; an earlier one when it was ended. */
  lastDay: CalendarDate
}

/** Every deferral in the order of the proposals. */
export function deferrals(facts: readonly Fact[]): Deferral[] {
  return factsOf(facts, 'deferralProposed').map((proposed) => {
    const { deferralId, until } = proposed.payload
    const isOfIt = ({ payload }: { payload: { deferralId: string } }) => payload.deferralId === deferralId
    const ended = factsOf(facts, 'deferralEnded').find(isOfIt) ?? null
    const endedOn = ended?.payload.on ?? until
    return {
      proposed,
      approved: factsOf(facts, 'deferralApproved').find(isOfIt) ?? null,
      agreed: factsOf(facts, 'deferralAgreed').find(isOfIt) ?? null,
      ended,
      lastDay: endedOn < until ? endedOn : until,
    }
  })
}

/** Whether the customer can agree to it: within the proposer's authority, or approved. */
export function isApproved({ proposed, approved }: Deferral): boolean {
  return approved !== null || proposed.payload.level === null
}

/**
 * The ladder waits for each that was agreed, whole days, the last one included; of one that the bank has ended until the
 * customer was told, at most as long as it was to last.
 */
export function deferralStandstills(facts: readonly Fact[], zone: string): Standstill[] {
  return agreedOnes(facts).map((deferral) => {
    const { payload } = deferral.proposed
    const agreedUntil = instantAt(addDays(payload.until, 1), zone)
    const end = endOfDeferral(deferral)
    const toldAt = end === null ? -Infinity : (proofOf(facts, end)?.at ?? Infinity)
    return {
      kind: 'deferral',
      id: payload.deferralId,
      why: `payment is put off until ${payload.until} (${payload.cause})`,
      from: Math.max(instantAt(payload.from, zone), deferral.agreed.effectiveAt),
      until: Math.min(agreedUntil, Math.max(toldAt, instantAt(addDays(deferral.lastDay, 1), zone))),
    }
  })
}

/** The end of one that the bank has ended; null: it lasts, or the customer wished it. */
export function endOfDeferral({ proposed, ended }: Deferral): EndToTell | null {
  if (ended?.payload.because !== 'bankDecision') return null
  const { deferralId: id } = proposed.payload
  const { on } = ended.payload
  return { matter: `deferral/${id}/told`, id, notice: 'deferral-ended', on, endedAt: ended.effectiveAt }
}

/** The days of each that was agreed, as long as it really lasted. */
export function agreedDays(facts: readonly Fact[]): Days[] {
  return agreedOnes(facts).map(({ proposed, lastDay }) => ({ from: proposed.payload.from, until: lastDay }))
}

/** Days on which fees, and interest where it was frozen, do not run: none of those before the customer agreed. */
export function deferralFree(facts: readonly Fact[], zone: string): FreeDays {
  const spans = agreedOnes(facts).map(({ proposed: { payload }, agreed, lastDay }) => {
    const agreedOn = dateAt(agreed.effectiveAt, zone)
    const from = payload.from < agreedOn ? agreedOn : payload.from
    const why = `payment is put off (${payload.deferralId}, ${payload.cause})`
    return { isFrozen: payload.interest === 'frozen', span: { from, until: lastDay, why } }
  })
  return {
    interest: spans.filter(({ isFrozen }) => isFrozen).map(({ span }) => span),
    fees: spans.map(({ span }) => span),
  }
}

function agreedOnes(facts: readonly Fact[]): (Deferral & { agreed: FactOf<'deferralAgreed'> })[] {
  return deferrals(facts).flatMap((deferral) =>
    deferral.agreed === null ? [] : [{ ...deferral, agreed: deferral.agreed }],
  )
}
