// What can happen to a promise to pay (D1). Its terms stand in the fact: it is judged by what was said when it was made.
import type { CalendarDate } from '../calendar-date'

export interface PromiseFacts {
  /** Made to the person who records it: who follows it up. */
  promiseMade: {
    promiseId: string
    amountCents: number
    dueOn: CalendarDate
    /** What may be missing. */
    toleranceCents: number
    graceDays: number
    /** The ladder stands still until it is kept or broken. */
    standsStill: boolean
    /** Days before the due date on which the customer is reminded; absent: not at all. */
    remindDaysBefore?: number
  }
  promiseEnded: {
    promiseId: string
    /** `settled`: the debt left the books; `superseded`: it was open when a plan or relief took its place. */
    outcome: 'kept' | 'broken' | 'cancelled' | 'settled' | 'superseded'
    on: CalendarDate
    /** Of a cancelled one: the agreement that took its place; absent: it was taken back. */
    because?: 'planAgreed' | 'reliefAgreed'
  }
  /** It was kept or broken, and news of a payment took that back: it can be kept again. */
  promiseReopened: { promiseId: string; on: CalendarDate }
}
