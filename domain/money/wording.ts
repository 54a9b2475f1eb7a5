// How is a figure told so that anybody can reckon it again? The words of a statement's entries.
import { type CalendarDate, daysBetween } from '../calendar-date'
import { formatCents } from './money'
import type { Part } from './debt-entry'
import { type DailyRate, dailyPercent } from './rate'

export const partNames: Record<Part, string> = {
  principal: 'principal',
  interest: 'interest',
  penaltyFee: 'penalty fee',
  otherFee: 'other fees',
}

const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
]

/** `2026-05-03` -> `3 May 2026`. */
export function dayText(date: CalendarDate): string {
  return `${shortDay(date)} ${date.slice(0, 4)}`
}

function shortDay(date: CalendarDate): string {
  return `${Number(date.slice(8))} ${months[Number(date.slice(5, 7)) - 1] ?? ''}`
}

/** `for 30 days, from 3 May to 1 June 2026, both counted`. */
export function spanText(from: CalendarDate, to: CalendarDate): string {
  const days = daysBetween(from, to) + 1
  if (days === 1) return `for 1 day, ${dayText(from)}`
  const first = from.slice(0, 4) === to.slice(0, 4) ? shortDay(from) : dayText(from)
  return `for ${days} days, from ${first} to ${dayText(to)}, both counted`
}

/** `1,000.00 at 0.05 % a day for 30 days, from 3 May to 1 June 2026, both counted: 15.00`. */
export function interestText(
  base: { cents: number; isInterest: boolean },
  rate: DailyRate,
  span: { from: CalendarDate; to: CalendarDate },
  cents: number,
): string {
  const what = `${formatCents(base.cents)}${base.isInterest ? ' of unpaid interest' : ''}`
  return `${what} at ${dailyPercent(rate)} % a day ${spanText(span.from, span.to)}: ${formatCents(cents)}`
}

/** `5 % of 100.00, the unpaid part of the minimum of 120.00 after 4 June 2026, at least 10.00: 10.00`. */
export function penaltyFeeText(fee: {
  percent: number
  unmetCents: number
  minimumDueCents: number
  lastDay: CalendarDate
  atLeastCents: number
  cents: number
}): string {
  const base = `${fee.percent} % of ${formatCents(fee.unmetCents)}, the unpaid part of the minimum of ${formatCents(fee.minimumDueCents)}`
  const least = fee.atLeastCents > 0 ? `, at least ${formatCents(fee.atLeastCents)}` : ''
  return `${base} after ${dayText(fee.lastDay)}${least}: ${formatCents(fee.cents)}`
}
