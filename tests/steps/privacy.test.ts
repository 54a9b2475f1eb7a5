// Personal data on a real database: shown masked, exported whole, restricted, purged, and every look written down.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  readdirSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportCustomer } from '../../cases/privacy-export'
import { writeExport } from '../../cases/privacy-folder'
import { purgeCustomer } from '../../cases/privacy-purge'
import { showCustomer } from '../../cases/privacy-show'
import { stagesDue, stagesOfCustomer } from '../../cases/privacy-stages'
import { instantAt } from '../../domain/calendar-date'
import { brokenAccessChains, logAccess } from '../../platform/access-log'
import { inTransaction } from '../../platform/fact-log'
import { loadPurposes, loadRetention } from '../../platform/privacy-files'
import { recordFacts } from '../../platform/read-model'
import { senderHash } from '../../platform/sender-hash'
import { type TestDatabase, freshDatabase } from '../support/database'

const purposes = loadPurposes('policies')
const terms = loadRetention('policies')
const zone = 'Asia/Shanghai'
const at = Date.parse('2026-03-10T10:00:00+08:00')
const today = '2031-03-06'

let test_: TestDatabase
let folder: string
beforeAll(async () => {
  test_ = await freshDatabase()
  folder = mkdtempSync(join(tmpdir(), 'arrears-privacy-'))
})
afterAll(async () => {
  await test_.drop()
  rmSync(folder, { recursive: true, force: true })
})

/** A customer whose only account was closed on 5 March 2026, with everything that can hold personal data. */
async function aCustomer(name: string): Promise<{ customerId: string; accountId: string; letter: string }> {
  const { prisma } = test_.db
  const customerId = `C-${name}`
  const accountId = `A-${name}`
  const named = { fullName: `Zhang Wei ${name}`, channel: 'mobile', value: '+861000000001' }
  await prisma.customer.create({
    data: {
      id: customerId,
      fullName: named.fullName,
      language: 'en',
      country: 'CN',
      bornOn: new Date('1980-02-03'),
    },
  })
  await prisma.contactPoint.createMany({
    data: [
      {
        id: `P-${name}`,
        customerId,
        channel: 'mobile',
        value: '+861000000002',
        source: 'contract',
        reserved: true,
        rank: 1,
      },
      {
        id: `E-${name}`,
        customerId,
        channel: 'email',
        value: `${name}@example.com`,
        source: 'contract',
        reserved: true,
        rank: 2,
      },
    ],
  })
  const amounts = {
    balanceCents: 0n,
    principalCents: 0n,
    interestCents: 0n,
    penaltyFeeCents: 0n,
    otherFeeCents: 0n,
  }
  await prisma.account.create({
    data: {
      id: accountId,
      customerId,
      product: 'card',
      currency: 'CNY',
      ...amounts,
      dailyRate: '0',
      graceDays: 0,
      toleranceCents: 0n,
      contractOn: new Date('2020-01-01'),
      riskSegment: 'low',
      autopayFailed: false,
      status: 'current',
      reportedOn: new Date('2026-03-05'),
      overdueCents: 0n,
    },
  })
  await prisma.episode.create({
    data: {
      accountId,
      number: 1,
      openedAt: new Date('2026-01-01'),
      openedBecause: 'newDelinquency',
      strategyId: 'card-standard',
      strategyVersion: '1',
      status: 'closed',
      closedAt: new Date('2026-03-05T02:00:00Z'),
      closeReason: 'cured',
    },
  })
  await prisma.party.create({ data: { accountId, id: 'G-1', role: 'guarantor', ...named } })
  await prisma.relatedPerson.create({ data: { customerId, id: 'x1', role: 'executor', ...named } })
  await prisma.collateral.create({
    data: { accountId, id: 'K-1', kind: 'car', description: 'blue car of Zhang Wei', appraisedCents: 1n },
  })
  await inTransaction(prisma, (tx) =>
    recordFacts(tx, [
      {
        accountId,
        key: 'hold/h1',
        kind: 'holdPlaced',
        effectiveAt: at,
        recordedAt: at,
        actor: 'operator:lin',
        source: 'test',
        payload: {
          holdId: 'h1',
          reason: 'vulnerable',
          from: at,
          until: at + 1,
          note: 'spoke to Zhang Wei at home',
        },
      },
    ]),
  )
  const letter = `2026-02-01/${name}.pdf`
  mkdirSync(join(folder, '2026-02-01'), { recursive: true })
  writeFileSync(join(folder, letter), 'Zhang Wei')
  writeFileSync(join(folder, letter.replace('.pdf', '.json')), '{}')
  await prisma.document.create({
    data: {
      id: `${accountId}/letter`,
      accountId,
      episode: 1,
      stepKey: '1/2026-01-01/letter/1',
      kind: 'letter',
      path: letter,
      sha256: 'a',
      createdAt: new Date(at),
      status: 'delivered',
    },
  })
  await prisma.contact.create({
    data: {
      key: `${accountId}/call`,
      customerId,
      accountId,
      episode: 1,
      stepKey: '1/2026-01-01/calls/1',
      channel: 'voice',
      status: 'sent',
      attemptToken: 't',
      claimedAt: new Date('2026-02-01'),
      recording: `recordings/${name}`,
    },
  })
  return { customerId, accountId, letter }
}

