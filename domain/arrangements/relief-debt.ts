// Which debt is relief about, and of which bills is how much waived? The itemised statement of the day without disputed
// bills, the oldest bill first, so that every waived cent has its place and a breach can put it back.
import { type WaivablePart, waivableParts } from './authority'
import { type CalendarDate, dateAt } from '../calendar-date'
import { type CommandMoment, type Judgement, refusal } from '../commands/command'
import type { Fact } from '../facts'
import { decidedIn } from '../money/decided'
import type { Part } from '../money/debt-entry'
import { type StatementBill, statementOf } from '../money/statement'
import { notCollected, openDisputes } from '../protection/dispute-state'
import type { PartsCents } from './relief-formula'
import type { WaivedPart } from './relief-facts'

export interface ReliefDebt {
  owedOn: CalendarDate
  currency: string
  owedCents: PartsCents
  /** The oldest first. */
  bills: StatementBill[]
  /** What the bank's books may differ by, as they round interest in their own way. */
  toleranceCents: number
}

/** The kinds of debt in the statement that each waivable part consists of. */
const kindsOf: Record<WaivablePart, readonly Part[]> = {
  fees: ['penaltyFee', 'otherFee'],
  interest: ['interest'],
  principal: ['principal'],
}

/** What is owed today and not disputed; null: nothing, or the bank never said of what it consists. */
export function reliefDebt(facts: readonly Fact[], moment: CommandMoment): ReliefDebt | null {
  return debtOn(facts, dateAt(moment.asOf, moment.zone), moment)
}

/** What was owed at close of a day, as far as `facts` know. */
export function debtOn(
  facts: readonly Fact[],
  owedOn: CalendarDate,
  { zone, rules: { terms } }: CommandMoment,
): ReliefDebt | null {
  const statement = statementOf(facts, terms.money, owedOn, decidedIn(facts, terms, zone))
  if (!statement || statement.totalCents <= 0) return null
  const { bills: out } = notCollected(facts)
  if (out === 'all') return null
  const bills = statement.bills
    .filter(({ billId, totalCents }) => totalCents > 0 && !out.has(billId))
    .sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.billId.localeCompare(b.billId))
  if (bills.length === 0) return null
  const sum = (part: WaivablePart) => bills.reduce((total, bill) => total + owedOf(bill, part), 0)
  const owedCents = { fees: sum('fees'), interest: sum('interest'), principal: sum('principal') }
  const { differenceTolerance: toleranceCents } = terms.money.contracts[statement.product]
  return { owedOn, currency: statement.currency, owedCents, bills, toleranceCents }
}

/** NO_DEBT. */
export function noDebt(facts: readonly Fact[]): Judgement {
  const disputes = openDisputes(facts)
  return disputes.length === 0
    ? refusal('NO_DEBT', 'nothing is owed, or the bank has not said of what the debt consists')
    : refusal('NO_DEBT', `what is owed is disputed: answer ${disputes.join(', ')} first`)
}

function owedOf({ owed }: StatementBill, part: WaivablePart): number {
  return kindsOf[part].reduce((total, kind) => total + owed[kind], 0)
}

/** What is waived of each part, bill by bill; the sum of the pieces is what was to be waived. */
export function waivedOf({ bills }: ReliefDebt, waivedCents: PartsCents): WaivedPart[] {
  return waivableParts.flatMap((waivable) => {
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

/** What was found to be owed. */
export interface FoundDebt {
  owedOn: CalendarDate
  owedCents: PartsCents
  /** The newest fact that was known. */
  seq: number
}

/** The facts that were known when it was found. */
export function knownAt(facts: readonly Fact[], { seq }: Pick<FoundDebt, 'seq'>): Fact[] {
  return facts.filter((fact) => fact.seq <= seq)
}

/**
 * Whether the debt is another one than was found. Either what was known then counts no more (a drop was taken back), or
 * what became known since changes what is owed today: payments, what came back, voids, corrections, waivers, new bills.
 */
export function hasChangedSince(facts: readonly Fact[], found: FoundDebt, moment: CommandMoment): boolean {
  const known = knownAt(facts, found)
  const then = debtOn(known, found.owedOn, moment)
  if (!then || differs(then.owedCents, found.owedCents, 0)) return true
  const [expected, today] = [reliefDebt(known, moment), reliefDebt(facts, moment)]
  return !expected || !today || differs(expected.owedCents, today.owedCents, today.toleranceCents)
}

function differs(a: PartsCents, b: PartsCents, byMoreThanCents: number): boolean {
  return waivableParts.some((part) => Math.abs(a[part] - b[part]) > byMoreThanCents)
}
