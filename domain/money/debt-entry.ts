// What can happen to a debt: every change of what is owed is one entry with its amount and its calculation in words, so
// that the sum of the entries is the debt, always.
import type { CalendarDate } from '../calendar-date'
import type { DebtParts } from '../facts'
import type { DebtPart } from '../policy/vocabulary'

/** The kinds of debt that the bank's books keep apart. */
export const parts = ['principal', 'interest', 'penaltyFee', 'otherFee'] as const
export type Part = (typeof parts)[number]

/** Cents of each kind of debt. */
export type PartCents = Record<Part, number>

/** The word of the law for each kind: other fees are the costs of the claim. */
const lawfulNames: Record<DebtPart, Part> = {
  costs: 'otherFee',
  fees: 'penaltyFee',
  interest: 'interest',
  principal: 'principal',
}

export type EntryKind =
  /** A bill as the bank first reported it. */
  | 'opening'
  /** What had been paid towards a bill when it was first reported. */
  | 'paidBefore'
  | 'interest'
  | 'penaltyFee'
  | 'payment'
  | 'reversal'
  /** What the customer had paid too much is used for a bill that came later. */
  | 'creditUsed'
  /** What was paid too much has left the account. */
  | 'returned'
  /** A correction or a waiver that somebody decided. */
  | 'adjustment'
  /** A new statement has taken it over from this bill. */
  | 'carriedOver'
  /** The bank has put on a bill what was owed and not yet billed. */
  | 'billed'
  /** The bank says what a bill consists of. */
  | 'split'
  /** What stood on no bill does so no longer. */
  | 'assigned'
  /** The bank's bill shows another amount. */
  | 'difference'
  /** The bank's balance is another one, though its bills are not. */
  | 'balanceDifference'
  /** The bank's books show the same sum, counted on other kinds of debt. */
  | 'countedOtherwise'
  /** The account left the books of overdue accounts. */
  | 'left'

export interface Entry {
  kind: EntryKind
  on: CalendarDate
  /** null: on no bill; negative then what was paid too much, positive what came back and stands on no bill. */
  billId: string | null
  part: Part
  /** Owed but not yet on a bill of the bank's. */
  unbilled: boolean
  /** Above zero: owed more. */
  cents: number
  /** The calculation, in words and numbers. */
  text: string
  /** Of `payment` and `reversal`: the payment that was used or came back. */
  paymentId?: string
}

/** The order of a rule pack in the words of the books. */
export function partsInOrder(order: readonly DebtPart[]): Part[] {
  return order.map((part) => lawfulNames[part])
}

export const nothing = (): PartCents => ({ principal: 0, interest: 0, penaltyFee: 0, otherFee: 0 })

/** What the bank reported, by kind; when it was not split, all of it is taken for principal. */
export function reportedParts(given: DebtParts | undefined, totalCents: number): PartCents {
  if (!given) return { ...nothing(), principal: totalCents }
  const { principalCents, interestCents, penaltyFeeCents, otherFeeCents } = given
  return {
    principal: principalCents,
    interest: interestCents,
    penaltyFee: penaltyFeeCents,
    otherFee: otherFeeCents,
  }
}

export function sumOf(cents: PartCents): number {
  return cents.principal + cents.interest + cents.penaltyFee + cents.otherFee
}
