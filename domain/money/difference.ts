// Which differences to the bank's figures are more than the contract tolerates, and which charges must not be there?
import type { CalendarDate } from '../calendar-date'
import { type Part, reportedParts } from './debt-entry'
import type { BookChange, DebtInput } from './debt-input'
import { formatCents } from './money'
import { percentOfCents } from './rate'
import { partNames } from './wording'

/** What the bank's books and the calculation have differed by since the first report, on one bill or in the balance. */
export interface Difference {
  /** null: in the account's balance, though not on its bills. */
  billId: string | null
  part: Part
  /** Above zero: the bank claims more than was reckoned. */
  cents: number
  /** The books in which it last changed. */
  on: CalendarDate
  text: string
}

/** A charge that the contract or the law does not allow. */
export interface Finding {
  ruleId: string
  billId: string | null
  text: string
}

/** The differences over `toleranceCents`; what the bank has meanwhile put right is none. */
export function differencesIn(changes: readonly BookChange[], toleranceCents: number): Difference[] {
  const found = new Map<string, Difference>()
  for (const change of changes) {
    if (change.kind !== 'change') continue
    const { words, part, on, text, cents } = change
    if (words !== 'difference' && words !== 'balanceDifference' && words !== 'countedOtherwise') continue
    const billId = words === 'difference' ? change.billId : null
    const key = `${billId ?? ''}/${part}`
    found.set(key, { billId, part, on, text, cents: (found.get(key)?.cents ?? 0) + cents })
  }
  return [...found.values()].filter(({ cents }) => Math.abs(cents) > toleranceCents)
}

/**
 * Charges in the bank's books that CN-FEE-01 does not allow: a penalty fee that the contract does not have or that is
 * larger than it says, and other fees that appear on a bill after it was stated.
 */
export function findingsIn(changes: readonly BookChange[], { product, terms }: DebtInput): Finding[] {
  const { penaltyFee, differenceTolerance } = terms.contracts[product]
  return changes.flatMap((change): Finding[] => {
    if (change.kind === 'open') {
      const { billId, minimumDueCents, totalCents } = change.bill
      const shownCents = reportedParts(change.bill.parts, totalCents).penaltyFee
      const allowedCents = penaltyFee
        ? Math.max(penaltyFee.atLeast, percentOfCents(minimumDueCents, penaltyFee.percentOfUnpaidMinimum))
        : 0
      if (shownCents <= allowedCents + differenceTolerance) return []
      const text = `the bill has a penalty fee of ${formatCents(shownCents)}; the contract allows at most ${formatCents(allowedCents)}`
      return [{ ruleId: 'CN-FEE-01', billId, text }]
    }
    const isCharge = change.kind === 'change' && change.words === 'difference'
    if (!isCharge || change.cents <= differenceTolerance) return []
    const text = chargeText(change.part, change.cents)
    return text === null ? [] : [{ ruleId: 'CN-FEE-01', billId: change.billId, text }]
  })
}

function chargeText(part: Part, cents: number): string | null {
  switch (part) {
    case 'otherFee':
      return `${partNames[part]} grew by ${formatCents(cents)} after the bill was stated: the contract names no such fee, and an over-limit fee may not be charged`
    case 'penaltyFee':
      return `the ${partNames[part]} is ${formatCents(cents)} more than the contract gives`
    case 'interest':
      return `${partNames[part]} is ${formatCents(cents)} more than the contract gives; fees may not bear interest`
    case 'principal':
      return null
  }
}
