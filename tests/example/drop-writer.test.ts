// The drop writer is the bank's side of the interface: what it writes must be what docs/nightly-drop.md describes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dropFiles } from '../../batch/drop-format'
import { writeDrop as writeWholeDrop } from '../../examples/drop-writer'
import { writeDrop } from '../support/write-drop'
import { cents, readDrop } from './read-drop'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drop-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const oneAccount = {
  businessDate: '2026-01-05',
  accounts: [{ accountId: 'a-1' }],
  bills: [{ accountId: 'a-1', billId: 'b-1', dueOn: '2026-01-01', minimumDueCents: 12345 }],
}

test('every file has the columns of the agreed format in their order', () => {
  const empty = { accounts: [], bills: [], payments: [], exits: [] }
  const optional = { customers: [], contactPoints: [], parties: [], collateral: [] }
  writeWholeDrop(folder, { businessDate: '2026-01-05', sequence: 1, ...empty, ...optional })
  const drop = readDrop(folder)
  const written = drop.manifest.files.map((file) => [file.name, drop.header(file.name)])
  const agreed = dropFiles.map((file) => [file.name, file.columns.map((column) => column.name)])
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(agreed))
})

test('the manifest gives rows, hash and control total of each file', () => {
  writeDrop(folder, { ...oneAccount, payments: [{ paymentId: 'p-1', accountId: 'a-1', amountCents: 5 }] })
  const drop = readDrop(folder)
  expect(drop.manifest).toMatchObject({ format: 'arrears-drop/1', businessDate: '2026-01-05', sequence: 1 })
  const totals = drop.manifest.files.map(({ name, rows, controlTotal }) => [name, rows, controlTotal])
  expect(totals).toEqual([
    ['accounts.csv', 1, '123.45'],
    ['bills.csv', 1, '123.45'],
    ['payments.csv', 1, '0.05'],
    ['exits.csv', 0, '0.00'],
    ['customers.csv', 1, '0.00'],
    ['contact-points.csv', 2, '0.00'],
  ])
  for (const { name, sha256 } of drop.manifest.files) expect(sha256).toBe(drop.sha256(name))
})

test('a field with a comma or a quote is quoted', () => {
  const fullName = 'Smith, "Jo"'
  writeDrop(folder, { ...oneAccount, customers: [{ customerId: 'c-a-1', fullName }] })
  expect(readDrop(folder).rows('customers.csv')).toMatchObject([
    { customer_id: 'c-a-1', full_name: fullName },
  ])
})

test('a hand-made account owes what its bills leave unpaid', () => {
  writeDrop(folder, {
    ...oneAccount,
    bills: [
      { accountId: 'a-1', billId: 'b-1', dueOn: '2026-01-01', minimumDueCents: 10000, paidCents: 2500 },
      { accountId: 'a-1', billId: 'b-2', dueOn: '2026-02-01', minimumDueCents: 500, interestCents: 700 },
      { accountId: 'a-2', billId: 'b-3', dueOn: '2026-02-01', minimumDueCents: 99900 },
    ],
  })
  expect(cents(readDrop(folder).rows('accounts.csv')[0]?.balance)).toBe(7500 + 1200)
})

test('an amount that is no whole number of cents is refused', () => {
  const bills = [{ accountId: 'a-1', billId: 'b-1', dueOn: '2026-01-01', minimumDueCents: 0.1 + 0.2 }]
  expect(() => writeDrop(folder, { ...oneAccount, bills })).toThrow(/whole number of cents/)
})
