// Does the law allow this plan? A personal instalment plan is asked of the rule packs that bind the bank, as every
// contact is (CN-ART70-01, CN-ART70-02); an ordinary one keeps to five years by the strategy's shape (CN-INST-01).
import type { Instant } from '../calendar-date'
import type { Product } from '../facts'
import { judge } from '../policy/judge'
import type { RulePack } from '../policy/pack-file'
import { situationWith } from '../policy/situation'

interface PersonalPlan {
  at: Instant
  product: Product
  termMonths: number
  inabilityEvidence?: string | undefined
  willingnessEvidence?: string | undefined
}

/** Why no pack allows it, with the ids of the rules and the documents that are missing; null: it is allowed. */
export function unlawful(plan: PersonalPlan, packs: readonly RulePack[]): string | null {
  const documents = [
    ...(plan.inabilityEvidence === undefined ? [] : ['inabilityEvidence']),
    ...(plan.willingnessEvidence === undefined ? [] : ['willingnessEvidence']),
  ]
  const { at, product, termMonths: planMonths } = plan
  const situation = situationWith({ at, action: 'agreePlan', product, planMonths, documents })
  const { verdict, reasons, needs } = judge(situation, packs)
  if (verdict !== 'BLOCK' && verdict !== 'NEEDS') return null
  const rules = reasons.map(({ ruleId, text }) => `${ruleId}: ${text}`).join('; ')
  return needs && needs.documents.length > 0 ? `${rules} (missing: ${needs.documents.join(', ')})` : rules
}
