// May hardship last from this day until that one, and how much is it about? For applications and agreements alike, and for
// the whole chain of agreements that touch or overlap.
import { type CalendarDate, addDays, dateAt } from '../calendar-date'
import { type CommandMoment, type Judgement, refusal } from '../commands/command'
import type { Fact } from '../facts'
import { positionAt } from '../money/position'
import type { DecisionRequest } from './authority'
import { type Days, chainOf, monthsOf } from './chain'
import { hardshipAgreements } from './hardship'

export interface HardshipSpan extends Days {
  reviewOn: CalendarDate | undefined
}

/** The days with all agreements that they touch. */
function chainWith(facts: readonly Fact[], days: Days): Days {
  const agreed = hardshipAgreements(facts).map(({ from, lastDay }) => ({ from, until: lastDay }))
  return chainOf(days, agreed)
}

/** DATES_REVERSED, HARDSHIP_PAST, HARDSHIP_TOO_FAR, HARDSHIP_TOO_LONG, REVIEW_OUTSIDE; null: nothing is against it. */
export function whyNotSpan(
  facts: readonly Fact[],
  { from, until, reviewOn }: HardshipSpan,
  { asOf, zone, rules }: CommandMoment,
): Judgement | null {
  if (until < from) return refusal('DATES_REVERSED', 'the agreement ends before it begins')
  const { longestMonths, beginWithinDays } = rules.strategy.arrangements.hardship
  const today = dateAt(asOf, zone)
  const [earliest, latest] = [addDays(today, -beginWithinDays), addDays(today, beginWithinDays)]
  if (until < today || from < earliest)
    return refusal('HARDSHIP_PAST', `it begins on ${earliest} at the earliest and ends on ${today} or later`)
  const chain = chainWith(facts, { from, until })
  if (chain.from > latest) return refusal('HARDSHIP_TOO_FAR', `it begins on ${latest} at the latest`)
  const months = monthsOf(chain)
  if (months > longestMonths)
    return refusal('HARDSHIP_TOO_LONG', `at most ${longestMonths} months in a row: this makes ${months}`)
  if (reviewOn !== undefined && (reviewOn < from || reviewOn > until))
    return refusal('REVIEW_OUTSIDE', `the review is between ${from} and ${until}`)
  return null
}

/** What authority is asked about: the whole chain, and what is overdue. */
export function hardshipRequest(
  facts: readonly Fact[],
  days: Days | null,
  { asOf, zone }: CommandMoment,
): DecisionRequest {
  const amountCents = positionAt(facts, dateAt(asOf, zone))?.overdueCents ?? 0
  const term = days === null ? {} : termRequest(facts, days)
  return { ...term, kind: 'hardship', amountCents }
}

/** What a decision is held against again when further agreements may have made the chain longer. */
export function termRequest(facts: readonly Fact[], days: Days): DecisionRequest {
  return { kind: 'hardship', termMonths: monthsOf(chainWith(facts, days)) }
}

/** What authority is asked about when the bank ends an agreement: the days that are left of it. */
export function leftRequest(facts: readonly Fact[], days: Days, moment: CommandMoment): DecisionRequest {
  return { ...hardshipRequest(facts, null, moment), termMonths: monthsOf(days) }
}
