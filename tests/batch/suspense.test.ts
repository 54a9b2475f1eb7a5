// Money that belongs to no account yet, on a real PostgreSQL: nothing of it is lost, counted twice or used by one person.
import { accountRules } from '../../cases/account-rules'
import { type SuspenseDeps, changeSuspense, listSuspense } from '../../cases/suspense'
import { loadRuleBooks } from '../../platform/rule-books'
import { type NightBank, morningAfter, openNightBank, zone } from '../support/night-bank'

const books = loadRuleBooks({ strategiesDir: 'strategies', policiesDir: 'policies' })

let bank: NightBank
let deps: SuspenseDeps
beforeAll(async () => {
  bank = await openNightBank()
  const rulesOf = accountRules(bank.db, {
    ...books,
    rulesFor: (db) => books.rulesFor(db, card.id, card.version),
  })
  deps = { db: bank.db, zone, rulesOf, terms: books.terms }
  const bill = { billId: 'b1', dueOn: '2026-03-01', minimumDueCents: 500_00 }
  await bank.applied({
    businessDate: '2026-03-10',
    accounts: [{ accountId: 'A' }, { accountId: 'B', customerId: 'c-A' }, { accountId: 'C' }],
    bills: ['A', 'B', 'C'].map((accountId) => ({ accountId, ...bill })),
  })
})
afterAll(() => bank.close())

const card = books.currentFor('card')
const asOf = morningAfter('2026-03-20')
let serial = 0

/** An item of 120.00 that operator:lin has placed. */
async function placed(fromAccountId: string | null = null, currency = 'CNY'): Promise<string> {
  const itemId = `item-${++serial}`
  const place = { kind: 'place' as const, itemId, amountCents: 120_00, currency, valueOn: '2026-03-18' }
  const by = { commandId: `place-${serial}`, by: 'operator:lin', evidence: 'transfer/9', asOf }
  expect(await changeSuspense(deps, { ...place, ...by, fromAccountId })).toMatchObject({ ok: true })
  return itemId
}

const allocation = (itemId: string, change: object = {}) => ({
  ...{ kind: 'allocate' as const, itemId, commandId: `use-${itemId}`, accountId: 'A', amountCents: 100_00 },
  ...{ paymentId: `pay-${itemId}`, by: 'operator:wang', evidence: 'note/3', asOf, ...change },
})
const leftOf = async (itemId: string) =>
  (await listSuspense(deps, true)).find((item) => item.itemId === itemId)?.leftCents
const paymentsOf = async (accountId: string, paymentId: string) =>
  (await bank.facts(accountId)).filter(
    (fact) => fact.kind === 'paymentPosted' && fact.payload.paymentId === paymentId,
  )

test('what is used for an account is a payment there, with the value date on which the money came', async () => {
  const item = await placed()
  expect(await changeSuspense(deps, allocation(item))).toMatchObject({ ok: true })
  expect(await paymentsOf('A', `pay-${item}`)).toMatchObject([
    {
      payload: { amountCents: 100_00, valueOn: '2026-03-18', postedOn: '2026-03-21' },
      actor: 'operator:wang',
    },
  ])
  expect(await leftOf(item)).toBe(20_00)
})

test('the same request twice is one, and its id belongs to nothing else', async () => {
  const item = await placed()
  await changeSuspense(deps, allocation(item))
  expect(await changeSuspense(deps, allocation(item))).toEqual({ ok: true, recorded: [] })
  expect(await changeSuspense(deps, allocation(item, { amountCents: 1 }))).toMatchObject({
    code: 'COMMAND_ID_USED',
  })
  expect(await leftOf(item)).toBe(20_00)
})

test('a payment that the account has already takes no money out of suspense', async () => {
  const [first, second] = [await placed(), await placed()]
  const paymentId = `pay-${first}`
  expect(await changeSuspense(deps, allocation(first))).toMatchObject({ ok: true })
  expect(await changeSuspense(deps, allocation(second, { paymentId }))).toMatchObject({
    ok: false,
    code: 'PAYMENT_KNOWN',
  })
  expect(await leftOf(second)).toBe(120_00)
})

test('two people at once do not use the same money twice', async () => {
  const item = await placed()
  const both = ['x', 'y'].map((one) =>
    changeSuspense(deps, allocation(item, { commandId: `${one}-${item}`, paymentId: `${one}-${item}` })),
  )
  const answers = await Promise.all(both)
  expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true])
  expect(await leftOf(item)).toBe(20_00)
})

test('what goes back is used for nothing', async () => {
  const item = await placed()
  const { commandId, itemId, evidence } = allocation(item)
  const by = 'supervisor:wu'
  const refund = { kind: 'refund' as const, commandId, itemId, by, evidence, asOf, amountCents: 120_00 }
  expect(await changeSuspense(deps, refund)).toMatchObject({ ok: true })
  expect((await listSuspense(deps, false)).some((one) => one.itemId === item)).toBe(false)
})

describe('refused, and nothing has changed', () => {
  test.each([
    ['SAME_PERSON', {}, { by: 'operator:lin' }],
    ['SUSPENSE_TOO_LARGE', {}, { amountCents: 120_01 }],
    ['UNKNOWN_ITEM', {}, { itemId: 'none' }],
    ['UNKNOWN_ACCOUNT', {}, { accountId: 'Z' }],
    ['SUSPENSE_CURRENCY', { currency: 'USD' }, {}],
    ['SET_OFF_NOT_AGREED', { from: 'B' }, {}],
    ['SET_OFF_NOT_AGREED', { from: 'C' }, {}],
  ])('%s %j %j', async (code, { from, currency }: { from?: string; currency?: string }, change) => {
    const item = await placed(from ?? null, currency)
    expect(await changeSuspense(deps, allocation(item, change))).toMatchObject({ ok: false, code })
    expect(await leftOf(item)).toBe(120_00)
    expect(await paymentsOf('A', `pay-${item}`)).toEqual([])
  })

  test('set-off where the contract has it, for the same customer only', async () => {
    const { money } = deps.terms
    const setOff = { ...money.contracts.card, setOff: true }
    const terms = { ...deps.terms, money: { ...money, contracts: { ...money.contracts, card: setOff } } }
    const own = await placed('B')
    expect(await changeSuspense({ ...deps, terms }, allocation(own))).toMatchObject({ ok: true })
    const other = await placed('C')
    expect(await changeSuspense({ ...deps, terms }, allocation(other))).toMatchObject({
      code: 'SET_OFF_NOT_AGREED',
    })
  })

  test('an entry is never changed or deleted', async () => {
    await placed()
    for (const statement of ['update suspense_entry set amount_cents = 1', 'delete from suspense_entry'])
      await expect(bank.db.pool.query(statement)).rejects.toThrow('append-only')
  })
})
