// What will time bring to deferrals: the deadline of an approval, the end of an offer, a talk before the end; and when staff
// learn of a cause, the task to offer one unasked (D3).
import { addDays, dateAt, instantAt } from '../calendar-date'
import { type Deferral, deferrals, isApproved } from './deferral'
import { deferralMatter } from './deferral-commands'
import { factsOf } from '../facts'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import { awaitedAgenda, levelsFor } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { sideTaskOpened } from '../ladder/side-tasks'
import { closingOn } from '../office-hours'

export function deferralAgenda(view: CaseView): AgendaItem[] {
  const known = deferrals(view.facts)
  const open = known.filter(({ ended }) => ended === null)
  return [
    ...open.flatMap((deferral) => (deferral.agreed ? ending(view, deferral) : offered(view, deferral))),
    ...offers(view, known),
  ]
}

function offered(view: CaseView, deferral: Deferral): AgendaItem[] {
  const { deferralId, cause, validUntil, level } = deferral.proposed.payload
  const { zone, arrangements } = view.rules.strategy
  const at = instantAt(addDays(validUntil, 1), zone)
  const envelope = byCase(view, `deferral/${deferralId}/ended`, at)
  const payload = { deferralId, outcome: 'expired' as const, on: validUntil }
  const why = `the offer of deferral ${deferralId} ends`
  const expiry: AgendaItem = {
    kind: 'record',
    at,
    why,
    fact: { ...envelope, kind: 'deferralEnded', payload },
  }
  if (isApproved(deferral)) return [expiry]
  const { decideWithinDays: days, warnDaysBefore } = arrangements.deferral
  return [
    expiry,
    ...awaitedAgenda(view, {
      ...{ matter: deferralMatter(deferralId), kind: 'decision', defaultOutcome: 'notDecided' },
      since: deferral.proposed.effectiveAt,
      levels: levelsFor(view.rules.terms.authority, 'deferral', { days, least: level }),
      warnDaysBefore,
      detail: { about: 'deferral', id: deferralId, cause },
    }),
  ]
}

/** Before payment is due again somebody talks with the customer. */
function ending(view: CaseView, { proposed, lastDay }: Deferral): AgendaItem[] {
  const { zone, arrangements } = view.rules.strategy
  const { endingDaysBefore } = arrangements.deferral
  const { deferralId, from, until } = proposed.payload
  const day = addDays(lastDay, -endingDaysBefore)
  if (endingDaysBefore === 0 || day <= from || view.closed !== null) return []
  const at = instantAt(day, zone)
  const fact = sideTaskOpened(byCase(view, '', at), {
    stepKey: `deferral/${deferralId}/ending`,
    kind: 'answer',
    dueAt: closingOn(lastDay, zone),
    defaultOutcome: 'notGiven',
    detail: { about: 'deferral', id: deferralId, until },
  })
  return [{ kind: 'record', at, why: `deferral ${deferralId} comes to its end`, fact }]
}

/** Of each cause once in a case, unless something is under way for it already. */
function offers(view: CaseView, known: readonly Deferral[]): AgendaItem[] {
  if (view.closed !== null) return []
  const { zone, arrangements } = view.rules.strategy
  const { causes, offerWithinDays } = arrangements.deferral
  const heard = factsOf(view.facts, 'conversationCoded').filter(
    ({ effectiveAt }) => effectiveAt >= view.since,
  )
  return causes.flatMap((cause): AgendaItem[] => {
    const first = heard.find(({ payload }) => payload.cause === cause)
    if (!first || isUnderWay(view, known, first.effectiveAt)) return []
    const at = first.effectiveAt
    const fact = sideTaskOpened(byCase(view, '', at), {
      stepKey: `deferral-offer/${view.episode}/${cause}`,
      kind: 'offer',
      dueAt: closingOn(addDays(dateAt(at, zone), offerWithinDays), zone),
      defaultOutcome: 'notOffered',
      detail: { about: 'deferral', cause },
    })
    return [{ kind: 'record', at, why: 'a deferral is to be offered', fact }]
  })
}

function isUnderWay({ facts }: CaseView, known: readonly Deferral[], at: number): boolean {
  const applied = factsOf(facts, 'hardshipApplied').some(({ effectiveAt }) => effectiveAt <= at)
  return applied || known.some(({ proposed, ended }) => proposed.effectiveAt <= at && ended === null)
}
