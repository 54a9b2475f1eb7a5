// docs/money.md tells how money is reckoned, with examples. Here they are read from that very page and reckoned again.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CalendarDate, addDays, daysBetween } from '../../../domain/calendar-date'
import type { Product, UnpaidBill } from '../../../domain/facts'
import { worstLoanClass } from '../../../domain/policy/terms'
import { allocate } from '../../../domain/money/allocation'
import { openBillAccount } from '../../../domain/money/bill-account'
import { orderFor } from '../../../domain/money/contracts'
import { type PartCents, parts, partsInOrder } from '../../../domain/money/debt-entry'
import type { Adjustment, FreeSpan } from '../../../domain/money/debt-input'
import { formatCents } from '../../../domain/money/money'
import { bucketOf } from '../../../domain/money/position'
import { annualPercent, dailyRateOf, interestCents, percentOfCents } from '../../../domain/money/rate'
import { splitEvenly } from '../../../domain/money/split'
import { statementOf } from '../../../domain/money/statement'
import { interestText } from '../../../domain/money/wording'
import { type CaseBuilder, anAccount, bill } from '../case-builder'
import { testRules } from '../test-strategy'
import { type PageTable, tablesOf } from './page-tables'

const page = readFileSync(join(__dirname, '../../../docs/money.md'), 'utf8')
const tables = tablesOf(page)
const { money: terms } = testRules.terms

const productOf = (text: string): Product => (text.toLowerCase() === 'card' ? 'card' : 'personalLoan')
const centsOf = (text: string) => Number(text.replace(/[,.]/g, ''))

/** The tables with these columns; there must be one, or nothing would be tested. */
function withColumns(...columns: string[]): PageTable[] {
  const found = tables.filter(({ header }) => columns.every((column, n) => header[n] === column))
  if (found.length === 0) throw new Error(`docs/money.md has no table of ${columns.join(', ')}`)
  return found
}
const rowsOf = (...columns: string[]) => withColumns(...columns).flatMap(({ rows }) => rows)

test.each(rowsOf('total', 'parts', 'instalments'))('%s in %s parts: %s', (total, count, expected) => {
  const split = splitEvenly(centsOf(total), Number(count))
  const groups = [...new Set(split)].map(
    (cents) => `${split.filter((one) => one === cents).length} x ${formatCents(cents)}`,
  )
  expect(groups.join(', ')).toBe(expected)
})

const months = 'January February March April May June July August September October November December'
const dateOf = (text: string, year: string): CalendarDate => {
  const [day = '', month = '', own = year] = text.split(' ')
  const number = months.split(' ').indexOf(month) + 1
  return `${own}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`
}

test.each(rowsOf('calculation'))('%s', (line) => {
  const [, amount = '', percent = '', days = ''] =
    /^([\d,.]+) at ([\d.]+) % a day for (\d+) day/.exec(line) ?? []
  const year = /(\d{4})(?:, both counted)?:/.exec(line)?.[1] ?? ''
  const [, first = '', last = first] =
    /(?:from | day, )(\d+ \w+(?: \d{4})?)(?: to (\d+ \w+(?: \d{4})?))?/.exec(line) ?? []
  const [from, to] = [dateOf(first, year), dateOf(last, year)]
  const rate = dailyRateOf((Number(percent) / 100).toFixed(10).replace(/0{1,2}$/, ''))
  expect(daysBetween(from, to) + 1).toBe(Number(days))
  const cents = interestCents(centsOf(amount), rate, Number(days))
  expect(interestText({ cents: centsOf(amount), isInterest: false }, rate, { from, to }, cents)).toBe(line)
})

test.each(rowsOf('daily rate', 'days in a year', 'yearly rate'))(
  '%s a day, %s days: %s',
  (daily, days, yearly) => {
    expect(`${annualPercent(dailyRateOf(daily), Number(days))} %`).toBe(yearly)
  },
)

test.each(rowsOf('product', 'unpaid part of the minimum', 'penalty fee'))(
  '%s, %s unpaid: a penalty fee of %s',
  (product, unpaid, expected) => {
    const { penaltyFee } = terms.contracts[productOf(product)]
    const fee = penaltyFee
      ? Math.max(penaltyFee.atLeast, percentOfCents(centsOf(unpaid), penaltyFee.percentOfUnpaidMinimum))
      : 0
    expect(formatCents(fee)).toBe(expected)
  },
)

test.each(rowsOf('product', 'days past due', 'principal'))(
  '%s, %s days past due, owing %s + %s + %s + %s, pays %s',
  (name, age, ...amounts) => {
    const [principal = 0, interest = 0, penaltyFee = 0, otherFee = 0, payment = 0, ...expected] =
      amounts.map(centsOf)
    const product = productOf(name)
    const account = openBillAccount(bill('2026-03-10'))
    Object.assign(account.owed, { principal, interest, penaltyFee, otherFee })
    const order = partsInOrder(orderFor(terms, product, Number(age)).order)
    const { uses, unusedCents } = allocate(payment, [account], order, terms.contracts[product])
    const to = parts.map((part) => uses.find((use) => use.part === part)?.cents ?? 0)
    expect([...to, unusedCents]).toEqual(expected)
  },
)

