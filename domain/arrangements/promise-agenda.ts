// What time brings to a promise to pay: the reminder, the instant at which it breaks, and that it was kept or broken.
import { addDays, dateAt, instantAt } from '../calendar-date'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import { askedAtMost } from './asked'
import { endedWell, inOrder, turnOf } from './course'
import { noticeRef } from './notice-ref'
import { type PromiseState, promiseStates } from './promise'

/** Of a promise whose case has closed it is only recorded that it was kept, or that its debt left the books. */
export function promiseAgenda(view: CaseView): AgendaItem[] {
  const promises = promiseStates(view.facts, view.rules.strategy.zone, view.asOf)
  return promises.flatMap((promise) => {
    if (view.closed !== null) return endedWell(promise.status) ? turn(view, promise) : []
    return [...turn(view, promise), ...ahead(view, promise)]
  })
}

/** While it is open: the reminder before its day, and the look at its end. */
function ahead(view: CaseView, promise: PromiseState): AgendaItem[] {
  const { promiseId, breaksAt, remindDaysBefore, payableOn: dueOn, amountCents, paidCents, madeAt } = promise
  if (breaksAt === null || dueOn === null) return []
  const { zone } = view.rules.strategy
  const look = { kind: 'look' as const, at: breaksAt, why: `the promise ${promiseId}` }
  const at = instantAt(addDays(dueOn, -remindDaysBefore), zone)
  // Nobody is reminded of what they have just said.
  if (remindDaysBefore === 0 || at < madeAt) return [look]
  const agreed = { id: promiseId, amountCents: amountCents - paidCents, on: dueOn }
  const until = instantAt(addDays(dueOn, 1), zone)
  const why = `a payment is promised by ${dueOn}`
  const notice = { name: 'promise-reminder', ref: noticeRef(promiseId), on: dueOn, at, until, why, agreed }
  return [look, ...askedAtMost(view, [{ kind: 'notice', ...notice }])]
}

/** What the log does not say yet. */
function turn(view: CaseView, { promiseId, status, endedAt, madeAt }: PromiseState): AgendaItem[] {
  const told = view.facts
    .filter((fact) => fact.kind === 'promiseEnded' || fact.kind === 'promiseReopened')
    .filter(({ payload }) => payload.promiseId === promiseId)
  const last = inOrder(told).at(-1)
  const next = turnOf(last?.kind === 'promiseEnded' ? last.payload.outcome : 'open', status)
  if (next === null) return []
  const key = `promise/${promiseId}/${told.length + 1}/${next.kind === 'ended' ? next.outcome : next.kind}`
  const at = next.kind === 'ended' && endedAt !== null ? Math.max(endedAt, madeAt) : view.asOf
  const on = dateAt(at, view.rules.strategy.zone)
  const why = `the promise ${promiseId} is ${status}`
  const envelope = byCase(view, key, at)
  return next.kind === 'reopened'
    ? [
        {
          kind: 'record',
          at,
          why,
          fact: { ...envelope, kind: 'promiseReopened', payload: { promiseId, on } },
        },
      ]
    : [
        {
          kind: 'record',
          at,
          why,
          fact: { ...envelope, kind: 'promiseEnded', payload: { promiseId, outcome: next.outcome, on } },
        },
      ]
}