const entriesOf = (customerId: string) =>
  test_.db.prisma.accessEntry.findMany({ where: { customerId }, orderBy: { seq: 'asc' } })

describe('showing a customer', () => {
  test('masked tells nothing and writes nothing; whole is written down with its purpose', async () => {
    const { customerId } = await aCustomer('show')
    const masked = await showCustomer({ db: test_.db, purposes }, customerId, null)
    expect(JSON.stringify(masked)).not.toMatch(/Zhang|Wei|000000001|000000002|show@|1980-02/)
    expect(await entriesOf(customerId)).toEqual([])
    const reveal = { purpose: 'identification', by: 'operator:lin', at }
    const whole = await showCustomer({ db: test_.db, purposes }, customerId, reveal)
    expect(whole).toMatchObject({ ok: true, customer: { fullName: 'Zhang Wei show', bornOn: '1980-02-03' } })
    expect(await entriesOf(customerId)).toMatchObject([
      {
        seq: 1,
        actor: 'operator:lin',
        kind: 'read',
        purpose: 'identification',
        fields: expect.arrayContaining(['fullName']),
      },
    ])
  })

  test.each([
    ['UNKNOWN_PURPOSE', 'curiosity', 'operator:lin'],
    ['PURPOSE_NOT_YOURS', 'supervision', 'operator:lin'],
  ])('%s: %s by %s shows nothing and writes nothing', async (code, purpose, by) => {
    const { customerId } = await aCustomer(code)
    const answer = await showCustomer({ db: test_.db, purposes }, customerId, { purpose, by, at })
    expect(answer).toMatchObject({ ok: false, code })
    expect(await entriesOf(customerId)).toEqual([])
  })
})

describe('the log of access', () => {
  test('cannot be changed, and one that was changed all the same is found', async () => {
    const { customerId } = await aCustomer('chain')
    const entry = {
      customerId,
      at,
      actor: 'operator:lin',
      purpose: 'care',
      fields: ['fullName'],
      reference: customerId,
    }
    for (const actor of ['operator:lin', 'operator:wu', 'operator:he'])
      await inTransaction(test_.db.prisma, (tx) => logAccess(tx, [{ ...entry, actor, kind: 'read' }]))
    expect(await brokenAccessChains(test_.db)).toEqual([])
    await expect(test_.db.prisma.$executeRaw`update access_log set actor = 'x'`).rejects.toThrow(
      'append-only',
    )
    await expect(test_.db.prisma.$executeRaw`delete from access_log`).rejects.toThrow('append-only')
    await test_.db.prisma.$executeRaw`alter table access_log disable trigger access_log_append_only`
    await test_.db.prisma
      .$executeRaw`update access_log set purpose = 'complaint' where customer_id = ${customerId} and seq = 2`
    expect(await brokenAccessChains(test_.db)).toEqual([{ customerId, seq: 2 }])
    await test_.db.prisma
      .$executeRaw`update access_log set purpose = 'care' where customer_id = ${customerId} and seq = 2`
    await test_.db.prisma.$executeRaw`alter table access_log enable trigger access_log_append_only`
    expect(await brokenAccessChains(test_.db)).toEqual([])
  })

  test('has one entry for the same thing given to the same receiver, however often its step runs', async () => {
    const { customerId } = await aCustomer('twice')
    const given = {
      customerId,
      at,
      actor: 'case',
      kind: 'disclosed' as const,
      purpose: 'placement',
      receiver: 'agency:north',
      fields: ['fullName'],
      reference: 'placement-1',
    }
    await inTransaction(test_.db.prisma, (tx) => logAccess(tx, [given, given]))
    await inTransaction(test_.db.prisma, (tx) => logAccess(tx, [{ ...given, at: at + 1 }]))
    await inTransaction(test_.db.prisma, (tx) => logAccess(tx, [{ ...given, receiver: 'agency:south' }]))
    expect((await entriesOf(customerId)).map(({ seq, receiver }) => [seq, receiver])).toEqual([
      [1, 'agency:north'],
      [2, 'agency:south'],
    ])
  })
})

