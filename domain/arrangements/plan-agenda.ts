// What time brings to a repayment plan: reminders before each due date, the notice of a missed instalment, the instant at
// which it breaks, how it ended and that the customer is told of it, and the end of an offer that nobody took.
import { addDays, dateAt, instantAt } from '../calendar-date'
import { factsOf } from '../facts'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import type { ServiceNotice } from '../ladder/service-notice'
import { askedAtMost } from './asked'
import { endedWell, inOrder, turnOf } from './course'
import { noticeRef } from './notice-ref'
import { type PlanState, planStates } from './plan'
import { proposalStates } from './plan-proposal'
import { tellingAgenda } from './telling-agenda'
import { noticeUntil } from './told'

/** An agreement outlives the case that it cured; of one over a debt that left the books only its end is recorded. */
export function planAgenda(view: CaseView): AgendaItem[] {
  const { zone } = view.rules.strategy
  const plans = planStates(view.facts, zone, view.asOf)
  if (view.closed !== null && view.closed !== 'cured')
    return plans.filter(({ status }) => endedWell(status)).flatMap((plan) => turn(view, plan))
  return [
    ...plans.flatMap((plan) => {
      const sent = askedAtMost(view, notices(plan, zone))
      return [
        ...turn(view, plan),
        ...looks(plan),
        ...proof(view, plan),
        ...sent,
        ...telling(view, plan, sent),
      ]
    }),
    ...offersOver(view),
  ]
}

function looks({ planId, nextCheckAt }: PlanState): AgendaItem[] {
  return nextCheckAt === null
    ? []
    : [{ kind: 'look', at: nextCheckAt, why: `an instalment of plan ${planId}` }]
}

/** The customer was told of the end: on record that is the proof without which nobody collects (CN-ART70-04). */
function proof(view: CaseView, { planId, toTell, told }: PlanState): AgendaItem[] {
  const turns = turnsOf(view, planId)
  const ended = turns.at(-1)
  if (toTell === null || told === null || ended?.kind !== 'planEnded') return []
  const isOnRecord = factsOf(view.facts, 'planBreachTold').some(
    ({ payload, recordedAt }) => payload.planId === planId && recordedAt >= ended.recordedAt,
  )
  if (isOnRecord) return []
  // It may break, go on and break again: each time it is told of.
  const key = `plan/${planId}/told/${toTell.on}${turns.length > 1 ? `/${turns.length}` : ''}`
  const payload = { planId, evidence: told.evidence, dueOn: toTell.on }
  const fact = { ...byCase(view, key, told.at), kind: 'planBreachTold' as const, payload }
  return [{ kind: 'record', at: told.at, why: `the customer was told of the end of plan ${planId}`, fact }]
}

function telling(view: CaseView, { toTell, told }: PlanState, sent: readonly ServiceNotice[]): AgendaItem[] {
  const notice = sent.find(({ name }) => name === toTell?.notice)
  return toTell && notice ? tellingAgenda(view, { end: toTell, told, kind: 'plan' }, notice) : []
}

/** What the log says of how it ended and went on, the newest last. */
function turnsOf(view: CaseView, planId: string) {
  const told = view.facts
    .filter((fact) => fact.kind === 'planEnded' || fact.kind === 'planReopened')
    .filter(({ payload }) => payload.planId === planId)
  return inOrder(told)
}

/** What the log does not say yet. */
function turn(view: CaseView, { planId, status, endedAt, agreedAt }: PlanState): AgendaItem[] {
  const told = turnsOf(view, planId)
  const last = told.at(-1)
  const next = turnOf(
    last?.kind === 'planEnded' ? last.payload.outcome : 'open',
    status === 'running' ? 'open' : status,
  )
  if (next === null) return []
  const key = `plan/${planId}/${told.length + 1}/${next.kind === 'ended' ? next.outcome : next.kind}`
  const at = next.kind === 'ended' && endedAt !== null ? Math.max(endedAt, agreedAt) : view.asOf
  const on = dateAt(at, view.rules.strategy.zone)
  const why = `plan ${planId} is ${status}`
  const envelope = byCase(view, key, at)
  return next.kind === 'reopened'
    ? [{ kind: 'record', at, why, fact: { ...envelope, kind: 'planReopened', payload: { planId, on } } }]
    : [
        {
          kind: 'record',
          at,
          why,
          fact: { ...envelope, kind: 'planEnded', payload: { planId, outcome: next.outcome, on } },
        },
      ]
}

