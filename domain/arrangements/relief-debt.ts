// Which debt is relief about, and of which bills is how much waived? The itemised statement of the day, the oldest bill
// first, so that every waived cent has its place and a breach can put it back.
import type { WaivablePart } from './authority'
import { type CalendarDate, dateAt } from '../calendar-date'
import type { CommandMoment } from '../commands/command'
import { type Fact, factsOf } from '../facts'
import { decidedIn } from '../money/decided'
import type { Part } from '../money/debt-entry'
import { type StatementBill, statementOf } from '../money/statement'
import type { PartsCents } from './relief-formula'
import type { WaivedPart } from './relief-facts'

export interface ReliefDebt {
  owedOn: CalendarDate
  currency: string
  owedCents: PartsCents
  /** The oldest first. */
  bills: StatementBill[]
}

/** The kinds of debt in the statement that each waivable part consists of. */
const kindsOf: Record<WaivablePart, readonly Part[]> = {
  fees: ['penaltyFee', 'otherFee'],
  interest: ['interest'],
  principal: ['principal'],
}

/** What is owed today; null: nothing, or the bank never said of what it consists. */
export function reliefDebt(facts: readonly Fact[], { asOf, zone, rules }: CommandMoment): ReliefDebt | null {
  const owedOn = dateAt(asOf, zone)
  const decided = decidedIn(facts, rules.terms, zone)
  const statement = statementOf(facts, rules.terms.money, owedOn, decided)
  if (!statement || statement.totalCents <= 0) return null
  const bills = statement.bills
    .filter(({ totalCents }) => totalCents > 0)
    .sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.billId.localeCompare(b.billId))
  const sum = (part: WaivablePart) => bills.reduce((total, bill) => total + owedOf(bill, part), 0)
  const owedCents = { fees: sum('fees'), interest: sum('interest'), principal: sum('principal') }
  return { owedOn, currency: statement.currency, owedCents, bills }
}

function owedOf({ owed }: StatementBill, part: WaivablePart): number {
  return kindsOf[part].reduce((total, kind) => total + owed[kind], 0)
}

/** What is waived of each part, bill by bill; the sum of the pieces is what was to be waived. */
export function waivedOf({ bills }: ReliefDebt, waivedCents: PartsCents): WaivedPart[] {
  return (['fees', 'interest', 'principal'] as const).flatMap((waivable) => {
    let left = waivedCents[waivable]
    return bills.flatMap(({ billId, owed }) =>
      kindsOf[waivable].flatMap((part): WaivedPart[] => {
        const amountCents = Math.max(0, Math.min(left, owed[part]))
        left -= amountCents
        return amountCents === 0 ? [] : [{ billId, part, amountCents }]
      }),
    )
  })
}

/** Whether money has moved since a fact became known: then the debt is another one. */
export function hasMovedSince(facts: readonly Fact[], seq: number): boolean {
  return [...factsOf(facts, 'paymentPosted'), ...factsOf(facts, 'paymentReversed')].some(
    (fact) => fact.seq > seq,
  )
}