test('what somebody wrote freely stands beside the log of facts, never in it', async () => {
  const { accountId } = await aCustomer('note')
  const [fact] = await test_.db.prisma.fact.findMany({ where: { accountId } })
  expect(JSON.stringify(fact?.payload)).not.toContain('Zhang')
  expect(await test_.db.prisma.note.findMany({ where: { accountId } })).toEqual([
    { accountId, key: 'hold/h1', text: 'spoke to Zhang Wei at home' },
  ])
})

test('an export has everything in a folder that only its owner reads, others masked, and is written down', async () => {
  const { customerId, accountId } = await aCustomer('export')
  const request = { customerId, by: 'operator:lin', purpose: 'subjectRequest', at }
  const answer = await exportCustomer({ db: test_.db, purposes }, request)
  if (!answer.ok) throw new Error(answer.code)
  const out = join(folder, 'out')
  expect(await writeExport(answer.data, out, [folder])).toMatchObject({ documents: 1 })
  const data = JSON.parse(readFileSync(join(out, 'data.json'), 'utf8'))
  expect(data.customer).toMatchObject({ fullName: 'Zhang Wei export' })
  expect(data.accounts[0]).toMatchObject({
    account: { id: accountId },
    notes: [{ text: 'spoke to Zhang Wei at home' }],
    parties: [{ id: 'G-1', fullName: 'Z**** W** e*****' }],
    timeline: [{ actor: 'operator:lin' }],
  })
  expect(data.access).toMatchObject([{ kind: 'exported', purpose: 'subjectRequest' }])
  expect(readFileSync(join(out, 'overview.txt'), 'utf8')).toContain(accountId)
  expect(statSync(join(out, 'data.json')).mode & 0o077).toBe(0)
  expect(existsSync(join(out, 'documents', 'export.pdf'))).toBe(true)
})

test('of restricted data nothing is exported but for the purposes for which it is still shown', async () => {
  const { customerId } = await aCustomer('restricted-export')
  await test_.db.prisma.customer.update({ where: { id: customerId }, data: { restrictedAt: new Date(at) } })
  const ask = (purpose: string) =>
    exportCustomer({ db: test_.db, purposes }, { customerId, by: 'operator:lin', purpose, at })
  expect(await ask('collectionCall')).toMatchObject({ ok: false, code: 'DATA_RESTRICTED' })
  expect(await ask('subjectRequest')).toMatchObject({ ok: true })
})

