// What time brings to a repayment plan: the instant at which a missed instalment breaks it, and that it was kept or broken.
import { dateAt } from '../calendar-date'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import { type PlanState, planStates } from './plan'

export function planAgenda(view: CaseView): AgendaItem[] {
  if (view.closed !== null) return []
  return planStates(view.facts, view.rules.strategy.zone, view.asOf).flatMap((plan) => [
    ...(plan.nextCheckAt === null
      ? []
      : [{ kind: 'look' as const, at: plan.nextCheckAt, why: `an instalment of plan ${plan.planId}` }]),
    ...planEnd(view, plan),
  ])
}

function planEnd(view: CaseView, { planId, status, endedAt, agreedAt }: PlanState): AgendaItem[] {
  if (endedAt === null || status === 'running' || status === 'cancelled') return []
  const on = dateAt(endedAt, view.rules.strategy.zone)
  const envelope = byCase(view, `plan/${planId}/${status}/${on}`, Math.max(endedAt, agreedAt))
  const fact = { ...envelope, kind: 'planEnded' as const, payload: { planId, outcome: status, on } }
  return [{ kind: 'record', at: endedAt, why: `plan ${planId} ${status}`, fact }]
}
