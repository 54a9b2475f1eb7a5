// Rows that make no sense beside others are rejected one by one, with line, column and code; the account of a rejected
// row is neither cured nor changed nor missing that night; everything else goes on.
import { rejectsOf } from '../../batch/drop-store'
import { type NightBank, openNightBank } from '../support/night-bank'
import { tearLine } from '../support/tear-drop'
import { type HandMadeDrop, writeDrop } from '../support/write-drop'

let bank: NightBank
beforeEach(async () => {
  bank = await openNightBank()
})
afterEach(() => bank.close())

const owes = (accountId: string, more: object = {}) => ({
  accountId,
  billId: 'b1',
  dueOn: '2026-01-10',
  minimumDueCents: 10_000,
  ...more,
})
const dayOne: HandMadeDrop = {
  businessDate: '2026-01-20',
  accounts: ['good', 'gone', 'other'].map((accountId) => ({ accountId })),
  bills: ['good', 'gone', 'other'].map((accountId) => owes(accountId)),
  payments: [
    { paymentId: 'p-1', accountId: 'good', amountCents: 500 },
    { paymentId: 'p-2', accountId: 'good', amountCents: 500 },
    { paymentId: 'p-2-back', accountId: 'good', amountCents: 500, reversesPaymentId: 'p-2' },
  ],
}
const rejectedRows = async (dropId: string) =>
  (await rejectsOf(bank.db, dropId))
    .filter(({ code }) => code !== 'setAside')
    .map(({ file, line, column, code }) => [file, line, column, code])

test('each rule names the row that breaks it', async () => {
  await bank.applied(dayOne)
  const { dropId } = await bank.night({
    businessDate: '2026-01-21',
    accounts: [
      { accountId: 'good' },
      { accountId: 'sum', balanceCents: 1 },
      { accountId: 'twice' },
      { accountId: 'twice' },
      { accountId: 'no-bill' },
      { accountId: 'no-customer', customerId: 'nobody' },
      { accountId: 'late-statement' },
      { accountId: 'overpaid', principalCents: 100 },
      { accountId: 'other' },
    ],
    customers: ['good', 'sum', 'twice', 'no-bill', 'late-statement', 'overpaid'].map((id) => ({
      customerId: `c-${id}`,
    })),
    contactPoints: [
      { contactPointId: 'cp-1', customerId: 'nobody', channel: 'email', value: 'a@example.com' },
      { contactPointId: 'cp-2', customerId: 'c-good', channel: 'mobile', value: '447700900123' },
      { contactPointId: 'cp-3', customerId: 'c-good', channel: 'email', value: 'a b@example.com' },
      { contactPointId: 'cp-4', customerId: 'c-good', channel: 'address', value: 'anything' },
    ],
    bills: [
      owes('good'),
      owes('sum'),
      owes('twice'),
      owes('no-customer'),
      owes('late-statement', { statementOn: '2026-01-11' }),
      owes('overpaid', { paidCents: 10_001 }),
      owes('nobody'),
      owes('other'),
    ],
    payments: [
      { paymentId: 'p-1', accountId: 'good', amountCents: 501 },
      { paymentId: 'p-3', accountId: 'nobody', amountCents: 1 },
      { paymentId: 'p-4', accountId: 'good', amountCents: 1, postedOn: '2026-01-22' },
      { paymentId: 'p-5', accountId: 'good', amountCents: 1, kind: 'reversal' },
      { paymentId: 'p-6', accountId: 'good', amountCents: 1, kind: 'payment', reversesPaymentId: 'p-1' },
      { paymentId: 'p-7', accountId: 'good', amountCents: 1, reversesPaymentId: 'p-9' },
      { paymentId: 'p-8', accountId: 'good', amountCents: 1, reversesPaymentId: 'p-1' },
      { paymentId: 'p-10', accountId: 'good', amountCents: 500, reversesPaymentId: 'p-2' },
      { paymentId: 'p-11', accountId: 'good', amountCents: 500, reversesPaymentId: 'p-1' }, // p-8 does not count
    ],
    exits: [
      { accountId: 'nobody', reason: 'paid' },
      { accountId: 'other', reason: 'paid' },
    ],
    parties: [
      { accountId: 'nobody', partyId: 'x', role: 'spouse', fullName: 'A' },
      { accountId: 'good', partyId: 'y', role: 'spouse', fullName: 'A', channel: 'mobile' },
    ],
    collateral: [
      { accountId: 'nobody', collateralId: 'x', kind: 'car', description: 'red', appraisedCents: 1 },
    ],
  })
  expect(await rejectedRows(dropId)).toEqual([
    ['accounts.csv', 3, 'balance', 'partsDoNotSum'],
    ['accounts.csv', 4, 'account_id', 'duplicateKey'],
    ['accounts.csv', 5, 'account_id', 'duplicateKey'],
    ['accounts.csv', 6, 'account_id', 'accountWithoutBill'],
    ['accounts.csv', 7, 'customer_id', 'unknownCustomer'],
    ['accounts.csv', 10, 'account_id', 'leftByExit'],
    ['bills.csv', 6, 'statement_on', 'statementAfterDue'],
    ['bills.csv', 7, 'paid', 'paidAboveTotal'],
    ['bills.csv', 8, 'account_id', 'billWithoutAccount'],
    ['collateral.csv', 2, 'account_id', 'unknownAccount'],
    ['contact-points.csv', 2, 'customer_id', 'unknownCustomer'],
    ['contact-points.csv', 3, 'value', 'badNumber'],
    ['contact-points.csv', 4, 'value', 'badEmail'],
    ['exits.csv', 2, 'account_id', 'unknownAccount'],
    ['exits.csv', 3, 'account_id', 'stillInAccounts'],
    ['parties.csv', 2, 'account_id', 'unknownAccount'],
    ['parties.csv', 3, 'value', 'valueWithoutChannel'],
    ['payments.csv', 2, 'payment_id', 'paymentDiffers'],
    ['payments.csv', 3, 'account_id', 'unknownAccount'],
    ['payments.csv', 4, 'posted_on', 'postedAfterBooks'],
    ['payments.csv', 5, 'reverses_payment_id', 'reversalWithoutPayment'],
    ['payments.csv', 6, 'reverses_payment_id', 'paymentWithReversedId'],
    ['payments.csv', 7, 'reverses_payment_id', 'unknownPayment'],
    ['payments.csv', 8, 'amount', 'reversalDiffers'],
    ['payments.csv', 9, 'reverses_payment_id', 'reversedTwice'],
  ])
})

