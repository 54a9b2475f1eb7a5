// What will time bring to deferrals: the deadline of an approval, the end of an offer, word of its own end; and when staff
// learn of a cause, the task to offer one unasked (D3).
import { type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import { type Deferral, deferrals, endOfDeferral, isApproved } from './deferral'
import { deferralMatter } from './deferral-commands'
import type { Cause } from './documents'
import { factsOf } from '../facts'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import { awaitedAgenda, levelsFor } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { sideTaskOpened } from '../ladder/side-tasks'
import { closingOn } from '../office-hours'
import { newsAgenda } from './news'
import { circumstancesOf, holdsAt } from '../protection/circumstance'

export function deferralAgenda(view: CaseView): AgendaItem[] {
  const known = deferrals(view.facts)
  const open = known.filter(({ ended }) => ended === null)
  return [
    ...open.flatMap((deferral) => (deferral.agreed ? nearItsEnd(view, deferral) : offered(view, deferral))),
    ...known.flatMap((deferral) => ended(view, deferral)),
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

/** Before payment is due again the customer hears of it. */
function nearItsEnd(view: CaseView, { proposed, lastDay }: Deferral): AgendaItem[] {
  const { zone, arrangements } = view.rules.strategy
  const { endingDaysBefore } = arrangements.deferral
  const { deferralId: id, from } = proposed.payload
  const day = addDays(lastDay, -endingDaysBefore)
  if (endingDaysBefore === 0 || day <= from) return []
  const matter = `deferral/${id}/ending`
  const what = { matter, id, notice: 'deferral-ending', on: lastDay, endedAt: instantAt(day, zone) }
  const why = `deferral ${id} comes to its end`
  return newsAgenda(view, { what, kind: 'deferral', why, agreed: { until: lastDay } })
}

/** Of an end that the bank has decided the customer hears before collection goes on. */
function ended(view: CaseView, deferral: Deferral): AgendaItem[] {
  const what = endOfDeferral(deferral)
  const { deferralId, until } = deferral.proposed.payload
  if (what === null || view.asOf >= instantAt(addDays(until, 1), view.rules.strategy.zone)) return []
  const why = `deferral ${deferralId} was ended: the customer is told before collection goes on`
  return newsAgenda(view, { what, kind: 'deferral', why, agreed: { on: what.on } })
}

/** Of each cause once in a case, unless something is under way for it already. */
function offers(view: CaseView, known: readonly Deferral[]): AgendaItem[] {
  if (view.closed !== null) return []
  const { zone, arrangements } = view.rules.strategy
  const { causes, offerWithinDays } = arrangements.deferral
  const heard = learnt(view)
  return causes.flatMap((cause): AgendaItem[] => {
    const first = heard.find((one) => one.cause === cause)
    if (!first || isUnderWay(view, known, first.at)) return []
    const { at } = first
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

/** Causes that staff have learnt of in this case: said in a conversation, or a circumstance of the customer that holds. */
function learnt(view: CaseView): { cause: Cause | null; at: Instant }[] {
  const said = factsOf(view.facts, 'conversationCoded')
    .filter(({ effectiveAt }) => effectiveAt >= view.since)
    .map(({ payload: { cause }, effectiveAt: at }) => ({ cause, at }))
  const { kinds } = view.rules.terms.circumstances
  const known = factsOf(view.facts, 'circumstanceRecorded').flatMap(({ payload, effectiveAt }) => {
    const cause = kinds[payload.kind].offerFor
    const at = Math.max(effectiveAt, view.since)
    const circumstance = circumstancesOf(view.facts).find(
      ({ circumstanceId, partyId }) => circumstanceId === payload.circumstanceId && partyId === null,
    )
    return cause !== undefined && circumstance && holdsAt(circumstance, at) ? [{ cause, at }] : []
  })
  return [...said, ...known].sort((a, b) => a.at - b.at)
}

function isUnderWay({ facts }: CaseView, known: readonly Deferral[], at: number): boolean {
  const applied = factsOf(facts, 'hardshipApplied').some(({ effectiveAt }) => effectiveAt <= at)
  return applied || known.some(({ proposed, ended }) => proposed.effectiveAt <= at && ended === null)
}
