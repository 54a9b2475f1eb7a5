// Money that belongs to no account yet, on a real PostgreSQL: nothing of it is lost, counted twice or used by one person.
import { accountRules } from '../../cases/account-rules'
import { type CommandAnswer, runCommand } from '../../cases/run-command'
import { type SuspenseDeps, changeSuspense, listSuspense } from '../../cases/suspense'
import type { Command } from '../../domain/commands/commands'
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

/** 120.00 that were paid too much on an account. */
async function overpaid(accountId: string): Promise<void> {
  const owedCents = overpaidOn.has(accountId) ? 0 : 500_00
  overpaidOn.add(accountId)
  const payment = { paymentId: `over-${++serial}`, amountCents: owedCents + 120_00, postedOn: '2026-03-18' }
  await asked(accountId, { kind: 'recordPayment', ...payment, valueOn: '2026-03-18' })
}
const overpaidOn = new Set<string>()

type Fields = Record<string, unknown> & { kind: Command['kind'] }
function asked(accountId: string, fields: Fields): Promise<CommandAnswer> {
  const command = { commandId: `${accountId}-${serial}`, by: 'operator:lin', ...fields } as unknown as Command
  return runCommand(deps, { accountId, asOf, command })
}
const moved = (itemId: string, change: object = {}): Fields => ({
  ...{ kind: 'returnOverpayment', returnId: `r-${itemId}`, commandId: `move-${itemId}`, amountCents: 120_00 },
  ...{ to: 'suspense', itemId, evidence: 'note/2', ...change },
})

/** An item of 120.00 that operator:lin has placed, or moved there from an account. */
async function placed(fromAccountId: string | null = null, currency = 'CNY'): Promise<string> {
  if (fromAccountId !== null) {
    await overpaid(fromAccountId)
    const itemId = `item-${++serial}`
    expect(await asked(fromAccountId, moved(itemId))).toMatchObject({ ok: true })
    return itemId
  }
  const itemId = `item-${++serial}`
  const place = { kind: 'place' as const, itemId, amountCents: 120_00, currency, valueOn: '2026-03-18' }
  const by = { commandId: `place-${serial}`, by: 'operator:lin', evidence: 'transfer/9', asOf }
  expect(await changeSuspense(deps, { ...place, ...by })).toMatchObject({ ok: true })
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

test('what was paid too much moves into suspense in one step: repeated it is one, and never without the item', async () => {
  await overpaid('A')
  const itemId = `item-${++serial}`
  expect(await asked('A', moved(itemId))).toMatchObject({ ok: true, recorded: [`return/r-${itemId}`] })
  expect(await asked('A', moved(itemId))).toEqual({ ok: true, recorded: [] })
  const [item] = (await listSuspense(deps, true)).filter((one) => one.itemId === itemId)
  expect(item).toMatchObject({
    fromAccountId: 'A',
    leftCents: 120_00,
    currency: 'CNY',
    valueOn: '2026-03-21',
  })
  expect(item?.entries).toHaveLength(1)
})

test('an item that exists takes no money of another account, and the account keeps it', async () => {
  await overpaid('A')
  const itemId = await placed()
  const before = (await bank.facts('A')).length
  expect(await asked('A', moved(itemId))).toMatchObject({ ok: false, code: 'ITEM_KNOWN' })
  expect(await bank.facts('A')).toHaveLength(before)
  expect(await leftOf(itemId)).toBe(120_00)
})

test('one payment is allocated once, also on two accounts at the same moment', async () => {
  const [first, second] = [await placed(), await placed()]
  const paymentId = `pay-${first}`
  const both = [
    allocation(first),
    allocation(second, { accountId: 'C', paymentId, commandId: `other-${second}` }),
  ]
  const answers = await Promise.all(both.map((one) => changeSuspense(deps, one)))
  expect(answers.map((answer) => (answer.ok ? 'ok' : answer.code)).sort()).toEqual(['PAYMENT_KNOWN', 'ok'])
})

test('a command id of one kind is refused for another', async () => {
  const item = await placed()
  await changeSuspense(deps, allocation(item))
  const { commandId, itemId, evidence } = allocation(item)
  const refund = { kind: 'refund' as const, commandId, itemId, by: 'supervisor:wu', evidence, asOf }
  expect(await changeSuspense(deps, { ...refund, amountCents: 100_00 })).toMatchObject({
    code: 'COMMAND_ID_USED',
  })
  expect(await leftOf(item)).toBe(20_00)
})

test('what goes back from suspense is known on the account that it came from, and counts there', async () => {
  const item = await placed('C')
  const refund = { kind: 'refund' as const, itemId: item, by: 'supervisor:wu', evidence: 'note/5', asOf }
  const half = { ...refund, commandId: `half-${item}`, amountCents: 60_00 }
  expect(await changeSuspense(deps, half)).toMatchObject({ ok: true })
  const facts = (await bank.facts('C')).filter(({ kind }) => kind === 'suspenseRefunded')
  expect(facts).toMatchObject([{ payload: { itemId: item, amountCents: 60_00 }, actor: 'supervisor:wu' }])
  const { authority } = deps.terms
  const low = {
    ...authority,
    decisions: { ...authority.decisions, refund: { teamLead: { amountCents: 100_00 } } },
  }
  const tight = { ...deps, terms: { ...deps.terms, authority: low } }
  const rest = { ...refund, commandId: `rest-${item}`, amountCents: 60_00 }
  expect(await changeSuspense(tight, rest)).toMatchObject({ ok: false, code: 'AUTHORITY_EXCEEDED' })
  expect(await changeSuspense(tight, { ...rest, amountCents: 40_00 })).toMatchObject({ ok: true })
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
