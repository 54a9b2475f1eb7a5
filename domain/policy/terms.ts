// What is a payment used for, which class is a loan in, what does an heir owe? Reckoned from the terms of a rule pack.
import type { RulePack } from './pack-file'
import type { DebtPart, products } from './vocabulary'

type Product = (typeof products)[number]

/** What of a payment goes to each part of the debt, in the pack's order for its age; what is left over is `unused`. */
export function allocate(
  pack: RulePack,
  payment: {
    product: Product
    daysPastDue: number
    amountCents: number
    owedCents: Partial<Record<DebtPart, number | undefined>>
  },
): { ruleId: string; partsCents: Partial<Record<DebtPart, number>>; unusedCents: number } {
  const { product, daysPastDue, amountCents, owedCents } = payment
  const rule = pack.terms.allocation.find(
    ({ products, daysPastDue: { min, max } }) =>
      products.includes(product) && min <= daysPastDue && (max === null || daysPastDue <= max),
  )
  if (!rule) {
    throw new RangeError(
      `${pack.policy} has no order of payment for ${product}, ${daysPastDue} days past due`,
    )
  }
  let leftCents = amountCents
  const partsCents: Partial<Record<DebtPart, number>> = {}
  for (const part of rule.order) {
    const takenCents = Math.min(leftCents, owedCents[part] ?? 0)
    leftCents -= takenCents
    if (takenCents > 0) partsCents[part] = takenCents
  }
  return { ruleId: rule.id, partsCents, unusedCents: leftCents }
}

export const loanClasses = ['normal', 'specialMention', 'substandard', 'doubtful', 'loss'] as const
export type LoanClass = (typeof loanClasses)[number]

type LoanClassRule = RulePack['terms']['loanClasses'][number]

/**
 * The class of a loan by every ladder that is about its product: the worst of them (A7), with the rules that give it.
 * @throws RangeError when no ladder is about the product
 */
export function worstLoanClass(
  ladders: readonly LoanClassRule[],
  loan: { product: Product; daysPastDue: number },
): { loanClass: LoanClass; ruleIds: string[] } {
  const found = ladders
    .filter(({ products }) => products.includes(loan.product))
    .map(({ id, from }) => ({
      id,
      rank: loanClasses.findLastIndex((name) => name === 'normal' || loan.daysPastDue >= from[name]),
    }))
  if (found.length === 0) throw new RangeError(`there are no loan classes for ${loan.product}`)
  const worst = Math.max(...found.map(({ rank }) => rank))
  return {
    loanClass: loanClasses[worst] ?? 'loss',
    ruleIds: found.filter(({ rank }) => rank === worst).map(({ id }) => id),
  }
}

/** The class of a loan by one pack. */
export function loanClass(pack: RulePack, loan: { product: Product; daysPastDue: number }): LoanClass {
  return worstLoanClass(pack.terms.loanClasses, loan).loanClass
}

/** What can be claimed from an heir. */
export function claimAgainstHeir(
  pack: RulePack,
  claim: { debtCents: number; inheritedCents: number; renounced: boolean },
): number {
  const { estate } = pack.terms
  if (!estate) throw new RangeError(`${pack.policy} says nothing about heirs`)
  if (claim.renounced && estate.nothingAfterRenouncing) return 0
  return estate.upToEstateValue ? Math.min(claim.debtCents, claim.inheritedCents) : claim.debtCents
}
