// The bank's books as a test tells them: bills, payments that meet the oldest bill first, payments that come back. Each
// night's drop is written from them, so that a test says what happened and not what the files then hold.
import type { CalendarDate } from '../../domain/calendar-date'
import type { ContactPointRow, ExitRow, PaymentRow } from '../../examples/drop-writer'
import type { HandMadeDrop } from './write-drop'
import { customerOf } from './write-drop'

export interface BookedBill {
  dueOn: CalendarDate
  minimumDueCents: number
}

export interface BookedAccount {
  bills: readonly BookedBill[]
  /** Accounts of the same customer share their contact points. */
  customerId?: string
  product?: 'card' | 'personal_loan'
  /** Where the customer can be reached; everywhere unless given. */
  reachableBy?: readonly ContactPointRow['channel'][]
}

type Booked = BookedAccount & { customerId: string; bills: readonly BookedBill[] }

const everywhere = ['mobile', 'email', 'address'] as const

export class Books {
  private readonly accounts = new Map<string, Booked>()
  private payments: PaymentRow[] = []
  private readonly leftOut = new Set<string>()
  private readonly given = new Map<string, ExitRow['reason']>()
  /** Accounts of the last drop: each leaves with one exit row. */
  private reported = new Set<string>()
  private sequence = 0

  /** An account with bills; those of a later due date may be booked later with bill(). */
  open(accountId: string, account: BookedAccount): void {
    this.accounts.set(accountId, { customerId: customerOf(accountId), ...account })
  }

  bill(accountId: string, bill: BookedBill): void {
    const account = this.account(accountId)
    this.accounts.set(accountId, { ...account, bills: [...account.bills, bill] })
  }

  /** Posted on a day, with that day's value unless `valueOn` is given; in the drop of the posting date. */
  pay(
    accountId: string,
    payment: { paymentId: string; amountCents: number; on: CalendarDate; valueOn?: CalendarDate },
  ): void {
    const { paymentId, amountCents, on, valueOn = on } = payment
    this.payments.push({ paymentId, accountId, amountCents, valueOn, postedOn: on, kind: 'payment' })
  }

  /** The whole payment comes back. */
  comeBack(paymentId: string, on: CalendarDate): void {
    const paid = this.payments.find((payment) => payment.paymentId === paymentId)
    if (!paid) throw new Error(`there is no payment ${paymentId}`)
    const reversal = {
      paymentId: `${paymentId}-back`,
      reversesPaymentId: paymentId,
      kind: 'reversal' as const,
    }
    this.payments.push({ ...paid, ...reversal, valueOn: on, postedOn: on })
  }

  /** The payment never was: the books are corrected. */
  strike(paymentId: string): void {
    this.payments = this.payments.filter((payment) => payment.paymentId !== paymentId)
  }

  /** The account is in no file until it is put back: neither overdue nor gone. */
  leaveOut(accountId: string): void {
    this.leftOut.add(accountId)
  }

  putBack(accountId: string): void {
    this.leftOut.delete(accountId)
  }

  /** The bank gives the account away: sold, written off ... */
  giveAway(accountId: string, reason: ExitRow['reason']): void {
    this.given.set(accountId, reason)
  }

  /** The books at close of a day. */
  dropOf(businessDate: CalendarDate): HandMadeDrop {
    const overdue = [...this.accounts].flatMap(([accountId, account]) => {
      const bills = this.unpaidBills(accountId, businessDate)
      const isListed = bills.length > 0 && !this.leftOut.has(accountId) && !this.given.has(accountId)
      return isListed ? [{ accountId, account, bills }] : []
    })
    const listed = new Set(overdue.map(({ accountId }) => accountId))
    const left = [...this.reported].filter(
      (accountId) => !listed.has(accountId) && !this.leftOut.has(accountId),
    )
    this.reported = new Set([
      ...listed,
      ...[...this.reported].filter((accountId) => this.leftOut.has(accountId)),
    ])
    this.sequence += 1
    return {
      businessDate,
      sequence: this.sequence,
      accounts: overdue.map(({ accountId, account }) => ({
        accountId,
        customerId: account.customerId,
        product: account.product ?? 'card',
      })),
      bills: overdue.flatMap(({ bills }) => bills),
      payments: this.payments.filter(({ postedOn }) => postedOn === businessDate),
      exits: left.map((accountId) => ({ accountId, reason: this.given.get(accountId) ?? 'paid' })),
      contactPoints: contactPointsOf(overdue.map(({ account }) => account)),
    }
  }

  private account(accountId: string): Booked {
    const account = this.accounts.get(accountId)
    if (!account) throw new Error(`there is no account ${accountId} in the books`)
    return account
  }

  private unpaidBills(accountId: string, businessDate: CalendarDate) {
    let leftCents = this.payments
      .filter((payment) => payment.accountId === accountId && payment.postedOn <= businessDate)
      .reduce((sum, { kind, amountCents }) => sum + (kind === 'payment' ? amountCents : -amountCents), 0)
    return [...this.account(accountId).bills]
      .sort((a, b) => a.dueOn.localeCompare(b.dueOn))
      .map(({ dueOn, minimumDueCents }) => {
        const paidCents = Math.min(leftCents, minimumDueCents)
        leftCents -= paidCents
        return { accountId, billId: `${accountId}-${dueOn}`, dueOn, minimumDueCents, paidCents }
      })
      .filter(({ minimumDueCents, paidCents }) => paidCents < minimumDueCents)
  }
}

/** Patterns that are assigned to nobody, and example.com: nobody is reached. */
function contactPointsOf(accounts: readonly Booked[]): ContactPointRow[] {
  const customers = new Map(accounts.map((account) => [account.customerId, account]))
  return [...customers.values()].flatMap(({ customerId, reachableBy = everywhere }) =>
    reachableBy.map((channel, index) => ({
      contactPointId: `${customerId}-${channel}`,
      customerId,
      channel,
      value: valueOf(customerId, channel),
      source: 'contract' as const,
      reserved: true,
      rank: index + 1,
    })),
  )
}

function valueOf(customerId: string, channel: ContactPointRow['channel']): string {
  switch (channel) {
    case 'mobile':
    case 'landline': {
      const digits = [...customerId].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 10_000, 7)
      return `+861000000${String(digits).padStart(4, '0')}`
    }
    case 'email':
      return `${customerId.toLowerCase()}@example.com`
    case 'address':
      return '示例市示例路2号; 100000'
  }
}
