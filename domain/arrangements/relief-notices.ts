// What is the customer told of relief and offers, and when? The offer, the agreement, each day to pay, and how it ended:
// service notices with words of their own, the only messages while it runs.
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import type { CaseView } from '../ladder/case-view'
import type { ServiceNotice } from '../ladder/service-notice'
import type { Agreed } from '../words/agreed-words'
import { noticeRef } from './notice-ref'
import type { Relief } from './relief'
import { sumOf } from './relief-formula'
import { noticeUntil } from './told'
import { withoutAbsent } from '../without-absent'

/** After so many days news of an agreement or its end is old. */
const newsDays = 14

/** Every notice of one relief or offer, those that have left included. */
export function reliefNotices(view: CaseView, relief: Relief): ServiceNotice[] {
  const { zone } = view.rules.strategy
  const { fulfilment, closed } = relief
  if (!fulfilment) return closed ? [] : offered(relief, zone)
  if (fulfilment.overAt !== null) return []
  switch (fulfilment.status) {
    case 'running':
      return [...agreed(relief, zone), ...toPay(relief, zone), ...missed(relief, zone)]
    case 'kept':
      return fulfilled(relief, zone)
    case 'broken':
    case 'cancelled':
      return ended(relief).map((news) => noticeOf(relief, news))
    case 'settled':
    case 'superseded':
      return []
  }
}

interface News {
  name: string
  on: CalendarDate
  at: Instant
  until: Instant
  why: string
  agreed: Omit<Agreed, 'id'>
}

function noticeOf({ reliefId }: Relief, { agreed: what, ...news }: News): ServiceNotice {
  return { kind: 'notice', ref: noticeRef(reliefId), ...news, agreed: { id: reliefId, ...what } }
}

/** What is to be paid and what is waived for it. */
function termsOf({ proposed }: Relief): Pick<Agreed, 'terms' | 'waivedCents'> {
  const { instalments, waivedCents } = proposed.payload
  const amountCents = instalments.reduce((sum, one) => sum + one.amountCents, 0)
  const [first] = instalments
  const terms = { amountCents, instalments: instalments.length, ...(first && { on: first.dueOn }) }
  return { terms, waivedCents: sumOf(waivedCents) }
}

/** Approved, and open to the customer. */
function offered(relief: Relief, zone: string): ServiceNotice[] {
  const { approved, proposed, reliefId } = relief
  if (!approved) return []
  const { validUntil } = proposed.payload
  const [at, until] = [approved.effectiveAt, instantAt(addDays(validUntil, 1), zone)]
  const what = { ...termsOf(relief), until: validUntil }
  const why = `${reliefId} can be agreed until ${validUntil}`
  return [noticeOf(relief, { name: 'relief-offered', on: validUntil, at, until, why, agreed: what })]
}

function agreed(relief: Relief, zone: string): ServiceNotice[] {
  if (!relief.agreed) return []
  const at = relief.agreed.effectiveAt
  const on = dateAt(at, zone)
  const until = instantAt(addDays(on, newsDays), zone)
  const why = `${relief.reliefId} was agreed`
  return [noticeOf(relief, { name: 'relief-agreed', on, at, until, why, agreed: termsOf(relief) })]
}

/** Of the next instalment alone: what is left of it. */
function toPay(relief: Relief, zone: string): ServiceNotice[] {
  const { fulfilment, reliefId } = relief
  if (!fulfilment?.unmet || fulfilment.missed !== null || fulfilment.remindDaysBefore === 0) return []
  const { dueOn: on, amountCents, paidCents } = fulfilment.unmet
  const at = instantAt(addDays(on, -fulfilment.remindDaysBefore), zone)
  if (at < fulfilment.agreedAt) return []
  const until = instantAt(addDays(on, 1), zone)
  const what = { amountCents: amountCents - paidCents, on }
  const why = `an instalment of ${reliefId} is due on ${on}`
  return [noticeOf(relief, { name: 'relief-reminder', on, at, until, why, agreed: what })]
}

function missed(relief: Relief, zone: string): ServiceNotice[] {
  const { fulfilment, reliefId } = relief
  if (!fulfilment?.missed || !fulfilment.unmet) return []
  const { dueOn: on, missedAt: at, breaksAt } = fulfilment.missed
  const lastDay = addDays(dateAt(breaksAt, zone), -1)
  const amountCents = fulfilment.unmet.amountCents - fulfilment.unmet.paidCents
  const what = { amountCents, on, until: lastDay }
  const why = `the instalment of ${reliefId} due on ${on} was missed and can be made good until ${lastDay}`
  return [noticeOf(relief, { name: 'relief-missed', on, at, until: breaksAt, why, agreed: what })]
}

/** A breach or a cancellation by the bank, of which the customer is told before collection goes on. */
function ended({ fulfilment, reliefId }: Relief): News[] {
  const end = fulfilment?.toTell
  if (!end) return []
  const { notice, on, endedAt: at } = end
  const { unmet } = fulfilment
  const leftCents = notice === 'relief-broken' && unmet ? unmet.amountCents - unmet.paidCents : undefined
  const what = withoutAbsent({ amountCents: leftCents, on })
  const why = `${reliefId} is ${fulfilment.status}: the customer is told before collection goes on`
  return [{ name: notice, on, at, until: noticeUntil(at), why, agreed: what }]
}

function fulfilled(relief: Relief, zone: string): ServiceNotice[] {
  const { fulfilment, proposed, reliefId } = relief
  if (!fulfilment || fulfilment.endedAt === null) return []
  const at = fulfilment.endedAt
  const on = proposed.payload.instalments.at(-1)?.dueOn ?? dateAt(at, zone)
  const { waivedCents } = termsOf(relief)
  const until = instantAt(addDays(dateAt(at, zone), newsDays), zone)
  const why = `${reliefId} is complete`
  return [
    noticeOf(relief, {
      name: 'relief-fulfilled',
      on,
      at,
      until,
      why,
      agreed: { waivedCents: waivedCents ?? 0 },
    }),
  ]
}
