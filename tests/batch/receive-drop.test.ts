// Which drops are used at all: what a broken or doubled drop meets, and what survives a crash (product A2, A3).
import { appendFileSync, cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { forgetOldNights, refuseDrop, rejectsOf } from '../../batch/drop-store'
import { type DropRefused } from '../../batch/drop-refused'
import { findWaitingDrops } from '../../batch/find-drops'
import { ImportBusy, applicationName, importLock } from '../../batch/import-transaction'
import { receiveDrop } from '../../batch/receive-drop'
import { stageDrop, stageWhatIsMissing } from '../../batch/stage-drop'
import { stagingTables } from '../../batch/staging'
import { type NightBank, morningAfter, openNightBank } from '../support/night-bank'
import { owingDrop } from '../support/owing-drop'
import { changeFile, changeManifest } from '../support/tear-drop'
import { writeDrop } from '../support/write-drop'

let bank: NightBank
beforeEach(async () => {
  bank = await openNightBank({ minimumCount: 2, minimumRejects: 2, keepNights: 5 })
})
afterEach(() => bank.close())

const people = ['A', 'B', 'C', 'D', 'E', 'F']
const counts = async () => ({
  accounts: await bank.db.prisma.account.count(),
  facts: await bank.db.prisma.fact.count(),
  outbox: await bank.db.prisma.outbox.count(),
})
const nothing = { accounts: 0, facts: 0, outbox: 0 }
const asOf = morningAfter('2026-01-20')
const folderOf = (name: string) => join(bank.folder, name)

describe('a drop that is not what its manifest says', () => {
  type Manifest = { files: { name: string; rows: number; sha256: string; controlTotal: string }[] }
  const firstFile = (manifest: Manifest) => manifest.files[0] as Manifest['files'][number]

  test.each<[string, string, RegExp, (folder: string) => void]>([
    [
      'whose file was cut off',
      'DROP_HASH',
      /bills.csv/,
      (folder) => appendFileSync(join(folder, 'bills.csv'), 'x'),
    ],
    [
      'with a row too many',
      'DROP_ROWS',
      /6 rows.*says 5/,
      (folder) => changeManifest(folder, (m) => (firstFile(m).rows = 5)),
    ],
    [
      'with another control total',
      'DROP_TOTAL',
      /600.00.*says 600.01/,
      (folder) => changeManifest(folder, (m) => (firstFile(m).controlTotal = '600.01')),
    ],
    [
      'with another header',
      'DROP_HEADER',
      /accounts.csv, line 1: column 2 must be customer_id/,
      (folder) => changeFile(folder, 'accounts.csv', (text) => text.replace('customer_id', 'customer')),
    ],
    [
      'without a required file',
      'DROP_MANIFEST',
      /exits.csv.*not in the folder/,
      (folder) => rmSync(join(folder, 'exits.csv')),
    ],
    [
      'without a manifest',
      'DROP_MANIFEST',
      /no such file/,
      (folder) => rmSync(join(folder, 'manifest.json')),
    ],
    [
      'with a file that the manifest does not name',
      'DROP_MANIFEST',
      /does not name extra.csv/,
      (folder) => cpSync(join(folder, 'exits.csv'), join(folder, 'extra.csv')),
    ],
    [
      'whose manifest names a file twice',
      'DROP_MANIFEST',
      /twice/,
      (folder) => changeManifest(folder, (m) => m.files.push(firstFile(m))),
    ],
    [
      'of another format',
      'DROP_MANIFEST',
      /format must be "arrears-drop\/1"/,
      (folder) => changeManifest(folder, (m) => Object.assign(m, { format: 'arrears-drop/2' })),
    ],
    [
      'whose manifest has a key too many',
      'DROP_MANIFEST',
      /key/,
      (folder) => changeManifest(folder, (m) => Object.assign(m, { note: 'x' })),
    ],
    [
      'with more bad rows than the limit',
      'DROP_TOO_MANY_REJECTS',
      /more than 2 bad rows/,
      (folder) => changeFile(folder, 'accounts.csv', (text) => text.replaceAll(',CNY,', ',cny,')),
    ],
  ])('%s is refused whole with %s', async (_, code, message, harm) => {
    const folder = writeDrop(folderOf('drop'), owingDrop('2026-01-20', people))
    harm(folder)
    const refused = bank.importFolder(folder, asOf)
    await expect(refused).rejects.toMatchObject({
      name: 'DropRefused',
      code,
      message: expect.stringMatching(message),
    })
    expect(await counts()).toEqual(nothing)
  })

  test('may be sent again, whole, under the same manifest', async () => {
    const folder = writeDrop(folderOf('drop'), owingDrop('2026-01-20', people))
    cpSync(folder, folderOf('torn'), { recursive: true })
    appendFileSync(join(folderOf('torn'), 'bills.csv'), 'x')
    const error = await bank.importFolder(folderOf('torn'), asOf).catch((refusal: unknown) => refusal)
    const [drop] = await bank.db.prisma.drop.findMany()
    await refuseDrop(bank.db, drop?.id ?? '', error as DropRefused)
    expect(await bank.importFolder(folder, asOf)).toMatchObject({
      status: 'applied',
      report: { cases: { opened: 6 } },
    })
  })

  test('leaves its bad rows on record when they were too many', async () => {
    const folder = writeDrop(folderOf('drop'), owingDrop('2026-01-20', people))
    changeFile(folder, 'accounts.csv', (text) => text.replaceAll(',CNY,', ',cny,'))
    const error = await bank.importFolder(folder, asOf).catch((refusal: unknown) => refusal)
    const [drop] = await bank.db.prisma.drop.findMany()
    await refuseDrop(bank.db, drop?.id ?? '', error as DropRefused)
    expect(await rejectsOf(bank.db, drop?.id ?? '')).toMatchObject([{ line: 2 }, { line: 3 }, { line: 4 }])
  })
})

describe('a drop that was here before', () => {
  test('is applied already: nothing is written and the old report is given', async () => {
    const folder = writeDrop(folderOf('drop'), owingDrop('2026-01-20', people))
    const first = await bank.importFolder(folder, asOf)
    const before = await counts()
    const again = await bank.importFolder(folder, asOf + 3_600_000)
    expect(again).toMatchObject({
      status: 'alreadyApplied',
      dropId: first.dropId,
      report: { cases: { opened: 6 } },
    })
    expect(await counts()).toEqual(before)
  })

  test('also under another folder name', async () => {
    const folder = writeDrop(folderOf('drop'), owingDrop('2026-01-20', people))
    await bank.importFolder(folder, asOf)
    cpSync(folder, folderOf('renamed'), { recursive: true })
    expect((await bank.importFolder(folderOf('renamed'), asOf)).status).toBe('alreadyApplied')
  })

  test('with other content and a sequence that was used is refused', async () => {
    await bank.applied(owingDrop('2026-01-20', people))
    const other = bank.night({ ...owingDrop('2026-01-21', ['A']), sequence: 1 })
    await expect(other).rejects.toMatchObject({
      code: 'DROP_SEQUENCE',
      message: expect.stringMatching(/sequence 1 was used by the drop of 2026-01-20/),
    })
  })

  test('of a night that has not come is refused, and nothing is kept of it', async () => {
    const tomorrow = bank.night(owingDrop('2026-01-22', people), { asOf: morningAfter('2026-01-20') })
    await expect(tomorrow).rejects.toMatchObject({
      code: 'DROP_IN_FUTURE',
      message: expect.stringMatching(/2026-01-22 has not come: today is 2026-01-21/),
    })
    expect(await bank.db.prisma.drop.count()).toBe(0)
  })

  test('with other content and a lower sequence than the one of its date is refused', async () => {
    await bank.applied({ ...owingDrop('2026-01-20', people), sequence: 3 })
    const other = bank.night({ ...owingDrop('2026-01-20', ['A']), sequence: 2 })
    await expect(other).rejects.toMatchObject({
      code: 'DROP_SEQUENCE',
      message: expect.stringMatching(/higher sequence 3 is here already/),
    })
  })
})

describe('the import', () => {
  test('by two at once: the second is told that another one runs', async () => {
    await bank.applied(owingDrop('2026-01-20', people))
    const other = await bank.db.pool.connect()
    try {
      await other.query(`begin; select pg_advisory_xact_lock(${importLock.join(', ')})`)
      await expect(bank.night(owingDrop('2026-01-21', people))).rejects.toBeInstanceOf(ImportBusy)
    } finally {
      await other.query('rollback')
      other.release()
    }
    await bank.applied({ ...owingDrop('2026-01-21', people), sequence: 2 })
  })

  test('ends an earlier attempt of its own that its worker left behind', async () => {
    const folder = writeDrop(folderOf('drop'), owingDrop('2026-01-20', people))
    const { dropId } = await receiveDrop(bank.db, { folder, archiveDir: bank.archiveDir, asOf, today: null })
    const orphan = await bank.db.pool.connect()
    orphan.on('error', () => undefined) // it is ended
    await orphan.query(`set application_name = '${applicationName(dropId)}';
      begin; select pg_advisory_xact_lock(${importLock.join(', ')})`)
    const working = orphan.query('select pg_sleep(600)').catch((error: Error) => error.message)
    expect(await bank.importFolder(folder, asOf)).toMatchObject({ status: 'applied' })
    expect(await working).toMatch(/terminat/)
    orphan.release(true)
  })

  test('stages again what a crash of the database emptied, from the archived copy', async () => {
    const folder = writeDrop(folderOf('drop'), owingDrop('2026-01-20', people))
    const { dropId } = await receiveDrop(bank.db, { folder, archiveDir: bank.archiveDir, asOf, today: null })
    rmSync(folder, { recursive: true }) // the sender has tidied up
    const deps = { db: bank.db, archiveDir: bank.archiveDir, policy: bank.policy }
    await stageDrop(deps, dropId)
    const table = `staging.accounts_${dropId.replaceAll(/[.-]/g, '_')}`
    await bank.db.pool.query(`truncate ${table}`)
    await stageWhatIsMissing(deps, dropId)
    expect((await bank.db.pool.query(`select count(*)::int as n from ${table}`)).rows).toEqual([{ n: 6 }])
    expect(await stageDrop(deps, dropId)).toEqual([])
  })

  test('forgets the staging of old nights and keeps the rest', async () => {
    await bank.applied(owingDrop('2026-01-20', people))
    const busy = [] // so that the next nights have other connections than the first
    while (bank.db.pool.idleCount > 0) busy.push(await bank.db.pool.connect())
    await bank.applied(owingDrop('2026-01-24', people))
    expect(await forgetOldNights(bank.db, 5)).toBe(0)
    await bank.applied(owingDrop('2026-01-25', people))
    for (const connection of busy) connection.release()
    expect(await forgetOldNights(bank.db, 5)).toBe(1)
    const [old] = await bank.db.prisma.drop.findMany({ orderBy: { businessDate: 'asc' } })
    const tables = stagingTables(old?.id ?? '')
    const { rows } = await bank.db.pool.query('select to_regclass($1) as kept', [tables.files])
    expect(rows).toEqual([{ kept: null }])
  })
})

describe('the drop directory', () => {
  test('gives the drops that wait, oldest night first, the highest sequence of each night, whole ones only', async () => {
    const directory = folderOf('drops')
    const drop = (name: string, businessDate: string, sequence: number) =>
      writeDrop(join(directory, name), { ...owingDrop(businessDate, people), sequence })
    drop('c', '2026-01-22', 3)
    drop('a', '2026-01-20', 1)
    drop('b', '2026-01-21', 2)
    drop('b2', '2026-01-21', 4)
    rmSync(join(drop('unfinished', '2026-01-23', 5), 'manifest.json'))
    await bank.importFolder(join(directory, 'a'), asOf)
    const waiting = await findWaitingDrops(bank.db, directory, 5)
    expect(waiting.map(({ folder }) => folder)).toEqual([join(directory, 'b2'), join(directory, 'c')])
    expect(readdirSync(directory)).toHaveLength(5)
  })
})
