// Money that no bill needs, and money that is for certain bills: what is recorded, what is refused, what the statement says.
import { type Command, commandSchema, judgeCommand } from '../../../domain/commands/commands'
import { statementOf } from '../../../domain/money/statement'
import { type CaseBuilder, anAccount, bill } from '../case-builder'
import { accountId, local } from '../log'
import { testRules, zone } from '../test-strategy'

const parts = (principalCents: number) => ({
  ...{ principalCents, interestCents: 0, penaltyFeeCents: 0, otherFeeCents: 0 },
})
const debtOf = (dueOn: string, billId: string) =>
  bill(dueOn, { billId, totalCents: 100_00, minimumDueCents: 100_00, parts: parts(100_00) })
const loan = anAccount('2026-03-11', {
  product: 'personalLoan',
  dailyRate: '0',
  bills: [debtOf('2026-02-10', 'older'), debtOf('2026-03-10', 'newer')],
}).at('2026-03-12 10:00')

type Asked = { kind: 'designatePayment' | 'returnOverpayment' } & Record<string, unknown>

function judged(story: CaseBuilder, asked: Asked, commandId = 'c-1', at = '2026-03-14 10:00') {
  const command: Command = commandSchema.parse({ by: 'operator:lin', ...asked, commandId })
  return judgeCommand(story.facts, command, { accountId, asOf: local(at), zone, rules: testRules })
}

/** What happens when it is asked: the story goes on with the facts of it. */
function then(story: CaseBuilder, asked: Asked, commandId = 'c-1'): CaseBuilder {
  const judgement = judged(story, asked, commandId)
  if (!judgement.ok) throw new Error(judgement.message)
  return story.at('2026-03-14 10:00').append(judgement.facts)
}

function statement(story: CaseBuilder, on: string) {
  const found = statementOf(story.facts, testRules.terms.money, on)
  if (!found) throw new Error('no statement')
  return found
}
const owed = (story: CaseBuilder, on: string) =>
  statement(story, on).bills.map(({ billId, totalCents }) => [billId, totalCents])

describe('a payment is for the bills that the debtor named', () => {
  const paid = loan.paid(60_00, { id: 'p-1' })
  const designation = {
    kind: 'designatePayment' as const,
    paymentId: 'p-1',
    billIds: ['newer'],
    evidence: 'transfer/1',
  }

  test('without a word it meets the older instalment', () => {
    expect(owed(paid, '2026-03-14')).toEqual([
      ['older', 40_00],
      ['newer', 100_00],
    ])
  })

  test('with a word it meets the one that was named, from its value date on', () => {
    expect(owed(then(paid, designation), '2026-03-12')).toEqual([
      ['older', 100_00],
      ['newer', 40_00],
    ])
  })

  test('a bill that is named twice in a fact takes the money once', () => {
    const more = loan.paid(130_00, { id: 'p-1' })
    const twice = { paymentId: 'p-1', billIds: ['newer', 'newer'], evidence: 'transfer/1' }
    expect(owed(more.add('paymentDesignated', twice), '2026-03-14')).toEqual([
      ['older', 70_00],
      ['newer', 0],
    ])
  })

  test('what the named bill does not need goes on to the others', () => {
    const more = loan.paid(130_00, { id: 'p-1' })
    expect(owed(then(more, designation), '2026-03-14')).toEqual([
      ['older', 70_00],
      ['newer', 0],
    ])
  })

  test.each([
    ['UNKNOWN_PAYMENT', { ...designation, paymentId: 'p-2' }],
    ['UNKNOWN_BILL', { ...designation, billIds: ['newest'] }],
    ['DUPLICATE_BILL', { ...designation, billIds: ['newer', 'older', 'newer'] }],
  ])('%s', (code, asked) => {
    expect(judged(paid, asked)).toMatchObject({ ok: false, code })
  })

  test('a second word comes too late, the same command again is the same', () => {
    const said = then(paid, designation)
    expect(judged(said, { ...designation, billIds: ['older'] }, 'c-2')).toMatchObject({
      ok: false,
      code: 'DESIGNATION_KNOWN',
    })
    expect(judged(said, designation)).toEqual({ ok: true, facts: [] })
  })
})

