// How does a bank report one loan, night after night? The drops of the journeys: what is unpaid, what was paid, and
// the import at six the next morning of the simulation.
import { join } from 'node:path'
import { advanceTo, settle } from '../cases/advance'
import { type CalendarDate, addDays, dayMs, instantAt } from '../domain/calendar-date'
import { type BillRow, type Drop, type PaymentRow, writeDrop } from '../examples/drop-writer'
import type { Bank } from './bank'

export const zone = 'Asia/Shanghai'
export const firstNight: CalendarDate = '2026-03-02'

/** The books of the only loan at close of a day. */
export interface LoanBooks {
  accountId: string
  on: CalendarDate
  /** Instalments that are not paid, with the interest on them so far; none: the loan leaves, paid. */
  unpaid: { id: string; dueOn: CalendarDate; interestCents: number }[]
  /** The instalment that was paid today. */
  paid?: string
}

export const instalmentCents = 50_000

/** The morning on which the books at close of `night` are imported. */
export function morningAfter(night: CalendarDate): number {
  return instantAt(addDays(night, 1), zone, '06:00')
}

/** Brings the case to the morning after `books.on`, imports the books and lets the case hear of them. */
export async function reportLoan(bank: Bank, drops: string, books: LoanBooks): Promise<void> {
  const morning = morningAfter(books.on)
  await advanceTo(bank.relay, morning)
  await bank.import(writeDrop(join(drops, books.on), dropOf(books)), morning - Date.now())
  await settle(bank.relay)
}

function dropOf({ accountId, on, unpaid, paid }: LoanBooks): Drop {
  const bills = unpaid.map((instalment) => billRow(accountId, instalment))
  const customerId = `c-${accountId}`
  return {
    businessDate: on,
    sequence: Date.parse(on) / dayMs,
    accounts: bills.length === 0 ? [] : [{ ...contract, accountId, customerId, ...sumsOf(bills) }],
    bills,
    payments: paid === undefined ? [] : [paymentRow(accountId, paid, on)],
    exits: bills.length === 0 ? [{ accountId, reason: 'paid' }] : [],
    ...(on === firstNight ? peopleOf(customerId) : {}),
  }
}

const contract = {
  product: 'personal_loan',
  currency: 'CNY',
  dailyRate: '0.0005',
  contractOn: '2024-01-15',
  graceDays: 3,
  toleranceCents: 1000,
  riskSegment: 'medium',
  autopayFailed: false,
} as const

function billRow(accountId: string, { id, dueOn, interestCents }: LoanBooks['unpaid'][number]): BillRow {
  return {
    accountId,
    billId: id,
    statementOn: addDays(dueOn, -10),
    dueOn,
    principalCents: instalmentCents,
    interestCents,
    penaltyFeeCents: 0,
    otherFeeCents: 0,
    minimumDueCents: instalmentCents,
    paidCents: 0,
  }
}

function sumsOf(bills: readonly BillRow[]) {
  const principalCents = bills.reduce((sum, bill) => sum + bill.principalCents, 0)
  const interestCents = bills.reduce((sum, bill) => sum + bill.interestCents, 0)
  const balanceCents = principalCents + interestCents
  return { balanceCents, principalCents, interestCents, penaltyFeeCents: 0, otherFeeCents: 0 }
}

function paymentRow(accountId: string, instalment: string, on: CalendarDate): PaymentRow {
  const paymentId = `${accountId}-${instalment}`
  return { paymentId, accountId, valueOn: on, postedOn: on, amountCents: instalmentCents, kind: 'payment' }
}

function peopleOf(customerId: string): Pick<Drop, 'customers' | 'contactPoints'> {
  const given = { customerId, source: 'contract', reserved: true } as const
  return {
    customers: [{ customerId, fullName: '张示例', language: 'zh-CN', country: 'CN', zone }],
    // Reserved for examples: they reach nobody.
    contactPoints: [
      { ...given, contactPointId: `${customerId}-m`, channel: 'mobile', value: '+447700900123', rank: 1 },
      { ...given, contactPointId: `${customerId}-e`, channel: 'email', value: 'loan@example.com', rank: 2 },
    ],
  }
}
