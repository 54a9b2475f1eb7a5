// Which repayment plans can be offered? The calculator: of all terms and rhythms only those that the strategy and the
// law allow, each divided evenly without losing or making a cent.
import { type CalendarDate, addDays, addMonths, monthsUpTo } from '../calendar-date'
import { formatCents } from '../money/money'
import { splitEvenly } from '../money/split'
import type { Instalment, PlanBasis, Rhythm } from './plan-facts'
import type { PlanTerms } from './plan-terms'

/** What is to be divided, from when on. */
export interface PlanWish {
  amountCents: number
  basis: PlanBasis
  /** When it would be agreed. */
  today: CalendarDate
  /** Of a new version: when the first one was agreed, from which its term counts (CN-ART70-02); absent: today. */
  agreedOn?: CalendarDate
  /** Absent: one period from today. */
  firstOn?: CalendarDate | undefined
}

export interface PlanOption {
  rhythm: Rhythm
  termMonths: number
  instalments: Instalment[]
}

/** More instalments than this are in no plan: five years by the week. */
export const mostInstalments = 261

/** Every plan that may be offered, by rhythm, the shortest first. None: the amount or the first day allows none. */
export function planOptions(wish: PlanWish, terms: PlanTerms): PlanOption[] {
  return terms.rhythms.flatMap((rhythm) => {
    const options: PlanOption[] = []
    for (let parts = 1; parts <= mostInstalments; parts += 1) {
      const option = planOption(wish, rhythm, parts)
      if (planProblem(option.instalments, wish, terms)) break
      options.push(option)
    }
    return options
  })
}

/** One plan of so many instalments, whether it is allowed or not. */
export function planOption(
  { amountCents, today, firstOn }: PlanWish,
  rhythm: Rhythm,
  parts: number,
): PlanOption {
  const first = firstOn ?? after(today, rhythm, 1)
  const instalments = splitEvenly(amountCents, parts).map((cents, index) => ({
    dueOn: after(first, rhythm, index),
    amountCents: cents,
  }))
  return { rhythm, termMonths: termOf(instalments, today), instalments }
}

/** The term as limits count it: from the agreement to the last due date, a month that has begun counts whole. */
export function termOf(instalments: readonly Instalment[], today: CalendarDate): number {
  return Math.max(1, monthsUpTo(today, instalments.at(-1)?.dueOn ?? today))
}

/** Why the strategy does not allow these instalments: a stable code and the limit; null: it does. */
export function planProblem(
  instalments: readonly Instalment[],
  { today, basis, agreedOn = today }: Pick<PlanWish, 'today' | 'basis' | 'agreedOn'>,
  terms: PlanTerms,
): { code: string; message: string } | null {
  const first = instalments[0]?.dueOn ?? ''
  if (instalments.some(({ dueOn }, index) => index > 0 && dueOn <= (instalments[index - 1]?.dueOn ?? '')))
    return { code: 'INSTALMENTS_UNORDERED', message: 'instalments must have rising due dates' }
  if (first < today) return { code: 'INSTALMENT_PAST', message: 'the first instalment is due in the past' }
  const latest = addDays(today, terms.firstWithinDays)
  if (first > latest)
    return {
      code: 'FIRST_PAYMENT_TOO_LATE',
      message: `the first instalment is due by ${latest} at the latest`,
    }
  const mostMonths = basis === 'article70' ? terms.mostMonthsArticle70 : terms.mostMonths
  const months = termOf(instalments, agreedOn)
  if (months > mostMonths) {
    const message = `a plan on the basis ${basis} runs at most ${mostMonths} months: this one ${months}`
    return { code: 'PLAN_TERM_TOO_LONG', message }
  }
  return tooSmall(instalments, terms)
}

/** A debt smaller than the least instalment can be paid in one. */
function tooSmall(instalments: readonly Instalment[], { leastInstalmentCents }: PlanTerms) {
  const totalCents = instalments.reduce((sum, { amountCents }) => sum + amountCents, 0)
  const leastCents = Math.min(leastInstalmentCents, totalCents)
  if (instalments.every(({ amountCents }) => amountCents >= leastCents)) return null
  const message = `an instalment is of ${formatCents(leastCents)} at least`
  return { code: 'INSTALMENT_TOO_SMALL', message }
}

function after(date: CalendarDate, rhythm: Rhythm, periods: number): CalendarDate {
  switch (rhythm) {
    case 'weekly':
      return addDays(date, 7 * periods)
    case 'fortnightly':
      return addDays(date, 14 * periods)
    case 'monthly':
      return addMonths(date, periods)
  }
}
