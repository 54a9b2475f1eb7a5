// What can happen to a repayment plan.
import type { CalendarDate } from '../calendar-date'

export interface Instalment {
  dueOn: CalendarDate
  amountCents: number
}

export interface PlanFacts {
  planAgreed: {
    planId: string
    instalments: Instalment[]
    toleranceCents: number
    graceDays: number
    evidence: string
  }
  planEnded: { planId: string; outcome: 'kept' | 'broken' | 'cancelled'; on: CalendarDate }
}
