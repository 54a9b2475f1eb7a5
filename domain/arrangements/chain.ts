// How long is a customer helped in all? Agreements of one kind that touch or overlap are one chain: its length and the
// authority for it are asked about, so that nobody grants in pieces what they may not grant at once.
import { type CalendarDate, addDays, monthsUpTo } from '../calendar-date'

export interface Days {
  from: CalendarDate
  /** The last day. */
  until: CalendarDate
}

/** The days with all agreements that they touch, directly or by others; the day after one ends is no gap. */
export function chainOf(days: Days, agreed: readonly Days[]): Days {
  const touching = agreed.filter(
    ({ from, until }) => from <= until && from <= addDays(days.until, 1) && days.from <= addDays(until, 1),
  )
  const all = [days, ...touching]
  const from = all.reduce((first, one) => (one.from < first ? one.from : first), days.from)
  const until = all.reduce((last, one) => (one.until > last ? one.until : last), days.until)
  return from === days.from && until === days.until ? days : chainOf({ from, until }, agreed)
}

/** Months that the days take, begun ones counted whole. */
export function monthsOf({ from, until }: Days): number {
  return monthsUpTo(from, addDays(until, 1))
}
