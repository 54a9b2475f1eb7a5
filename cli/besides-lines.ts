// Lines for people about what is disputed and who needs care: the same in the views of a case and of a customer.
import type { Besides } from '../cases/besides'
import { formatCents } from '../domain/money/money'
import type { LocalTime } from './local-time'

/** `dispute D1 of bills b2: CNY 800.00 of what is overdue, answer by 2026-04-10`, `care S1: seriouslyIll`. */
export function besidesLines({ disputes, care }: Besides, currency: string, localTime: LocalTime): string[] {
  return [
    ...disputes.map(({ disputeId, bills, overdueCents, answerBy }) => {
      const what = bills.length === 0 ? 'the whole debt' : `bills ${bills.join(', ')}`
      const amount = formatCents(overdueCents, currency)
      return `dispute ${disputeId} of ${what}: ${amount} of what is overdue, answer by ${answerBy}`
    }),
    ...care.map(
      ({ circumstanceId, kind, until }) =>
        `care ${circumstanceId}: ${kind}${until === null ? '' : `, until ${localTime(until)}`}`,
    ),
  ]
}
