// Who may send money in suspense back? Somebody else than who placed it, up to the limit of their level.
import {
  type SuspenseEntry,
  allocateFromSuspense,
  isOf,
  placeInSuspense,
  refundFromSuspense,
} from '../../../domain/money/suspense'
import { local } from '../log'
import { testRules } from '../test-strategy'

const placed: SuspenseEntry = {
  ...{ id: 'c-1', itemId: 'item-1', kind: 'placed', amountCents: 6000_00, currency: 'CNY' },
  ...{ valueOn: '2026-03-18', fromAccountId: null, accountId: null, paymentId: null },
  ...{ actor: 'supervisor:lin', recordedAt: local('2026-03-19 10:00'), evidence: 'transfer/9' },
}

interface Before {
  /** What went back of the item, and when. */
  entries?: SuspenseEntry[]
  /** What went back of the account that the money came from. */
  ofAccountCents?: number
}
const refunded = (by: string, amountCents: number, { entries = [], ofAccountCents }: Before = {}) => {
  const asked = { kind: 'refund' as const, commandId: 'c-9', itemId: 'item-1', evidence: 'transfer/10' }
  const request = { ...asked, by, amountCents, asOf: local('2026-03-20 10:00') }
  return refundFromSuspense([placed, ...entries], request, testRules.terms.authority, ofAccountCents ?? null)
}
const sent = (amountCents: number, at: string): SuspenseEntry => ({
  ...placed,
  ...{ id: `c-${at}`, kind: 'refunded', amountCents, actor: 'supervisor:wu', recordedAt: local(at) },
})

test.each([
  ['NO_AUTHORITY', 'system', 1],
  ['AUTHORITY_EXCEEDED', 'operator:wang', 1],
  ['AUTHORITY_EXCEEDED', 'supervisor:wu', 5000_01],
  ['SAME_PERSON', 'supervisor:lin', 1],
])('%s: %s sends back %d cents', (code, by, amountCents) => {
  expect(refunded(by, amountCents)).toMatchObject({ ok: false, code })
})

test('a portal decides for which account money is as little as who placed it', () => {
  const target = { currency: 'CNY', product: 'card' as const, isSameCustomer: false }
  const asked = {
    kind: 'allocate' as const,
    commandId: 'c-8',
    itemId: 'item-1',
    evidence: 'note/1',
    amountCents: 1_00,
  }
  const used = (by: string) => {
    const request = { ...asked, by, asOf: local('2026-03-20 10:00'), accountId: 'A', paymentId: 'p-1' }
    return allocateFromSuspense([placed], request, target, testRules.terms)
  }
  expect(used('portal:x')).toMatchObject({ ok: false, code: 'NO_AUTHORITY' })
  expect(used('supervisor:lin')).toMatchObject({ ok: false, code: 'SAME_PERSON' })
  expect(used('operator:wang')).toMatchObject({ ok: true })
})

test('money whose value date has not come is not placed', () => {
  const asked = {
    kind: 'place' as const,
    commandId: 'c-7',
    itemId: 'item-2',
    evidence: 'transfer/9',
    amountCents: 1_00,
  }
  const place = (valueOn: string) => {
    const request = {
      ...asked,
      by: 'operator:lin',
      asOf: local('2026-03-20 10:00'),
      currency: 'CNY',
      valueOn,
    }
    return placeInSuspense([], request, '2026-03-20')
  }
  expect(place('2026-03-21')).toMatchObject({ ok: false, code: 'POSTED_IN_FUTURE' })
  expect(place('2026-03-20')).toMatchObject({ ok: true })
})

test.each([
  ['supervisor:wu', 5000_00],
  ['manager:zhou', 6000_00],
])('%s may send back %d cents', (by, amountCents) => {
  expect(refunded(by, amountCents)).toMatchObject({ ok: true, entry: { kind: 'refunded', amountCents } })
})

describe('an amount that is divided needs the level of the whole', () => {
  test.each([
    ['of the item', { entries: [sent(3000_00, '2026-03-19 11:00')] }],
    ['of the account', { ofAccountCents: 3000_00 }],
    ['on the last day of the span', { entries: [sent(3000_00, '2025-12-20 10:01')] }],
  ])('%s', (_, before) => {
    expect(refunded('supervisor:wu', 2000_00, before)).toMatchObject({ ok: true })
    const over = refunded('supervisor:wu', 2000_01, before)
    expect(over).toMatchObject({ ok: false, code: 'AUTHORITY_EXCEEDED' })
    expect(over.ok ? '' : over.message).toContain('3,000.00 of it went back within 90 days before')
    expect(refunded('manager:zhou', 2000_01, before)).toMatchObject({ ok: true })
  })

  test('what went back before the span is not counted', () => {
    const before = { entries: [sent(3000_00, '2025-12-20 10:00')] }
    expect(refunded('supervisor:wu', 3000_00, before)).toMatchObject({ ok: true })
  })
})

describe('the same request under the same id is one, anything else under it is another', () => {
  const place = {
    ...{ kind: 'place' as const, commandId: 'c-1', itemId: 'item-1', amountCents: 6000_00, currency: 'CNY' },
    ...{ valueOn: '2026-03-18', by: 'supervisor:lin', asOf: 0, evidence: 'transfer/9' },
  }
  const used: SuspenseEntry = { ...placed, kind: 'allocated', accountId: 'A', paymentId: 'p-1' }
  const allocate = { ...place, kind: 'allocate' as const, accountId: 'A', paymentId: 'p-1' }
  const refund = { ...place, kind: 'refund' as const }
  test.each([
    [placed, place, true],
    [placed, { ...place, amountCents: 1 }, false],
    [placed, { ...place, itemId: 'item-2' }, false],
    [placed, { ...place, currency: 'USD' }, false],
    [placed, { ...place, valueOn: '2026-03-19' }, false],
    [placed, refund, false],
    [placed, allocate, false],
    [used, allocate, true],
    [used, { ...allocate, accountId: 'B' }, false],
    [used, { ...allocate, paymentId: 'p-2' }, false],
    [used, refund, false],
    [{ ...placed, kind: 'refunded' as const }, refund, true],
  ])('%#', (entry, asked, isTheSame) => {
    expect(isOf(entry, asked)).toBe(isTheSame)
  })
})
