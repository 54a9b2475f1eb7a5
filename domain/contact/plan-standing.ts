// Does a repayment plan stand between the bank and the person? While one is kept nobody collects; after it has broken,
// not before the customer was told (CN-ART70-04). Read from what the log says about the person.
import type { Situation } from '../policy/situation'
import type { PersonFact } from './person-standing'

/** What the log says of plans, as listed in the table person_fact_kind. */
export const planFactKinds = ['planAgreed', 'planEnded', 'planReopened', 'planBreachTold'] as const
export type PlanFactKind = (typeof planFactKinds)[number]

type Status = Situation['statuses'][number]

interface PlanOnRecord {
  accountId: string
  planId: string
  state: 'kept' | 'broken'
  /** It is proven that the customer was told of the breach. */
  told: boolean
}

/** `planKept` and `planBroken` of the debts that a contact is about, as they are now. */
export function planStatuses(facts: readonly PersonFact[], debts: readonly string[]): Status[] {
  const states = new Set(plansOf(facts, debts).map(({ state }) => state))
  const always = { from: -Infinity, until: Infinity }
  if (states.has('kept')) return [{ status: 'planKept', ...always }]
  return states.has('broken') ? [{ status: 'planBroken', ...always }] : []
}

/** The papers on them: proof that the customer was told of the breach, when there was one. */
export function planPapers(facts: readonly PersonFact[], debts: readonly string[]): string[] {
  const broken = plansOf(facts, debts).filter(({ state }) => state === 'broken')
  return broken.length > 0 && broken.every(({ told }) => told) ? ['brokenPlanLetter'] : []
}

/** Plans that run or were broken; one that is agreed ends what was broken before it. */
function plansOf(facts: readonly PersonFact[], debts: readonly string[]): PlanOnRecord[] {
  const plans = new Map<string, PlanOnRecord>()
  for (const { accountId, kind, payload } of facts) {
    if (!debts.includes(accountId)) continue
    switch (kind) {
      case 'planAgreed':
        for (const [key, plan] of plans)
          if (plan.accountId === accountId && plan.state === 'broken') plans.delete(key)
        plans.set(`${accountId} ${payload.planId}`, planOn(accountId, payload.planId, 'kept'))
        break
      case 'planReopened':
        plans.set(`${accountId} ${payload.planId}`, planOn(accountId, payload.planId, 'kept'))
        break
      case 'planEnded':
        // A plan that the bank has cancelled is as one that was broken: nobody collects before the customer was told.
        if (payload.outcome === 'broken' || payload.because === 'bankDecision')
          plans.set(`${accountId} ${payload.planId}`, planOn(accountId, payload.planId, 'broken'))
        else plans.delete(`${accountId} ${payload.planId}`)
        break
      case 'planBreachTold': {
        const plan = plans.get(`${accountId} ${payload.planId}`)
        if (plan) plan.told = true
        break
      }
      default:
    }
  }
  return [...plans.values()]
}

function planOn(accountId: string, planId: string, state: PlanOnRecord['state']): PlanOnRecord {
  return { accountId, planId, state, told: false }
}
