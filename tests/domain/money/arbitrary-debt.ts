// Debts for properties: bills of all ages and make-ups, payments in any order, some of which come back, and later books
// of the bank that may show anything.
import fc from 'fast-check'
import { type CalendarDate, addDays } from '../../../domain/calendar-date'
import type { DebtParts, Fact, Product, UnpaidBill } from '../../../domain/facts'
import { type CaseBuilder, anAccount, bill } from '../case-builder'

export const firstBooks: CalendarDate = '2026-03-10'
export const lastDay: CalendarDate = '2026-07-31'
const daysAfter = fc.integer({ min: 1, max: 120 }).map((days) => addDays(firstBooks, days))

const cents = fc.oneof(fc.nat({ max: 500 }), fc.nat({ max: 2_000_000 }))
const billParts: fc.Arbitrary<DebtParts> = fc.record({
  principalCents: cents,
  interestCents: cents,
  penaltyFeeCents: cents,
  otherFeeCents: cents,
})

function billOf(dueOn: CalendarDate, parts: DebtParts, share: { paid: number; minimum: number }): UnpaidBill {
  const totalCents = parts.principalCents + parts.interestCents + parts.penaltyFeeCents + parts.otherFeeCents
  return bill(dueOn, {
    parts,
    totalCents,
    minimumDueCents: Math.floor(totalCents * share.minimum),
    paidCents: Math.floor(totalCents * share.paid),
  })
}

const share = fc.constantFrom(0, 0.1, 0.5, 1)
const bills = fc
  .array(fc.tuple(fc.integer({ min: -80, max: 40 }), billParts, share, share), { minLength: 1, maxLength: 3 })
  .map((list) =>
    list.map(([days, parts, paid, minimum], n) =>
      // Several bills of one due date are told apart by their ids.
      ({ ...billOf(addDays(firstBooks, days), parts, { paid, minimum }), billId: `b${n}` }),
    ),
  )

export interface PaymentGiven {
  id: string
  cents: number
  valueOn: CalendarDate
  postedOn: CalendarDate
  /** What of it comes back, and when; null: nothing. */
  back: { cents: number; valueOn: CalendarDate } | null
}

const payments: fc.Arbitrary<PaymentGiven[]> = fc
  .array(
    fc.record({
      cents: fc.integer({ min: 1, max: 3_000_000 }),
      valueOn: daysAfter,
      late: fc.integer({ min: 0, max: 5 }),
      back: fc.option(fc.record({ share: fc.constantFrom(0.3, 1), after: fc.integer({ min: 0, max: 20 }) })),
    }),
    { maxLength: 5 },
  )
  .map((list) =>
    list.map(({ cents: amount, valueOn, late, back }, n) => ({
      ...{ id: `p${n}`, cents: amount, valueOn, postedOn: addDays(valueOn, late) },
      back: back && {
        cents: Math.max(1, Math.floor(amount * back.share)),
        valueOn: addDays(valueOn, back.after),
      },
    })),
  )

export interface DebtGiven {
  product: Product
  dailyRate: string
  bills: UnpaidBill[]
  payments: PaymentGiven[]
}

export const debts: fc.Arbitrary<DebtGiven> = fc.record({
  product: fc.constantFrom<Product>('card', 'personalLoan'),
  dailyRate: fc.constantFrom('0.0005', '0.00035', '0', '0.01'),
  bills,
  payments,
})

/** Later books: the bank's bills are whatever they are. */
export const laterBooks = fc.record({ on: daysAfter, bills })

/** What the bank's first books tell of a debt. */
export function reportedDebt({ product, dailyRate, bills: listed }: DebtGiven): CaseBuilder {
  return anAccount(firstBooks, { product, dailyRate, bills: listed, graceDays: 3, toleranceCents: 500 })
}

/** The debt with its payments, learnt in the given order (positions in the list). */
export function paidInOrder(debt: DebtGiven, order: readonly number[]): readonly Fact[] {
  let story = reportedDebt(debt).at(`${addDays(lastDay, -1)} 12:00`)
  for (const n of order) {
    const payment = debt.payments[n]
    if (!payment) continue
    const { id, cents: amount, valueOn, postedOn, back } = payment
    story = story.paid(amount, { id, valueOn, postedOn })
    if (!back) continue
    const dates = { valueOn: back.valueOn, postedOn: addDays(back.valueOn, 6) }
    const ids = { paymentId: `${id}-back`, reversesPaymentId: id }
    story = story.add('paymentReversed', { ...ids, amountCents: back.cents, ...dates })
  }
  return story.facts
}

export const inTurn = (debt: DebtGiven): readonly Fact[] =>
  paidInOrder(
    debt,
    debt.payments.map((_, n) => n),
  )
