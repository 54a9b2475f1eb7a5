// When does what happen to a client? The billing cycle in 2026: statement, due date, the day on which the data's
// status was read, and the days on which a payment can fall. README.md says why each is where it is.
import { addDays, type CalendarDate } from '../../domain/calendar-date'
import { draw } from './draw'

export const firstNight: CalendarDate = '2026-01-22'
export const lastNight: CalendarDate = '2026-07-31'

export const graceDays = 3
const lastMonth = 5

/** The statement of April 2005 (month 0) falls in February 2026, so that of month -1, which April pays, in January. */
export function statementOn(clientId: number, month: number): CalendarDate {
  return dateOf(month + 1, cycleDay(clientId))
}

/** 18 to 21 days after the statement, on the same day of each month. */
export function dueOn(clientId: number, month: number): CalendarDate {
  const dueDay = cycleDay(clientId) + 18
  return dueDay <= 28 ? dateOf(month + 1, dueDay) : dateOf(month + 2, dueDay - 28)
}

/**
 * The day on which the status of `month` was read. April to August on the last day of grace of the month's payment: a
 * client one bill behind is not late yet, as the data have hardly a status 1 before September. September two days
 * later: there they have 3,688.
 */
export function readingOn(clientId: number, month: number): CalendarDate {
  return addDays(dueOn(clientId, month - 1), month === lastMonth ? graceDays + 2 : graceDays)
}

/** early: before the statement it would pay; on time: before the reading of its month; late: after the reading. */
export type PaymentTiming = 'early' | 'onTime' | 'late'

/** The value date of the month's payment. */
export function paidOn(clientId: number, month: number, timing: PaymentTiming): CalendarDate {
  const due = dueOn(clientId, month - 1)
  const statement = statementOn(clientId, month - 1)
  const words = `payment ${clientId} ${month}`
  switch (timing) {
    case 'early':
      return addDays(statement, -1)
    case 'onTime':
      return dateBetween(words, addDays(statement, 3), addDays(due, 1))
    case 'late':
      return dateBetween(words, addDays(readingOn(clientId, month), 1), addDays(due, 8))
  }
}

/** A payment of a weekend is posted on Monday, but in time for the next statement. */
export function postedOn(valueOn: CalendarDate, nextStatementOn: CalendarDate): CalendarDate {
  const weekday = new Date(`${valueOn}T00:00:00Z`).getUTCDay()
  const monday = addDays(valueOn, weekday === 6 ? 2 : weekday === 0 ? 1 : 0)
  return monday < nextStatementOn ? monday : nextStatementOn
}

/** The 1st to the 28th, spread evenly: every month has them, and no night is fuller than another. */
function cycleDay(clientId: number): number {
  return 1 + (clientId % 28)
}

function dateBetween(words: string, first: CalendarDate, last: CalendarDate): CalendarDate {
  const days = Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000)
  return addDays(first, draw(words, 0, days))
}

/** `day` of the calendar month that lies `month` months after January 2026. */
function dateOf(month: number, day: number): CalendarDate {
  return new Date(Date.UTC(2026, month, day)).toISOString().slice(0, 10)
}
