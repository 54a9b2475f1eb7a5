// What people must know of a case besides what stands still: which part of the debt is disputed until when, and what asks for
// care. For the views of a case and of a customer.
import { type CalendarDate, type Instant, dateAt } from '../domain/calendar-date'
import type { Fact } from '../domain/facts'
import { liveFacts } from '../domain/ladder/case-view'
import { positionAt } from '../domain/money/position'
import { circumstancesOf, endOf, holdsAt } from '../domain/protection/circumstance'
import type { CircumstanceKind } from '../domain/protection/circumstance-facts'
import { disputesOf } from '../domain/protection/dispute-state'

export interface OpenDispute {
  disputeId: string
  /** Empty: the whole debt. */
  bills: string[]
  /** Of what is overdue, so much is disputed by it. */
  overdueCents: number
  answerBy: CalendarDate
}

export interface Care {
  circumstanceId: string
  kind: CircumstanceKind
  /** null: it has no end. */
  until: string | null
}

export interface Besides {
  disputes: OpenDispute[]
  care: Care[]
}

/** Disputes without an answer, and circumstances of the customer that ask for care at `asOf`. */
export function besides(log: readonly Fact[], asOf: Instant, zone: string): Besides {
  const facts = liveFacts(log)
  return { disputes: openDisputes(facts, dateAt(asOf, zone)), care: careAskedFor(facts, asOf) }
}

function openDisputes(facts: readonly Fact[], today: CalendarDate): OpenDispute[] {
  const overdue = positionAt(facts, today)?.overdueCents ?? 0
  return disputesOf(facts)
    .filter(({ endedAt }) => endedAt === null)
    .map(({ disputeId, bills, answerBy }) => {
      const disputed = bills.length === 0 ? ('all' as const) : new Set(bills)
      const left = positionAt(facts, today, { bills: disputed, correctedCents: new Map() })
      return { disputeId, bills, overdueCents: overdue - (left?.overdueCents ?? 0), answerBy }
    })
}

function careAskedFor(facts: readonly Fact[], asOf: Instant): Care[] {
  return circumstancesOf(facts)
    .filter((one) => one.partyId === null && one.effect === 'care' && holdsAt(one, asOf))
    .map((one) => {
      const end = endOf(one)
      const until = end === Infinity ? null : new Date(end).toISOString()
      return { circumstanceId: one.circumstanceId, kind: one.kind, until }
    })
}