describe('what was paid too much', () => {
  const over = loan.paid(230_00, { id: 'p-1' })
  const back = {
    kind: 'returnOverpayment' as const,
    returnId: 'r-1',
    amountCents: 30_00,
    to: 'payer',
    evidence: 'transfer/2',
    by: 'supervisor:wu',
  }

  test('is shown as a refund that is due, and no longer once it went back', () => {
    expect(statement(over, '2026-03-14')).toMatchObject({ overpaidCents: 30_00, totalCents: -30_00 })
    expect(statement(then(over, back), '2026-03-14')).toMatchObject({ overpaidCents: 0, totalCents: 0 })
  })

  test('is used for a bill that comes later', () => {
    const later = over
      .at('2026-03-21 03:00')
      .reported('2026-03-20', [debtOf('2026-04-10', 'next')], { balanceCents: 70_00 })
    expect(statement(later, '2026-03-20')).toMatchObject({ overpaidCents: 0, totalCents: 70_00 })
    expect(statement(later, '2026-03-20').differences).toEqual([])
  })

  test('stays with the account when the bank reports it no more, and so does what is paid then', () => {
    const gone = over.at('2026-03-13 03:00').exited('paid')
    expect(statement(gone, '2026-03-31')).toMatchObject({ overpaidCents: 30_00, left: { reason: 'paid' } })
    const paidAgain = gone.at('2026-03-20 10:00').paid(20_00, { id: 'p-2' })
    expect(statement(paidAgain, '2026-03-31')).toMatchObject({ overpaidCents: 50_00 })
  })

  test.each([
    ['RETURN_TOO_LARGE', over, { ...back, amountCents: 30_01 }],
    ['RETURN_TOO_LARGE', loan, back],
    ['RETURN_KNOWN', then(over, back, 'c-0'), { ...back, amountCents: 1 }],
    ['RETURN_TOO_LARGE', then(over, back, 'c-0'), { ...back, returnId: 'r-2' }],
  ])('%s', (code, story, asked) => {
    expect(judged(story, asked)).toMatchObject({ ok: false, code })
  })

  const large = loan.paid(5200_01 + 100_00, { id: 'p-1' })
  test.each([
    ['AUTHORITY_EXCEEDED', over, { ...back, by: 'operator:lin' }],
    ['NO_AUTHORITY', over, { ...back, by: 'system' }],
    ['AUTHORITY_EXCEEDED', large, { ...back, amountCents: 5000_01 }],
  ])('goes back to the payer only by authority: %s', (code, story, asked) => {
    expect(judged(story, asked)).toMatchObject({ ok: false, code })
  })

  test('goes back in parts only by the level for the whole, until the span has passed', () => {
    const first = then(large, { ...back, amountCents: 3000_00 })
    const second = { ...back, returnId: 'r-2', amountCents: 2000_01 }
    expect(judged(first, second, 'c-2')).toMatchObject({ ok: false, code: 'AUTHORITY_EXCEEDED' })
    expect(judged(first, { ...second, amountCents: 2000_00 }, 'c-2')).toMatchObject({ ok: true })
    expect(judged(first, { ...second, by: 'manager:zhou' }, 'c-2')).toMatchObject({ ok: true })
    expect(judged(first, second, 'c-2', '2026-06-12 10:00')).toMatchObject({ ok: true })
    const suspended = { itemId: 'i-1', amountCents: 3000_00, evidence: 'transfer/3' }
    expect(judged(large.add('suspenseRefunded', suspended), second, 'c-2')).toMatchObject({
      code: 'AUTHORITY_EXCEEDED',
    })
  })

  test.each([
    ['to suspense without an item', { to: 'suspense' }],
    ['to the payer with one', { itemId: 'i-1' }],
  ])('is not returned %s: ITEM_UNCLEAR', (_, change) => {
    expect(judged(over, { ...back, ...change })).toMatchObject({ ok: false, code: 'ITEM_UNCLEAR' })
  })

  test('goes back by a level that has it, and to suspense without', () => {
    expect(judged(large, { ...back, amountCents: 5000_00 }).ok).toBe(true)
    expect(judged(large, { ...back, amountCents: 5000_01, by: 'manager:zhou' }).ok).toBe(true)
    expect(judged(over, { ...back, to: 'suspense', itemId: 'i-1', by: 'operator:lin' }).ok).toBe(true)
  })

  test('the same return twice is one', () => {
    expect(judged(then(over, back), back)).toEqual({ ok: true, facts: [] })
  })
})