test.each(rowsOf('product', 'days past due', 'bucket'))(
  '%s, %s days past due: %s, %s',
  (name, days, bucket, expected) => {
    const daysPastDue = Number(days)
    expect(bucketOf(daysPastDue)).toBe(bucket)
    const { loanClass } = worstLoanClass(terms.loanClasses, { product: productOf(name), daysPastDue })
    expect(loanClass).toBe(expected)
  },
)

describe.each(withColumns('day', 'what happens'))('$heading: $before', ({ before, rows }) => {
  const [, product = '', percent = ''] = /^(Card|Personal loan), ([\d.]+) % a day/.exec(before) ?? []
  const story = storyOf(productOf(product), String(Number(percent) / 100), rows)
  test.each(story)('$day: $what', ({ day, facts, decided, expected }) => {
    const statement = statementOf(facts, terms, day, decided)
    const owed = parts.map((part) => statement?.owed[part])
    expect([...owed, statement?.totalCents]).toEqual(expected)
  })
})

interface Told {
  day: CalendarDate
  what: string
  facts: CaseBuilder['facts']
  decided: { interestFree: FreeSpan[]; adjustments: Adjustment[] }
  expected: number[]
}

/** The rows of a story with what is known on each. */
function storyOf(product: Product, dailyRate: string, rows: readonly string[][]): Told[] {
  let story: CaseBuilder | null = null
  const interestFree: FreeSpan[] = []
  const adjustments: Adjustment[] = []
  return rows.map(([day = '', what = '', ...amounts]) => {
    const [kind = '', rest = ''] = what.split(/: (.*)/s)
    if (kind === 'books') story = withBooks(story, day, rest, { product, dailyRate })
    else if (kind.startsWith('no interest until')) {
      interestFree.push({ from: day, until: kind.slice(-10), why: rest })
    } else if (kind === 'waived') adjustments.push(waiver(day, rest))
    else if (story) story = withMovement(story, day, what)
    if (!story) throw new Error('a story begins with books')
    const decided = { interestFree: [...interestFree], adjustments: [...adjustments] }
    return { day, what, facts: story.facts, decided, expected: amounts.map(centsOf) }
  })
}

function withBooks(
  story: CaseBuilder | null,
  day: CalendarDate,
  text: string,
  contract: { product: Product; dailyRate: string },
): CaseBuilder {
  const bills = text.split('; ').map(billOf)
  if (!story) return anAccount(day, { ...contract, bills })
  const balanceCents = bills.reduce((sum, one) => sum + one.totalCents - one.paidCents, 0)
  return story.at(`${addDays(day, 1)} 03:00`).reported(day, bills, { balanceCents })
}

function billOf(text: string): UnpaidBill {
  const field = (name: string) => centsOf(new RegExp(`${name} ([\\d,.]+)`).exec(text)?.[1] ?? '0.00')
  const [, billId = '', dueOn = ''] = /^(\w+) due (\S+?),/.exec(text) ?? []
  const cents: PartCents = {
    ...{ principal: field('principal'), interest: field('interest') },
    ...{ penaltyFee: field('penalty fee'), otherFee: field('other fees') },
  }
  return bill(dueOn, {
    billId,
    minimumDueCents: field('minimum'),
    paidCents: field('paid'),
    totalCents: parts.reduce((sum, part) => sum + cents[part], 0),
    parts: {
      principalCents: cents.principal,
      interestCents: cents.interest,
      penaltyFeeCents: cents.penaltyFee,
      otherFeeCents: cents.otherFee,
    },
  })
}

function waiver(on: CalendarDate, text: string): Adjustment {
  const [, amount = '', part = '', billId = ''] = /^([\d,.]+) (\w+) of (\w+)$/.exec(text) ?? []
  const known = parts.find((one) => one === part)
  if (!known) throw new Error(`not a waiver: ${text}`)
  return { on, billId, part: known, cents: -centsOf(amount), why: 'waived' }
}

function withMovement(story: CaseBuilder, day: CalendarDate, what: string): CaseBuilder {
  const valueOn = /value date (\S+)$/.exec(what)?.[1] ?? day
  const then = story.at(`${day} 10:00`)
  const [, paid, amount = ''] = /^payment (\w+) of ([\d,.]+\d)/.exec(what) ?? []
  if (paid !== undefined) return then.paid(centsOf(amount), { id: paid, valueOn, postedOn: day })
  const [, back, backAmount = ''] = /^(\w+) of ([\d,.]+\d) comes back/.exec(what) ?? []
  if (back !== undefined)
    return then.add('paymentReversed', {
      ...{ paymentId: `${back}-back`, reversesPaymentId: back, amountCents: centsOf(backAmount) },
      ...{ valueOn, postedOn: day },
    })
  if (what !== 'nothing') throw new Error(`docs/money.md: what is "${what}"?`)
  return then
}
