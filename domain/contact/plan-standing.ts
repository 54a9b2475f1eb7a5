// Does a repayment plan stand between the bank and the person? While one is kept nobody collects; after it has broken,
// not before the customer was told (CN-ART70-04). Read from what the log says about the person.
import type { Situation } from '../policy/situation'
import type { PersonFact } from './person-standing'

/** What the log says of plans, as listed in the table person_fact_kind. */
export const planFactKinds = ['planAgreed', 'planEnded', 'planReopened', 'planBreachTold'] as const
export type PlanFactKind = (typeof planFactKinds)[number]

type Status = Situation['statuses'][number]

interface PlanOnRecord {
  planId: string
  state: 'kept' | 'broken' | 'over'
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

/** The newest plan of each debt: whatever is agreed after it, a plan or relief, takes its place. */
function plansOf(facts: readonly PersonFact[], debts: readonly string[]): PlanOnRecord[] {
  const newest = new Map<string, PlanOnRecord>()
  for (const { accountId, kind, payload } of facts) {
    if (!debts.includes(accountId)) continue
    if (kind === 'planAgreed') newest.set(accountId, { planId: payload.planId, state: 'kept', told: false })
    if (kind === 'reliefAgreed') newest.delete(accountId)
    const plan = newest.get(accountId)
    if (!plan || !('planId' in payload) || payload.planId !== plan.planId) continue
    switch (kind) {
      case 'planReopened':
        newest.set(accountId, { ...plan, state: 'kept', told: false })
        break
      case 'planEnded': {
        // A plan that the bank has cancelled is as one that was broken: nobody collects before the customer was told.
        const isBroken = payload.outcome === 'broken' || payload.because === 'bankDecision'
        newest.set(accountId, { ...plan, state: isBroken ? 'broken' : 'over', told: false })
        break
      }
      case 'planBreachTold':
        newest.set(accountId, { ...plan, told: true })
        break
      default:
    }
  }
  return [...newest.values()]
}
