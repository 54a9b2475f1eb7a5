// Is every contact accounted for, judged by packs that were in use, and can the audit say what it could not check?
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditContacts, breachLine } from '../../audit/breaches'
import { coverageOf } from '../../audit/pack-rules'
import { ownRules } from '../../audit/own-rules'
import { readPacks } from '../../audit/rule-files'
import { rulesOf } from '../../domain/policy/pack-file'
import { readPacks as readPacksToDecide } from '../../platform/rule-packs'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Plant, type PlantedContact, breachesOf, moment } from './plant'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const at = '2026-03-05 10:00'
const sms = (more: Partial<PlantedContact> = {}): Plant => ({ contacts: [{ at, ...more }] })
const [cn] = readPacks('policies', ['cn-bank'])
const seal = cn?.seal ?? ''
const judged = (more: object) => ({ judgement: { at: moment(at), verdict: 'ALLOW', packs: [seal], ...more } })

test.each<[rule: string, title: string, lawful: Plant, planted: Plant]>([
  ['WITHOUT_FACT', 'no fact records it', sms(), sms({ unrecorded: true })],
  [
    'WITHOUT_CONTACT',
    'a fact records what the ledger does not have',
    sms(),
    {
      contacts: [],
      facts: [
        {
          kind: 'contactMade',
          at,
          payload: { contactKey: 'ID/0/1/step/0', stepKey: '1/step/0', channel: 'sms', outcome: 'sent' },
        },
      ],
    },
  ],
  ['WITHOUT_JUDGEMENT', 'nobody asked', sms(), sms({ judgement: null })],
  [
    'AGAINST_JUDGEMENT',
    'the answer was to wait',
    sms(judged({ verdict: 'FLAG' })),
    sms(judged({ verdict: 'DEFER' })),
  ],
  [
    'UNKNOWN_PACK',
    'a pack of which nobody has the text',
    sms(),
    sms(judged({ packs: ['cn-bank@2026.3#0123456789abcdef'] })),
  ],
  ['PACK_NOT_ASKED', 'a pack that binds was left out', sms(), sms(judged({ packs: [] }))],
  [
    'NO_PACK',
    'no pack binds it',
    sms(),
    { ...sms({ judgement: { at: 0, verdict: 'ALLOW', packs: [] } }), packs: ['uk-conc'] },
  ],
])('%s: %s', async (rule, _, lawful, planted) => {
  expect(await breachesOf(database.db, lawful)).toEqual([])
  expect(await breachesOf(database.db, planted)).toEqual([`${rule} 0`])
})

test('TWICE: two contacts stand under one id of the provider', async () => {
  const two = (second: string): Plant => ({
    contacts: [
      { at, providerId: 'SM-1' },
      { at: '2026-03-06 10:00', providerId: second },
    ],
  })
  expect(await breachesOf(database.db, two('SM-2'))).toEqual([])
  await database.db.prisma.contact.updateMany({ data: { providerId: null } })
  expect(await breachesOf(database.db, two('SM-1'))).toEqual(['TWICE 1'])
})

test('OUTDATED_PACK: a pack that had been replaced for longer than an hour', async () => {
  const old = {
    id: 'cn-bank',
    version: '2026.1',
    sha256: 'a'.repeat(64),
    yaml: '',
    addedAt: new Date('2025-01-01'),
  }
  const addedAt = new Date(moment('2026-03-05 09:30'))
  const { policyVersion } = database.db.prisma
  await policyVersion.createMany({
    data: [old, { ...old, version: '2026.3', sha256: seal.slice(-16), addedAt }],
  })
  const byOld = (claimed: string): Plant => ({
    contacts: [
      {
        at: claimed,
        judgement: { at: moment(claimed), verdict: 'ALLOW', packs: ['cn-bank@2026.1#aaaaaaaaaaaaaaaa'] },
      },
    ],
  })
  expect(await breachesOf(database.db, byOld('2026-03-05 10:29'))).toEqual([])
  expect(await breachesOf(database.db, byOld('2026-03-05 10:31'))).toEqual(['OUTDATED_PACK 0'])
  await policyVersion.deleteMany()
})

test('what lies outside of the span that is asked for is not judged, but counts', async () => {
  const plant: Plant = {
    contacts: [{ at: '2026-03-05 09:00' }, { at: '2026-03-05 07:00' }, { at: '2026-03-06 23:00' }],
  }
  const from = moment('2026-03-05 08:00')
  expect(await breachesOf(database.db, plant, { from, to: moment('2026-03-06') })).toEqual(['BANK-DAY 0'])
  expect(await breachesOf(database.db, plant, { from: moment('2026-03-06') })).toEqual(['CN-TIME-01 2'])
})

test('a message that was withdrawn, claimed or refused for good is no contact', async () => {
  const night = '2026-03-05 23:00'
  expect(
    await breachesOf(database.db, {
      contacts: [{ at: night, status: 'withdrawn', judgement: null, unrecorded: true }],
    }),
  ).toEqual([])
})

test('a call by the customer is no contact by the bank', async () => {
  const inbound = { at: '2026-03-05 23:00', channel: 'voice', direction: 'inbound', judgement: null } as const
  expect(await breachesOf(database.db, { contacts: [inbound] })).toEqual([])
})

