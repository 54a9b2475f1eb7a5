// May hardship last from this day until that one, and how much is it about? For applications and agreements alike.
import { type CalendarDate, addDays, dateAt, monthsUpTo } from '../calendar-date'
import { type CommandMoment, type Judgement, refusal } from '../commands/command'
import type { Fact } from '../facts'
import { positionAt } from '../money/position'
import type { DecisionRequest } from './authority'

export interface HardshipSpan {
  from: CalendarDate
  /** The last day. */
  until: CalendarDate
  reviewOn: CalendarDate | undefined
}

/** Months that the days from the first to the last take, begun ones counted whole. */
function monthsIn({ from, until }: Pick<HardshipSpan, 'from' | 'until'>): number {
  return monthsUpTo(from, addDays(until, 1))
}

/** DATES_REVERSED, HARDSHIP_TOO_LONG, REVIEW_OUTSIDE; null: nothing is against it. */
export function whyNotSpan(
  { from, until, reviewOn }: HardshipSpan,
  { rules }: CommandMoment,
): Judgement | null {
  if (until < from) return refusal('DATES_REVERSED', 'the agreement ends before it begins')
  const { longestMonths } = rules.strategy.arrangements.hardship
  const months = monthsIn({ from, until })
  if (months > longestMonths)
    return refusal('HARDSHIP_TOO_LONG', `at most ${longestMonths} months: this is for ${months}`)
  if (reviewOn !== undefined && (reviewOn < from || reviewOn > until))
    return refusal('REVIEW_OUTSIDE', `the review is between ${from} and ${until}`)
  return null
}

/** What authority is asked about. */
export function hardshipRequest(
  facts: readonly Fact[],
  span: Pick<HardshipSpan, 'from' | 'until'> | null,
  { asOf, zone }: CommandMoment,
): DecisionRequest {
  const amountCents = positionAt(facts, dateAt(asOf, zone))?.overdueCents ?? 0
  const term = span === null ? {} : { termMonths: monthsIn(span) }
  return { kind: 'hardship', amountCents, ...term }
}
