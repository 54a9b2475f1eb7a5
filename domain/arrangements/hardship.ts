// How do applications for hardship and hardship agreements stand, and when does the ladder wait for them? Read from
// append-only facts each time.
import { type CalendarDate, type Instant, addDays, instantAt } from '../calendar-date'
import { type Fact, type FactOf, factsOf } from '../facts'
import { begunAnewAfter } from './lapse'
import { type EndToTell, proofOf } from './told'
import type { Standstill } from '../ladder/standstill'

export interface HardshipApplication {
  applied: FactOf<'hardshipApplied'>
  /** The newest one. */
  assessed: FactOf<'hardshipAssessed'> | null
  decided: FactOf<'hardshipDecided'> | null
  /** What was granted and the customer agreed to. */
  agreed: FactOf<'hardshipAgreed'> | null
  /** When the case began anew: a statement of another time is decided no more. null: it did not. */
  lapsedAt: Instant | null
}

export interface HardshipAgreement {
  agreementId: string
  applicationId: string | null
  from: CalendarDate
  /** As agreed. */
  until: CalendarDate
  /** An earlier one when it was ended. */
  lastDay: CalendarDate
  reviewOn: CalendarDate | null
  agreedAt: Instant
  ended: FactOf<'hardshipEnded'> | null
}

/** What people must do about an application: decide, and tell the customer. */
export const hardshipMatter = {
  decision: (applicationId: string) => `hardship/${applicationId}/decision`,
  answer: (applicationId: string) => `hardship/${applicationId}/answer`,
}

/** Every application in the order of arrival. */
export function hardshipApplications(facts: readonly Fact[]): HardshipApplication[] {
  return factsOf(facts, 'hardshipApplied').map((applied) => {
    const isOfIt = ({ payload }: { payload: { applicationId?: string } }) =>
      payload.applicationId === applied.payload.applicationId
    return {
      applied,
      assessed: factsOf(facts, 'hardshipAssessed').findLast(isOfIt) ?? null,
      decided: factsOf(facts, 'hardshipDecided').find(isOfIt) ?? null,
      agreed: factsOf(facts, 'hardshipAgreed').find(isOfIt) ?? null,
      lapsedAt: begunAnewAfter(facts, applied),
    }
  })
}

/** Every agreement, past ones included. */
export function hardshipAgreements(facts: readonly Fact[]): HardshipAgreement[] {
  return factsOf(facts, 'hardshipAgreed').map(({ payload, effectiveAt }) => {
    const { agreementId, applicationId = null, from, reviewOn = null } = payload
    const ended = factsOf(facts, 'hardshipEnded').find((end) => end.payload.agreementId === agreementId)
    const endedOn = ended?.payload.on ?? payload.until
    const { until } = payload
    const lastDay = endedOn < until ? endedOn : until
    const span = { from, until, lastDay, reviewOn }
    return { agreementId, applicationId, ...span, agreedAt: effectiveAt, ended: ended ?? null }
  })
}

/** The ladder or its harsher steps wait while an application is decided, by the strategy; all of it while an agreement lasts, and until the customer was told when the bank has ended it. */
export function hardshipStandstills(facts: readonly Fact[], zone: string): Standstill[] {
  const applications = hardshipApplications(facts)
    .filter(({ applied }) => applied.payload.holdsBack !== 'nothing')
    .map((application): Standstill => {
      const { applicationId, holdsBack } = application.applied.payload
      const until = applicationEnd(application, zone)
      return {
        kind: 'hardship',
        id: applicationId,
        why: `application for hardship ${applicationId}`,
        from: application.applied.effectiveAt,
        ...(until === null ? {} : { until }),
        ...(holdsBack === 'escalation' ? { only: 'escalation' as const } : {}),
      }
    })
  const agreements = hardshipAgreements(facts).map((agreement): Standstill => {
    const { agreementId, from, until, lastDay } = agreement
    const end = endOfHardship(agreement)
    const toldAt = end === null ? -Infinity : (proofOf(facts, end)?.at ?? Infinity)
    return {
      kind: 'hardship',
      id: agreementId,
      why: `hardship agreement until ${until}`,
      from: instantAt(from, zone),
      until: Math.min(
        instantAt(addDays(until, 1), zone),
        Math.max(toldAt, instantAt(addDays(lastDay, 1), zone)),
      ),
    }
  })
  return [...applications, ...agreements]
}

/** The end of one that the bank has ended, of which the customer is told first; null: it lasts, or they wished it. */
export function endOfHardship({ agreementId: id, ended }: HardshipAgreement): EndToTell | null {
  if (ended?.payload.reason !== 'bankDecision') return null
  const { on } = ended.payload
  return { matter: `hardship/${id}/told`, id, notice: 'hardship-ended', on, endedAt: ended.effectiveAt }
}

/** What was granted is left time to be agreed. */
function applicationEnd({ decided, agreed, lapsedAt }: HardshipApplication, zone: string): Instant | null {
  if (agreed) return agreed.effectiveAt
  if (!decided) return lapsedAt
  const { agreeBy } = decided.payload
  return agreeBy === undefined ? decided.effectiveAt : instantAt(addDays(agreeBy, 1), zone)
}