/** The only messages while it runs (CN-ART70-04), and what the customer is told at its end; nothing when another followed. */
export function notices(plan: PlanState, zone: string): ServiceNotice[] {
  if (plan.overAt !== null) return []
  const about = { kind: 'notice' as const, ref: noticeRef(plan.planId) }
  switch (plan.status) {
    case 'running':
      return [...reminder(plan, zone), ...missedNotice(plan, zone)].map((notice) => ({ ...about, ...notice }))
    case 'broken':
      return breachNotice(plan).map((notice) => ({ ...about, ...notice }))
    case 'kept':
      return completion(plan, zone).map((notice) => ({ ...about, ...notice }))
    case 'cancelled':
      return cancellation(plan).map((notice) => ({ ...about, ...notice }))
    case 'replaced':
    case 'settled':
    case 'superseded':
      return []
  }
}

type NoticeOfPlan = Omit<ServiceNotice, 'kind' | 'ref'>

/** Of the next instalment alone: what is left of it. */
function reminder(plan: PlanState, zone: string): NoticeOfPlan[] {
  const { planId, remindDaysBefore, agreedAt, unmet, missed, payableOn: dueOn } = plan
  if (!unmet || dueOn === null || missed !== null || remindDaysBefore === 0) return []
  const at = instantAt(addDays(dueOn, -remindDaysBefore), zone)
  if (at < agreedAt) return []
  const until = instantAt(addDays(dueOn, 1), zone)
  const agreed = { id: planId, amountCents: unmet.amountCents - unmet.paidCents, on: dueOn }
  const why = `an instalment of plan ${planId} is due on ${dueOn}`
  return [{ name: 'instalment-reminder', on: dueOn, at, until, why, agreed }]
}

function missedNotice({ planId, missed, unmet }: PlanState, zone: string): NoticeOfPlan[] {
  if (!missed || !unmet) return []
  const { dueOn, missedAt, breaksAt } = missed
  const lastDay = addDays(dateAt(breaksAt, zone), -1)
  const amountCents = unmet.amountCents - unmet.paidCents
  const agreed = { id: planId, amountCents, on: dueOn, until: lastDay }
  const why = `the instalment of plan ${planId} due on ${dueOn} was missed and can be made good until ${lastDay}`
  return [{ name: 'missed-instalment', on: dueOn, at: missedAt, until: breaksAt, why, agreed }]
}

function breachNotice({ planId, endedAt, unmet, tellsOfEnd }: PlanState): NoticeOfPlan[] {
  if (!unmet || endedAt === null || !tellsOfEnd) return []
  const agreed = { id: planId, amountCents: unmet.amountCents - unmet.paidCents, on: unmet.dueOn }
  const why = `plan ${planId} is broken: the customer is told before collection goes on`
  const until = noticeUntil(endedAt)
  return [{ name: 'plan-broken', on: unmet.dueOn, at: endedAt, until, why, agreed }]
}

function cancellation({ planId, toTell }: PlanState): NoticeOfPlan[] {
  if (toTell === null) return []
  const { notice: name, on, endedAt: at } = toTell
  const why = `plan ${planId} was cancelled: the customer is told before collection goes on`
  return [{ name, on, at, until: noticeUntil(at), why, agreed: { id: planId, on } }]
}

const completionToldWithinDays = 14

function completion({ planId, endedAt, instalments, tellsOfEnd }: PlanState, zone: string): NoticeOfPlan[] {
  const lastOn = instalments.at(-1)?.dueOn
  if (endedAt === null || lastOn === undefined || !tellsOfEnd) return []
  const until = instantAt(addDays(dateAt(endedAt, zone), completionToldWithinDays), zone)
  const why = `plan ${planId} is complete`
  return [{ name: 'plan-completed', on: lastOn, at: endedAt, until, why, agreed: { id: planId } }]
}

function offersOver(view: CaseView): AgendaItem[] {
  const { zone } = view.rules.strategy
  return proposalStates(view.facts, dateAt(view.asOf, zone)).flatMap(({ planId, proposal, status }) => {
    if (status !== 'proposed' && status !== 'approved' && status !== 'expired') return []
    const at = instantAt(addDays(proposal.validUntil, 1), zone)
    const envelope = byCase(view, `plan/${planId}/proposal/ended`, at)
    const payload = { planId, outcome: 'expired' as const, on: proposal.validUntil }
    const fact = { ...envelope, kind: 'planProposalEnded' as const, payload }
    return [{ kind: 'record' as const, at, why: `the offer of plan ${planId} ends`, fact }]
  })
}
