// The reconciliation finds what is wrong in the tables, from the raw files alone.
import { join } from 'node:path'
import { storedReport } from '../../batch/drop-store'
import { type Reconciliation, reconcile } from '../../batch/reconcile'
import { type NightBank, openNightBank, zone } from '../support/night-bank'
import { owingDrop } from '../support/owing-drop'

let bank: NightBank
beforeEach(async () => {
  bank = await openNightBank()
})
afterEach(() => bank.close())

const people = ['A', 'B', 'C', 'D', 'E', 'F']

describe('the reconciliation', () => {
  const reconciled = async (dropId: string): Promise<Reconciliation> => {
    const report = await storedReport(bank.db, dropId)
    if (!report) throw new Error('not applied')
    return reconcile(bank.db.pool, { report, folder: join(bank.archiveDir, dropId), zone })
  }

  test('sums money in the files and in the tables', async () => {
    const { dropId } = await bank.applied(owingDrop('2026-01-20', people))
    expect(await reconciled(dropId)).toEqual({
      differences: [],
      money: [
        { name: 'accounts.csv', written: '600.00', kept: '600.00' },
        { name: 'bills.csv', written: '600.00', kept: '600.00' },
        { name: 'payments.csv', written: '0.00', kept: '0.00' },
      ],
    })
  })

  test.each([
    [
      `update bill set paid_cents = 1 where account_id = 'B'`,
      'bills.csv, line 3: the table has no row that says the same',
    ],
    [
      `update account set balance_cents = 1 where id = 'C'`,
      'accounts.csv, line 4: the table has no row that says the same',
    ],
    [
      `update account set balance_cents = 1 where id = 'C'`,
      'accounts.csv: the rows sum to 600.00, the tables to 500.01',
    ],
    [
      `update episode set status = 'closed' where account_id = 'D'`,
      'account D is delinquent without an open case',
    ],
    [`delete from bill where account_id = 'A'`, 'bills.csv, line 2: the table has no row that says the same'],
  ])('names the difference after %s', async (harm, difference) => {
    const { dropId } = await bank.applied(owingDrop('2026-01-20', people))
    await bank.db.pool.query(harm)
    expect((await reconciled(dropId)).differences).toContain(difference)
  })

  test('names facts that the report does not account for', async () => {
    const { dropId } = await bank.applied(owingDrop('2026-01-20', people))
    await bank.db.pool.query(`update nightly_drop set report = jsonb_set(report, '{cases,opened}', '7')`)
    expect((await reconciled(dropId)).differences).toEqual(['6 facts episodeOpened, but 7 reported'])
  })
})