describe('with a folder of rules of its own', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'arrears-audit-'))
    cpSync('policies', folder, { recursive: true })
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function change(from: string | RegExp, to: string): void {
    const path = join(folder, 'cn-bank.yaml')
    const text = readFileSync(path, 'utf8')
    const changed = text.replace(from, to)
    if (changed === text) throw new Error(`cn-bank.yaml has no ${String(from)}`)
    writeFileSync(path, changed)
  }
  const audit = () => auditContacts(database.db, { policiesDir: folder })
  const gaps = async () =>
    (await audit()).breaches.filter(({ rule }) => rule === 'NOT_CHECKED').map(breachLine)

  test('NOT_CHECKED: a kind of rule that the audit does not know is a breach, with its name', async () => {
    expect(await gaps()).toEqual([])
    change('counters:\n', 'seasons:\n  - { id: CN-SEASON-01, text: not in winter }\n\ncounters:\n')
    expect(await gaps()).toEqual(['NOT_CHECKED  -  -  seasons: the audit does not know what seasons are'])
  })

  test.each([
    ['a setting of a rule', 'max: 3\n', 'max: 3\n    seasons: [winter]\n', 'CN-FREQ-01'],
    ['a property of a condition', 'place: office,', 'weather: rain,', 'CN-VIS-02'],
    ['a scope of a count', 'per: [contactPoint]', 'per: [household]', 'CN-FREQ-02'],
    ['a kind of day', 'days: [publicHoliday]', 'days: [fullMoon]', 'BANK-HOL'],
  ])('NOT_CHECKED: %s that the audit does not know', async (_, from, to, rule) => {
    change(from, to)
    expect(await gaps()).toEqual([
      expect.stringContaining(`NOT_CHECKED  -  -  ${rule}: the audit cannot read it`),
    ])
  })

  test('PACK_UNSIGNED and PACK_EXPIRED', async () => {
    const scope = { policiesDir: folder }
    const today = sms(judged({ packs: [] }))
    change(/signedOff: .*/, 'signedOff: null')
    expect(await breachesOf(database.db, today, scope)).toEqual(['PACK_NOT_ASKED 0', 'PACK_UNSIGNED 0'])
    change('signedOff: null', 'signedOff: { by: somebody, on: 2026-01-30 }')
    change('effective: { from: 2022-01-01, to: null }', 'effective: { from: 2022-01-01, to: 2026-03-04 }')
    expect(await breachesOf(database.db, today, scope)).toEqual(['PACK_EXPIRED 0', 'PACK_NOT_ASKED 0'])
  })

  test('a rule counts from the day on which it begins', async () => {
    change(
      'force: selfRegulation\n    verified: false\n    channels: all',
      'force: selfRegulation\n    verified: false\n    effective: { from: 2026-03-06, to: null }\n    channels: all',
    )
    const unasked = (day: string): Plant => ({ contacts: [{ at: `${day} 23:00`, judgement: null }] })
    const scope = { policiesDir: folder }
    expect(await breachesOf(database.db, unasked('2026-03-05'), scope)).toEqual(['WITHOUT_JUDGEMENT 0'])
    expect(await breachesOf(database.db, unasked('2026-03-06'), scope)).toEqual([
      'CN-TIME-01 0',
      'WITHOUT_JUDGEMENT 0',
    ])
  })
})

describe('what is checked', () => {
  const toDecide = readPacksToDecide('policies').packs
  const names = toDecide.map(({ policy }) => policy)
  const packs = readPacks('policies', names)

  test('every pack is read the same by those who decide and by the audit, with the same seal', () => {
    const seals = toDecide.map(({ policy, version, sha256 }) => `${policy}@${version}#${sha256.slice(0, 16)}`)
    expect(packs.map((pack) => pack.seal)).toEqual(seals)
    expect(packs.flatMap(({ unknown }) => unknown)).toEqual([])
  })

  test('every rule of every pack is checked, or listed with the reason why not', () => {
    const { checked, notChecked } = coverageOf(packs)
    const known = new Set([...checked, ...notChecked].map(({ policy, rule }) => `${policy ?? ''} ${rule}`))
    const rules = toDecide.flatMap((pack) => rulesOf(pack).map(({ rule }) => `${pack.policy} ${rule.id}`))
    expect(rules.filter((rule) => !known.has(rule))).toEqual([])
    expect(checked.filter(({ policy }) => policy === 'cn-bank').map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['CN-TIME-01', 'BANK-HOL', 'CN-FREQ-01', 'CN-FREQ-02', 'BANK-DAY', 'CN-REC-01']),
    )
    expect(notChecked).toEqual(
      expect.arrayContaining([
        { policy: 'cn-bank', rule: 'CN-CON-01', why: 'of the words only their hash is on record' },
        { policy: 'cn-bank', rule: 'CN-VIS-01', why: 'collectors is not on record' },
        { policy: 'cn-bank', rule: 'CN-ALLOC-01', why: 'it is not about contacts' },
      ]),
    )
  })

  test('every rule that is checked has a planted breach in these tests', () => {
    const texts = ['twins', 'records', 'nothing-to-ask']
      .map((name) => readFileSync(`tests/audit/${name}.test.ts`, 'utf8'))
      .join()
    const { checked } = coverageOf(packs)
    // Being out of contact opens a way; what would close it is CN-3P-02-USE.
    const ids = checked.filter(({ kind }) => kind !== 'outOfContact').map(({ rule }) => rule)
    const isPlanted = (rule: string) => new RegExp(`['\`]${rule}[':\` ]`).test(texts)
    expect([...ids, ...ownRules].filter((rule) => !isPlanted(rule))).toEqual([])
  })
})