describe('the purge', () => {
  const deps = () => ({
    db: test_.db,
    purposes,
    folders: { documents: [folder], mail: join(folder, 'mail') },
  })
  const request = (customerId: string, more: object = {}) => ({
    customerId,
    by: 'compliance:zhou',
    at,
    today,
    zone,
    terms,
    dryRun: false,
    ...more,
  })
  const restrict = (customerId: string) =>
    test_.db.prisma.customer.update({ where: { id: customerId }, data: { restrictedAt: new Date(at) } })

  test('replaces everything that tells who somebody is; ids, amounts, dates and every chain stay', async () => {
    const { customerId, accountId, letter } = await aCustomer('gone')
    await restrict(customerId)
    mkdirSync(join(folder, 'mail', 'cur'), { recursive: true })
    writeFileSync(join(folder, 'mail', 'cur', 'm1'), 'From: GONE@example.com\n\nhello')
    writeFileSync(join(folder, 'mail', 'cur', 'm2'), 'From: other@example.com\n\nhello')
    writeFileSync(join(folder, 'mail', 'cur', 'm3'), 'From: be.gone@example.com\n\nhello')
    writeFileSync(join(folder, 'mail', 'cur', 'm4'), 'From: gone@example.com.example.org\n\nhello')
    await test_.db.pool.query(
      `create table staging.customers_2026_01_05_5_1a as select $1::text as customer_id, 'Zhang'::text as full_name`,
      [customerId],
    )
    const facts = await test_.db.prisma.fact.findMany({ where: { accountId } })
    const dry = await purgeCustomer(deps(), request(customerId, { dryRun: true }))
    expect(dry).toMatchObject({
      ok: true,
      done: false,
      rows: { contactPoint: 2, note: 1 },
      recordings: ['recordings/gone'],
    })
    expect(existsSync(join(folder, letter))).toBe(true)
    const done = await purgeCustomer(deps(), request(customerId))
    expect(done).toMatchObject({
      ok: true,
      done: true,
      rows: { party: 1, relatedPerson: 1, collateral: 1, staged: 1 },
    })
    expect(
      [letter, letter.replace('.pdf', '.json'), 'mail/cur/m1'].filter((file) =>
        existsSync(join(folder, file)),
      ),
    ).toEqual([])
    expect(readdirSync(join(folder, 'mail/cur')).sort()).toEqual(['m2', 'm3', 'm4'])
    const shown = await showCustomer({ db: test_.db, purposes }, customerId, {
      purpose: 'supervision',
      by: 'auditor:he',
      at,
    })
    expect(JSON.stringify(shown)).not.toMatch(/Zhang|Wei|example|\+86|1980/)
    const left = await test_.db.pool.query(`select * from collateral where account_id = $1`, [accountId])
    expect(JSON.stringify(left.rows)).not.toContain('Zhang')
    expect(await test_.db.prisma.fact.findMany({ where: { accountId } })).toEqual(facts)
    expect((await test_.db.pool.query('select * from broken_fact_chains()')).rows).toEqual([])
    expect(await brokenAccessChains(test_.db)).toEqual([])
    expect(await purgeCustomer(deps(), request(customerId))).toMatchObject({
      ok: false,
      code: 'ALREADY_PURGED',
    })
    const again = await exportCustomer(
      { db: test_.db, purposes },
      { customerId, by: 'operator:lin', purpose: 'subjectRequest', at },
    )
    expect(again).toMatchObject({ ok: false, code: 'DATA_PURGED' })
  })

  test.each<[string, string, (customerId: string, accountId: string) => Promise<unknown>, object]>([
    ['NOT_RESTRICTED', 'it was never restricted', () => Promise.resolve(), {}],
    ['NOT_DUE', 'its time has not come', (id) => restrict(id), { today: '2031-03-04' }],
    ['PURPOSE_NOT_YOURS', 'an operator may not', (id) => restrict(id), { by: 'operator:lin' }],
    ['UNKNOWN_CUSTOMER', 'nobody has the id', () => Promise.resolve(), { customerId: 'C-nobody' }],
    [
      'NOT_DUE',
      'a case is open',
      async (id, accountId) => {
        await restrict(id)
        await test_.db.prisma.episode.updateMany({
          where: { accountId },
          data: { status: 'open', closedAt: null },
        })
      },
      {},
    ],
    [
      'NOT_DUE',
      'a debt that was written off is still owed',
      async (id, accountId) => {
        await restrict(id)
        await inTransaction(test_.db.prisma, (tx) =>
          recordFacts(tx, [
            {
              accountId,
              key: 'exit',
              kind: 'accountExited',
              effectiveAt: at,
              recordedAt: at,
              actor: 'bank',
              source: 'test',
              payload: { businessDate: '2026-03-05', reason: 'writtenOff' },
            },
          ]),
        )
      },
      {},
    ],
    [
      'NOT_DUE',
      'a legal hold stands',
      async (id, accountId) => {
        await restrict(id)
        await inTransaction(test_.db.prisma, (tx) =>
          recordFacts(tx, [
            {
              accountId,
              key: 'hold/l',
              kind: 'holdPlaced',
              effectiveAt: at,
              recordedAt: at,
              actor: 'counsel:wu',
              source: 'test',
              payload: { holdId: 'l', reason: 'legal', from: at },
            },
          ]),
        )
      },
      {},
    ],
    [
      'NOT_DUE',
      'somebody has a task about it',
      async (id, accountId) => {
        await restrict(id)
        await test_.db.prisma.task.create({
          data: {
            id: `${accountId}/complaint/c1/1`,
            accountId,
            episode: 1,
            stepKey: 'complaint/c1/1',
            kind: 'review',
            openedAt: new Date(at),
            dueAt: new Date(at),
            defaultOutcome: 'resolved',
            status: 'open',
          },
        })
      },
      {},
    ],
  ])('%s: %s, and nothing changes', async (code, title, prepare, more) => {
    const { customerId, accountId, letter } = await aCustomer(title.replaceAll(/\W/g, ''))
    await prepare(customerId, accountId)
    const before = await test_.db.prisma.customer.findUnique({ where: { id: customerId } })
    expect(await purgeCustomer(deps(), request(customerId, more))).toMatchObject({ ok: false, code })
    expect(await test_.db.prisma.customer.findUnique({ where: { id: customerId } })).toEqual(before)
    expect(existsSync(join(folder, letter))).toBe(true)
  })
})

