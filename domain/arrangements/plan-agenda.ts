// What time brings to a repayment plan: reminders before each due date, the notice of a missed instalment, the instant at
// which it breaks, that it was kept or broken and the notice of that, and the end of an offer that nobody took.
import { addDays, dateAt, instantAt } from '../calendar-date'
import { factsOf } from '../facts'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import type { ServiceNotice } from '../ladder/service-notice'
import { inOrder, turnOf } from './course'
import { noticeRef } from './notice-ref'
import { type PlanState, breachNoticeName, planStates, toldOfBreachUntil } from './plan'
import { proposalStates } from './plan-proposal'

/** An agreement outlives the case that it cured; one over a debt that left the books does not. */
export function planAgenda(view: CaseView): AgendaItem[] {
  if (view.closed !== null && view.closed !== 'cured') return []
  const { zone } = view.rules.strategy
  return [
    ...planStates(view.facts, zone, view.asOf).flatMap((plan) => [
      ...turn(view, plan),
      ...looks(plan),
      ...toldOfBreach(view, plan),
      ...notices(plan, zone),
    ]),
    ...offersOver(view),
  ]
}

function looks({ planId, nextCheckAt }: PlanState): AgendaItem[] {
  return nextCheckAt === null
    ? []
    : [{ kind: 'look', at: nextCheckAt, why: `an instalment of plan ${planId}` }]
}

/** The notice of the breach left: that is the proof without which nobody collects (CN-ART70-04). */
function toldOfBreach(view: CaseView, { planId, status, unmet }: PlanState): AgendaItem[] {
  if (status !== 'broken' || !unmet) return []
  const name = breachNoticeName(planId, unmet.dueOn)
  const notice = factsOf(view.facts, 'contactMade').find(
    ({ payload: { stepKey, outcome } }) =>
      stepKey.includes(name) && (outcome === 'sent' || outcome === 'unknown'),
  )
  if (!notice) return []
  const envelope = byCase(view, `plan/${planId}/told/${unmet.dueOn}`, notice.effectiveAt)
  const payload = { planId, evidence: notice.payload.contactKey }
  const fact = { ...envelope, kind: 'planBreachTold' as const, payload }
  return [{ kind: 'record', at: notice.effectiveAt, why: `the customer was told of the breach`, fact }]
}

/** What the log does not say yet. */
function turn(view: CaseView, { planId, status, endedAt, agreedAt }: PlanState): AgendaItem[] {
  const told = view.facts
    .filter((fact) => fact.kind === 'planEnded' || fact.kind === 'planReopened')
    .filter(({ payload }) => payload.planId === planId)
  const last = inOrder(told).at(-1)
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

/** The only messages while it runs (CN-ART70-04), and what the customer is told at its end. */
export function notices(plan: PlanState, zone: string): ServiceNotice[] {
  const about = { kind: 'notice' as const, ref: noticeRef(plan.planId) }
  switch (plan.status) {
    case 'running':
      return [...reminder(plan, zone), ...missedNotice(plan, zone)].map((notice) => ({ ...about, ...notice }))
    case 'broken':
      return breachNotice(plan).map((notice) => ({ ...about, ...notice }))
    case 'kept':
      return completion(plan, zone).map((notice) => ({ ...about, ...notice }))
    case 'cancelled':
    case 'replaced':
      return []
  }
}

type NoticeOfPlan = Omit<ServiceNotice, 'kind' | 'ref'>

/** Of the next instalment alone: what is left of it. */
function reminder(plan: PlanState, zone: string): NoticeOfPlan[] {
  const { planId, remindDaysBefore, agreedAt, unmet, missed } = plan
  if (!unmet || missed !== null || remindDaysBefore === 0) return []
  const { dueOn } = unmet
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
  const until = toldOfBreachUntil(endedAt)
  return [{ name: 'plan-broken', on: unmet.dueOn, at: endedAt, until, why, agreed }]
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
