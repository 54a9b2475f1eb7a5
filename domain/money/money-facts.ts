// What people decide about money that came in: for which bills the debtor paid it, and where money goes that no bill needs.
import type { CalendarDate } from '../calendar-date'

export interface MoneyFacts {
  /** The debtor said for which bills a payment is (Civil Code, article 560). */
  paymentDesignated: { paymentId: string; billIds: string[]; evidence: string }
  /** What was paid too much has left the account: back to whoever paid it, or into suspense for another use. */
  overpaymentReturned: {
    returnId: string
    amountCents: number
    on: CalendarDate
    to: 'payer' | 'suspense'
    /** Of the money in suspense; absent in logs from before both were one movement. */
    itemId?: string
    evidence: string
  }
  /** Money of this account that was in suspense went back to whoever paid it. */
  suspenseRefunded: { itemId: string; amountCents: number; evidence: string }
}
