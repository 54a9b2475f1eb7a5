// Whatever happens to a debt, no cent is lost or made, and when something became known does not matter.
import fc from 'fast-check'
import { addDays } from '../../../domain/calendar-date'
import { type Fact, factsOf } from '../../../domain/facts'
import { parts, sumOf } from '../../../domain/money/debt-entry'
import { type Statement, statementOf } from '../../../domain/money/statement'
import { testRules } from '../test-strategy'
import {
  type DebtGiven,
  debts,
  firstBooks,
  inTurn,
  lastDay,
  laterBooks,
  paidInOrder,
  reportedDebt,
} from './arbitrary-debt'

const { money } = testRules.terms
const some = { numRuns: 50 }

function statement(facts: readonly Fact[], on = lastDay): Statement {
  const found = statementOf(facts, money, on)
  if (!found) throw new Error('no statement')
  return found
}

const cents = (list: readonly { cents: number }[]) => list.reduce((sum, one) => sum + one.cents, 0)
const allEntries = ({ bills, entries }: Statement) => [...bills.flatMap((bill) => bill.entries), ...entries]
const withBooks = (debt: DebtGiven, books: { on: string; bills: DebtGiven['bills'] }) => {
  const balanceCents = books.bills.reduce((sum, bill) => sum + bill.totalCents - bill.paidCents, 0)
  return reportedDebt(debt)
    .at(`${addDays(books.on, 1)} 03:00`)
    .reported(books.on, books.bills, { balanceCents })
}

test('the sum of the parts is the whole, and nobody owes less than nothing', () => {
  fc.assert(
    fc.property(debts, laterBooks, (debt, books) => {
      for (const facts of [inTurn(debt), withBooks(debt, books).facts]) {
        const whole = statement(facts)
        for (const bill of whole.bills) {
          expect(cents(bill.entries)).toBe(bill.totalCents)
          expect(sumOf(bill.owed)).toBe(bill.totalCents)
          for (const part of parts) expect(bill.owed[part]).toBeGreaterThanOrEqual(0)
        }
        expect(cents(allEntries(whole))).toBe(whole.totalCents)
        for (const part of parts)
          expect(whole.bills.reduce((sum, bill) => sum + bill.owed[part], 0)).toBe(whole.owed[part])
        expect(allEntries(whole).every((entry) => Number.isSafeInteger(entry.cents))).toBe(true)
      }
    }),
    some,
  )
})

test('no cent is lost or made by allocation or reversal', () => {
  fc.assert(
    fc.property(debts, (debt) => {
      const facts = inTurn(debt)
      const whole = statement(facts)
      const of = (kind: string) => cents(allEntries(whole).filter((entry) => entry.kind === kind))
      const opened = debt.bills.reduce((sum, bill) => sum + bill.totalCents, 0)
      const before = debt.bills.reduce((sum, bill) => sum + bill.paidCents, 0)
      const paid = factsOf(facts, 'paymentPosted').reduce((sum, { payload }) => sum + payload.amountCents, 0)
      const back = factsOf(facts, 'paymentReversed').reduce(
        (sum, { payload }) => sum + payload.amountCents,
        0,
      )
      expect([of('opening'), of('paidBefore'), of('creditUsed')]).toEqual([opened, 0 - before, 0])
      expect(of('payment') + of('reversal')).toBe(back - paid)
      expect(whole.totalCents).toBe(opened - before - paid + back + of('interest') + of('penaltyFee'))
    }),
    some,
  )
})

test('the order in which payments become known does not matter', () => {
  const shuffled = debts.chain((debt) =>
    fc.tuple(
      fc.constant(debt),
      fc.shuffledSubarray(
        debt.payments.map((_, n) => n),
        { minLength: debt.payments.length },
      ),
    ),
  )
  fc.assert(
    fc.property(shuffled, ([debt, order]) => {
      expect(statement(paidInOrder(debt, order))).toEqual(statement(inTurn(debt)))
    }),
    some,
  )
})

test('a statement of a day is the replay of all that counts up to it', () => {
  fc.assert(
    fc.property(debts, fc.integer({ min: 0, max: 140 }), (debt, days) => {
      const day = addDays(firstBooks, days)
      const facts = inTurn(debt)
      const upTo = facts.filter((fact) => {
        if (fact.kind === 'paymentPosted' || fact.kind === 'paymentReversed')
          return fact.payload.valueOn <= day
        return true
      })
      expect(statement(facts, day)).toEqual(statement(upTo, day))
    }),
    some,
  )
})

test('what comes back with the value date of its payment never was', () => {
  fc.assert(
    fc.property(debts, (debt) => {
      const all = debt.payments.map((payment) => ({
        ...payment,
        back: { cents: payment.cents, valueOn: payment.valueOn },
      }))
      const then = statement(inTurn({ ...debt, payments: all }))
      expect(then).toEqual(statement(inTurn({ ...debt, payments: [] })))
    }),
    some,
  )
})

test('when all that was paid has come back, everything is owed again as it was', () => {
  fc.assert(
    fc.property(debts, (debt) => {
      const free = { ...debt, dailyRate: '0' }
      const all = free.payments.map((payment) => ({
        ...payment,
        back: { cents: payment.cents, valueOn: addDays(firstBooks, 141) },
      }))
      const then = statement(inTurn({ ...free, payments: all }))
      const never = statement(inTurn({ ...free, payments: [] }))
      const kept = (one: Statement) =>
        one.bills.map(({ owed: { principal, interest, otherFee } }) => [principal, interest, otherFee])
      expect(kept(then)).toEqual(kept(never))
      expect(then.overpaidCents).toBe(0)
    }),
    some,
  )
})

test("at the close of the bank's books what is billed is the bank's balance, or a refund is due", () => {
  fc.assert(
    fc.property(debts, laterBooks, (debt, books) => {
      const whole = statement(withBooks(debt, books).facts, books.on)
      const { totalCents, unbilled, overpaidCents, bank } = whole
      expect(totalCents - sumOf(unbilled) + overpaidCents).toBe(bank?.balanceCents)
      expect(bank?.balanceCents === 0 || overpaidCents === 0).toBe(true)
    }),
    some,
  )
})
