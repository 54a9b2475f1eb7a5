// What can a household pay a month? Income after tax, less essentials (never below a floor by person), less other debts;
// a share of what is left (D4, D5). Each figure comes with its calculation in words and numbers.
import { formatCents } from '../money/money'

export const incomeKinds = ['salary', 'business', 'pension', 'benefits', 'rent', 'family', 'other'] as const
export type IncomeKind = (typeof incomeKinds)[number]

export const essentialKinds = [
  'housing',
  'food',
  'utilities',
  'transport',
  'health',
  'education',
  'support',
] as const
export type EssentialKind = (typeof essentialKinds)[number]

/** What the customer states of the household: amounts a month, income after tax. */
export interface HouseholdStatement {
  adults: number
  children: number
  incomeCents: Partial<Record<IncomeKind, number>>
  expenseCents: Partial<Record<EssentialKind, number>>
  /** Instalments and minimum payments to others. */
  otherDebtCents: number
}

/** Cents a month by person. */
export interface Floor {
  firstAdultCents: number
  furtherAdultCents: number
  childCents: number
}

/** The formula as data, policies/affordability.yaml. */
export interface AffordabilityTerms {
  formula: string
  version: string
  currency: string
  /** Whole percent of the disposable income. */
  sharePercent: number
  essentials: Record<EssentialKind, Floor>
}

export interface Reckoned {
  item: string
  amountCents: number
  calculation: string
}

export interface Affordability {
  /** `household@2026.1` */
  formula: string
  incomeCents: number
  essentialCents: number
  disposableCents: number
  /** What may go to the debt each month. */
  payableCents: number
  /** How each figure came about, in this order. */
  lines: Reckoned[]
}

/** What the household can pay a month by the formula; cents are rounded down, in the household's favour. */
export function affordabilityOf(statement: HouseholdStatement, terms: AffordabilityTerms): Affordability {
  const income = sumLine('income', stated(incomeKinds, statement.incomeCents))
  const essentials = essentialKinds.map((kind) => essentialLine(kind, statement, terms.essentials[kind]))
  const total = sumLine(
    'essentials',
    essentials.map(({ item, amountCents }) => [item, amountCents]),
  )
  const disposable = disposableLine(income.amountCents, total.amountCents, statement.otherDebtCents)
  const payableCents = Math.floor((disposable.amountCents * terms.sharePercent) / 100)
  const payable = {
    item: 'payable',
    amountCents: payableCents,
    calculation: `${terms.sharePercent} % of ${formatCents(disposable.amountCents)}, rounded down to the cent: ${formatCents(payableCents)}`,
  }
  return {
    formula: `${terms.formula}@${terms.version}`,
    incomeCents: income.amountCents,
    essentialCents: total.amountCents,
    disposableCents: disposable.amountCents,
    payableCents,
    lines: [income, ...essentials, total, disposable, payable],
  }
}

function stated<K extends string>(
  kinds: readonly K[],
  amounts: Partial<Record<K, number>>,
): [string, number][] {
  return kinds.flatMap((kind): [string, number][] => {
    const amountCents = amounts[kind] ?? 0
    return amountCents === 0 ? [] : [[kind, amountCents]]
  })
}

function sumLine(item: string, parts: readonly [string, number][]): Reckoned {
  const amountCents = parts.reduce((sum, [, part]) => sum + part, 0)
  const listed = parts.map(([name, part]) => `${name} ${formatCents(part)}`).join(' + ')
  return { item, amountCents, calculation: `${listed || 'none stated'}: ${formatCents(amountCents)}` }
}

/** The larger of what was stated and the floor: nobody is reckoned as living on less. */
function essentialLine(kind: EssentialKind, statement: HouseholdStatement, floor: Floor): Reckoned {
  const statedCents = statement.expenseCents[kind] ?? 0
  const { adults, children } = statement
  const floorCents =
    floor.firstAdultCents + (adults - 1) * floor.furtherAdultCents + children * floor.childCents
  const amountCents = Math.max(statedCents, floorCents)
  const people = `${formatCents(floor.firstAdultCents)} + ${adults - 1} x ${formatCents(floor.furtherAdultCents)} + ${children} x ${formatCents(floor.childCents)}`
  const calculation = `stated ${formatCents(statedCents)}, at least ${people} = ${formatCents(floorCents)}: ${formatCents(amountCents)}`
  return { item: kind, amountCents, calculation }
}

function disposableLine(incomeCents: number, essentialCents: number, otherDebtCents: number): Reckoned {
  const leftCents = incomeCents - essentialCents - otherDebtCents
  const amountCents = Math.max(0, leftCents)
  const difference = `${formatCents(incomeCents)} - essentials ${formatCents(essentialCents)} - other debts ${formatCents(otherDebtCents)} = ${formatCents(leftCents)}`
  const calculation = leftCents < 0 ? `${difference}, nothing is left: 0.00` : difference
  return { item: 'disposable', amountCents, calculation }
}
