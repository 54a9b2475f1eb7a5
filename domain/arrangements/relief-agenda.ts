// What will time bring to relief and offers: the deadline of an approval, the end of an offer, reminders, that it was kept
// or broken with what is waived or restored by it, and the day by which the bank's books show it.
import { askedAtMost } from './asked'
import { levelNeeded } from './authority'
import { addDays, dateAt, instantAt } from '../calendar-date'
import { endedWell, turnOf } from './course'
import type { FactPayloads, NewFact } from '../facts'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import { awaitedAgenda, levelsFor, over, wasDone } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { type Relief, reliefs } from './relief'
import { reliefMatter } from './relief-booking'
import { reliefRequest } from './relief-decision-commands'
import { reliefNotices } from './relief-notices'
import type { ServiceNotice } from '../ladder/service-notice'
import { tellingAgenda } from './telling-agenda'

export function reliefAgenda(view: CaseView): AgendaItem[] {
  const { zone } = view.rules.strategy
  return reliefs(view.facts, zone, view.asOf).flatMap((relief) => {
    const { fulfilment } = relief
    if (!fulfilment) return relief.closed ? [] : offered(view, relief)
    const { status, nextCheckAt } = fulfilment
    // Over a debt that left the books nobody is told anything, and nothing breaks.
    if (view.closed !== null && view.closed !== 'cured')
      return [...(endedWell(status) ? turn(view, relief) : []), ...booking(view, relief)]
    const why = `an instalment of ${relief.reliefId}`
    const looks = nextCheckAt === null ? [] : [{ kind: 'look' as const, at: nextCheckAt, why }]
    const sent = askedAtMost(view, reliefNotices(view, relief))
    return [
      ...turn(view, relief),
      ...looks,
      ...sent,
      ...telling(view, relief, sent),
      ...booking(view, relief),
    ]
  })
}

function offered(view: CaseView, relief: Relief): AgendaItem[] {
  const { reliefId, proposed, approved } = relief
  const { purpose, validUntil } = proposed.payload
  const at = instantAt(addDays(validUntil, 1), view.rules.strategy.zone)
  const payload = { reliefId, outcome: 'expired' as const, on: validUntil }
  const fact = { ...byCase(view, `relief/${reliefId}/closed`, at), kind: 'reliefEnded' as const, payload }
  const expiry: AgendaItem = { kind: 'record', at, why: `the offer ${reliefId} ends`, fact }
  if (approved) return [expiry, ...(view.closed === null ? reliefNotices(view, relief) : [])]
  const { authority } = view.rules.terms
  const least = levelNeeded(authority, reliefRequest(proposed))
  const { decideWithinDays: days, warnDaysBefore } = view.rules.strategy.arrangements[purpose]
  return [
    expiry,
    ...awaitedAgenda(view, {
      ...{ matter: reliefMatter.approval(reliefId), kind: 'decision', defaultOutcome: 'notDecided' },
      since: proposed.effectiveAt,
      levels: levelsFor(authority, purpose, { days, least }),
      warnDaysBefore,
      detail: { about: purpose, id: reliefId },
    }),
  ]
}

/** Where the notice of its end cannot leave a person tells. */
function telling(
  view: CaseView,
  { proposed, fulfilment }: Relief,
  sent: readonly ServiceNotice[],
): AgendaItem[] {
  const { toTell: end = null, told = null } = fulfilment ?? {}
  const notice = sent.find(({ name }) => name === end?.notice)
  return end && notice ? tellingAgenda(view, { end, told, kind: proposed.payload.purpose }, notice) : []
}

/** What the log does not say yet: kept, broken or open again, with what is waived or restored by it. */
function turn(view: CaseView, { reliefId, proposed, fulfilment }: Relief): AgendaItem[] {
  const told = view.facts
    .filter((fact) => fact.kind === 'reliefEnded' || fact.kind === 'reliefReopened')
    .filter(({ payload }) => payload.reliefId === reliefId)
  if (!fulfilment || fulfilment.status === 'cancelled') return []
  const { status, endedAt, agreedAt } = fulfilment
  const last = told.at(-1)
  const lastTold = last?.kind === 'reliefEnded' ? last.payload.outcome : 'open'
  const next = turnOf<FactPayloads['reliefEnded']['outcome']>(
    lastTold,
    status === 'running' ? 'open' : status,
  )
  if (next === null) return []
  const at = endedAt === null ? view.asOf : Math.max(endedAt, agreedAt)
  const on = dateAt(at, view.rules.strategy.zone)
  const key = (what: string) => `relief/${reliefId}/${told.length + 1}/${what}`
  const { waived } = proposed.payload
  const effect = { ...byCase(view, key('effect'), at), payload: { reliefId, on, waived } }
  const ended = byCase(view, key(next.kind === 'ended' ? next.outcome : next.kind), at)
  const news: NewFact[] =
    next.kind === 'reopened'
      ? [{ ...ended, kind: 'reliefReopened', payload: { reliefId, on } }]
      : [{ ...ended, kind: 'reliefEnded', payload: { reliefId, outcome: next.outcome, on } }]
  const effects: NewFact[] =
    next.kind === 'ended' && next.outcome === 'kept'
      ? [{ ...effect, kind: 'debtWaived' }]
      : status === 'broken' || lastTold === 'kept'
        ? [{ ...effect, kind: 'debtRestored' }]
        : []
  return [...effects, ...news].map((fact) => ({ kind: 'record', at, why: `${reliefId} is ${status}`, fact }))
}

/** After it was kept the customer is not to hear of the waived part any more: the books must show it. */
function booking(view: CaseView, { reliefId, proposed, fulfilment, bookedAt }: Relief): AgendaItem[] {
  const matter = reliefMatter.booking(reliefId)
  if (fulfilment?.status !== 'kept' || fulfilment.endedAt === null) return over(view, matter, 'notBooked')
  if (bookedAt !== null) return over(view, matter, 'booked')
  const { purpose } = proposed.payload
  if (wasDone(view.facts, matter)) return []
  const { bookWithinDays: days } = view.rules.strategy.arrangements[purpose]
  return awaitedAgenda(view, {
    ...{ matter, kind: 'booking', defaultOutcome: 'notBooked', warnDaysBefore: 0 },
    since: fulfilment.endedAt,
    levels: levelsFor(view.rules.terms.authority, purpose, { days }),
    detail: { about: purpose, id: reliefId },
  })
}