test('who is due for which stage: a year after closing restricted, five years after it purged, nobody twice', async () => {
  const { customerId } = await aCustomer('due')
  const dueOn = async (day: string) =>
    (await stagesDue(test_.db, { terms, today: day, zone })).find(
      (stages) => stages.customerId === customerId,
    )
  expect(await dueOn('2027-03-04')).toBeUndefined()
  expect(await dueOn('2027-03-05')).toMatchObject({ restrict: { isDue: true }, purge: { isDue: false } })
  await test_.db.prisma.customer.update({ where: { id: customerId }, data: { restrictedAt: new Date(at) } })
  expect(await dueOn('2027-03-05')).toBeUndefined()
  expect(await dueOn('2031-03-05')).toMatchObject({ purge: { isDue: true } })
})

test('an account that never had a case ends with its last drop, and a hold keeps the data until its own end', async () => {
  const { customerId, accountId } = await aCustomer('nocase')
  await test_.db.prisma.episode.deleteMany({ where: { accountId } })
  const until = instantAt('2031-06-01', zone)
  const hold = { holdId: 'm', reason: 'moratorium' as const, from: at, until }
  const envelope = { accountId, effectiveAt: at, recordedAt: at, actor: 'operator:lin', source: 'test' }
  await inTransaction(test_.db.prisma, (tx) =>
    recordFacts(tx, [{ ...envelope, key: 'hold/m', kind: 'holdPlaced', payload: hold }]),
  )
  const purgeOn = async (today: string) =>
    (await stagesOfCustomer(test_.db.prisma, customerId, { terms, today, zone }))?.purge
  expect(await purgeOn('2031-05-31')).toMatchObject({ isDue: false, because: [`${accountId}: moratorium`] })
  expect(await purgeOn('2031-06-01')).toEqual({ from: '2031-03-05', isDue: true, because: [] })
})

test('a sender is recognised again, and not without the key of this installation', async () => {
  const first = await senderHash(test_.db, '+86 100 0000 0009')
  expect(await senderHash(test_.db, '+8610000000009')).toBe(first)
  expect(await senderHash(test_.db, '+8610000000008')).not.toBe(first)
  const other = await freshDatabase()
  expect(await senderHash(other.db, '+8610000000009')).not.toBe(first)
  await other.drop()
})
