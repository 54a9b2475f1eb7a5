// What can happen to a hardship agreement.
import type { CalendarDate } from '../calendar-date'

export interface HardshipFacts {
  hardshipAgreed: { agreementId: string; from: CalendarDate; until: CalendarDate; evidence: string }
  hardshipEnded: { agreementId: string; on: CalendarDate; reason: string }
}
