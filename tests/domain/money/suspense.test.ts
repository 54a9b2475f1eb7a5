// Who may send money in suspense back? Somebody else than who placed it, up to the limit of their level.
import { type SuspenseEntry, refundFromSuspense } from '../../../domain/money/suspense'
import { local } from '../log'
import { testRules } from '../test-strategy'

const placed: SuspenseEntry = {
  ...{ id: 'c-1', itemId: 'item-1', kind: 'placed', amountCents: 6000_00, currency: 'CNY' },
  ...{ valueOn: '2026-03-18', fromAccountId: null, accountId: null, paymentId: null },
  ...{ actor: 'supervisor:lin', recordedAt: local('2026-03-19 10:00'), evidence: 'transfer/9' },
}

const refunded = (by: string, amountCents: number) => {
  const asked = { kind: 'refund' as const, commandId: 'c-2', itemId: 'item-1', evidence: 'transfer/10' }
  const asOf = local('2026-03-20 10:00')
  return refundFromSuspense([placed], { ...asked, by, amountCents, asOf }, testRules.terms.authority)
}

test.each([
  ['NO_AUTHORITY', 'system', 1],
  ['AUTHORITY_EXCEEDED', 'operator:wang', 1],
  ['AUTHORITY_EXCEEDED', 'supervisor:wu', 5000_01],
  ['SAME_PERSON', 'supervisor:lin', 1],
])('%s: %s sends back %d cents', (code, by, amountCents) => {
  expect(refunded(by, amountCents)).toMatchObject({ ok: false, code })
})

test.each([
  ['supervisor:wu', 5000_00],
  ['manager:zhou', 6000_00],
])('%s may send back %d cents', (by, amountCents) => {
  expect(refunded(by, amountCents)).toMatchObject({ ok: true, entry: { kind: 'refunded', amountCents } })
})
