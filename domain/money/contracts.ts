// What do the bank's contracts say about interest, fees and payments of each product? Reads policies/contracts.yaml, with
// the line of every mistake, and puts the lawful orders and loan classes of the rule packs in use beside it.
import { z } from 'zod'
import { type Product } from '../facts'
import type { RulePack } from '../policy/pack-file'
import { paymentOrder } from '../policy/term-shape'
import type { DebtPart } from '../policy/vocabulary'
import { type FileProblem, readYaml } from '../yaml-source'
import { amountCents } from './amount-shape'

const percent = z
  .number('must be a percentage such as 5 or 4.5')
  .min(0, 'must not be negative')
  .max(100, 'must not be above 100')
  .refine((value) => Math.abs(value * 1e4 - Math.round(value * 1e4)) < 1e-6, 'has at most four decimals')

const contract = z.strictObject({
  interest: z.strictObject({
    from: z.enum(['due', 'statement']),
    booked: z.enum(['daily', 'atStatement']),
    compounding: z.enum(['none', 'monthly']),
    rounding: z.enum(['period', 'day']),
    daysInYear: z.literal([360, 365]),
  }),
  penaltyFee: z.strictObject({ percentOfUnpaidMinimum: percent, atLeast: amountCents }).nullable(),
  paymentsMeetFirst: z.enum(['kinds', 'bills']),
  /** Needed where no rule pack in use has an order for the product. */
  paymentOrder: paymentOrder.exactOptional(),
  differenceTolerance: amountCents,
  annualRateGuardPercent: percent,
  setOff: z.boolean(),
})

const contractsFile = z.strictObject({
  products: z.strictObject({ card: contract, personalLoan: contract }),
})

/** How the debt of one product is reckoned. Amounts in cents. */
export type Contract = z.output<typeof contract>

/** In which order a payment meets the kinds of debt, for an age. `ruleId` names the rule, or the contract. */
export interface PaymentOrder {
  ruleId: string
  products: readonly string[]
  daysPastDue: { min: number; max: number | null }
  order: readonly DebtPart[]
}

type LoanClassRule = RulePack['terms']['loanClasses'][number]

/** Everything that a debt is reckoned by besides its facts. */
export interface MoneyTerms {
  contracts: Readonly<Record<Product, Contract>>
  /** Of the rule packs in use first, of the contracts after them: the first that fits counts. */
  orders: readonly PaymentOrder[]
  loanClasses: readonly LoanClassRule[]
}

export type MoneyTermsReading = { ok: true; money: MoneyTerms } | { ok: false; problems: FileProblem[] }

/**
 * Reads `text` of policies/contracts.yaml. A product for which neither a pack nor its contract has an order of payment,
 * for every age, is a mistake of the file.
 */
export function parseContracts(text: string, packs: readonly RulePack[]): MoneyTermsReading {
  const reading = readYaml(text, contractsFile)
  if (!reading.ok) return reading
  const contracts = reading.value.products
  const products = Object.keys(contracts) as Product[]
  const money: MoneyTerms = {
    contracts,
    orders: [
      ...packs.flatMap(({ terms }) => terms.allocation.map(({ id, ...rule }) => ({ ruleId: id, ...rule }))),
      ...products.flatMap((product) => contractOrder(product, contracts[product].paymentOrder)),
    ],
    loanClasses: packs.flatMap(({ terms }) => terms.loanClasses),
  }
  const problems = products
    .filter((product) => ages.some((age) => findOrder(money.orders, product, age) === undefined))
    .map((product) =>
      reading.problemAt(
        ['products', product],
        `no rule pack in use has an order of payment for ${product} at every age: add paymentOrder, e.g. [costs, fees, interest, principal]`,
      ),
    )
  return problems.length > 0 ? { ok: false, problems } : { ok: true, money }
}

/** Ages at which orders change: 90 and 91 days past due, and far beyond. */
const ages = [0, 90, 91, 9_999]

function contractOrder(product: Product, order: readonly DebtPart[] | undefined): PaymentOrder[] {
  return order ? [{ ruleId: 'CONTRACT', products: [product], daysPastDue: { min: 0, max: null }, order }] : []
}

/** The order for a product at an age, in contract days past due. @throws RangeError when there is none */
export function orderFor({ orders }: MoneyTerms, product: Product, daysPastDue: number): PaymentOrder {
  const found = findOrder(orders, product, daysPastDue)
  if (!found)
    throw new RangeError(`there is no order of payment for ${product}, ${daysPastDue} days past due`)
  return found
}

function findOrder(orders: readonly PaymentOrder[], product: Product, age: number): PaymentOrder | undefined {
  return orders.find(
    ({ products, daysPastDue: { min, max } }) =>
      products.includes(product) && min <= age && (max === null || age <= max),
  )
}