test('an account with a bad row is neither cured nor changed nor missing that night', async () => {
  await bank.applied(dayOne)
  const report = await bank.applied({
    businessDate: '2026-01-21',
    accounts: [{ accountId: 'good' }, { accountId: 'other', balanceCents: 1 }],
    bills: [owes('good'), owes('other', { paidCents: 10_000 })],
    exits: [{ accountId: 'gone', reason: 'paid' }],
  })
  expect(report.files).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'accounts.csv', rows: 2, rejected: 1 }),
      expect.objectContaining({ name: 'bills.csv', rows: 2, rejected: 1, unchanged: 1 }),
    ]),
  )
  expect(report.cases).toMatchObject({ cured: 1, missing: 0 })
  const other = await bank.db.prisma.account.findUniqueOrThrow({
    where: { id: 'other' },
    include: { episodes: true },
  })
  expect(other).toMatchObject({ status: 'overdue', overdueCents: 10_000n, episodes: [{ status: 'open' }] })
})

test('a payment of such an account counts all the same: a drop lists it only once', async () => {
  await bank.applied(dayOne)
  await bank.applied({
    businessDate: '2026-01-21',
    accounts: [{ accountId: 'good' }, { accountId: 'gone' }, { accountId: 'other', balanceCents: 1 }],
    bills: [owes('good'), owes('gone'), owes('other', { paidCents: 10_000 })],
    payments: [{ paymentId: 'p-3', accountId: 'other', amountCents: 10_000 }],
  })
  expect((await bank.facts('other')).map(({ kind }) => kind)).toEqual([
    'positionReported',
    'episodeOpened',
    'paymentPosted',
  ])
})

test('while a bad row cannot be tied to an account, none is missing and none is paid by losing a bill', async () => {
  const two = (accountId: string) => [owes(accountId), owes(accountId, { billId: 'b2' })]
  await bank.applied({ ...dayOne, bills: [...two('good'), ...two('gone'), ...two('other')] })
  const folder = `${bank.folder}/torn`

  writeDrop(folder, {
    businessDate: '2026-01-21',
    sequence: 2,
    accounts: ['good', 'gone', 'other'].map((accountId) => ({ accountId })),
    bills: [owes('good'), ...two('gone'), ...two('other')],
  })
  tearLine(folder, 'accounts.csv', 3) // gone
  tearLine(folder, 'bills.csv', 4) // the second bill of gone
  const outcome = await bank.importFolder(folder, Date.parse('2026-01-21T22:00:00Z'))
  expect(outcome).toMatchObject({
    status: 'applied',
    report: { uncertainRows: 2, cases: { missing: 0, cured: 0 }, reconciliation: { differences: [] } },
  })
  expect((await bank.facts('good')).map(({ kind }) => kind)).not.toContain('accountMissing')
  expect(await bank.db.prisma.bill.count({ where: { accountId: 'good' } })).toBe(2)
  expect(await bank.db.prisma.account.count({ where: { status: 'overdue' } })).toBe(3)
})
