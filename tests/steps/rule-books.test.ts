// Are all files refused together when one is wrong, and does a case keep the strategy it began with?
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadRuleBooks } from '../../platform/rule-books'
import { type TestDatabase, freshDatabase } from '../support/database'

let database: TestDatabase
let home: string
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'arrears-rules-'))
  for (const folder of ['strategies', 'policies']) cpSync(folder, join(home, folder), { recursive: true })
})

const load = () =>
  loadRuleBooks({ strategiesDir: join(home, 'strategies'), policiesDir: join(home, 'policies') })

function change(file: string, from: string, to: string): void {
  const path = join(home, file)
  const text = readFileSync(path, 'utf8')
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
  writeFileSync(path, text.replace(from, to))
}

test('every mistake in every file is named with its place', () => {
  change('strategies/card-standard.yaml', 'step: call', 'step: ring')
  change('policies/cn-bank.yaml', 'max: 3', 'max: three')
  expect(load).toThrow(
    /policies\/cn-bank\.yaml:\d+:5 counters\[0\]\.max: .*\nstrategies\/card-standard\.yaml:\d+:5 ladder\[3\]\.step: /,
  )
})

test('a rung whose hours are all against the law is refused', () => {
  change('strategies/card-standard.yaml', 'between: 09:00-20:00', 'between: 22:00-23:30')
  expect(load).toThrow(
    'strategies/card-standard.yaml: the hours of reminder, 22:00-23:30, are all against CN-TIME-01',
  )
})

test('two strategies for one product are refused', () => {
  change('strategies/loan-standard.yaml', 'products: [personalLoan]', 'products: [card]')
  expect(load).toThrow('strategies/loan-standard.yaml: strategies/card-standard.yaml is for card already')
})

test('a file in the folder of rule packs that is none is refused, not ignored', () => {
  writeFileSync(join(home, 'policies/notes.yaml'), 'policy: notes\n')
  expect(load).toThrow(/policies\/notes\.yaml:1:1 version: is missing/)
})

test('of the packs in the folder those count that the bank names', () => {
  expect(load().policies.map(({ policy }) => policy)).toEqual(['cn-bank'])
  change('policies/bank.yaml', 'packs: [cn-bank]', 'packs: [cn-bank, us-reg-f]')
  expect(load().policies.map(({ policy }) => policy)).toEqual(['cn-bank', 'us-reg-f'])
  change('policies/bank.yaml', 'packs: [cn-bank, us-reg-f]', '')
  expect(load().policies.map(({ policy }) => policy)).toEqual(['cn-bank'])
})

test('a pack that the bank names and that is not there is refused', () => {
  change('policies/bank.yaml', 'packs: [cn-bank]', 'packs: [cn-bank, cn-bnak]')
  expect(load).toThrow(/policies\/bank\.yaml:\d+:\d+ packs\[1\]: there is no rule pack cn-bnak/)
})

test('a pack that asks for holidays needs its calendar', () => {
  rmSync(join(home, 'policies/calendars/cn-state-council.yaml'))
  expect(load).toThrow(
    /policies\/cn-bank\.yaml:\d+:1 calendar: there is no calendar cn-state-council in policies\/calendars/,
  )
})

test('a mistake in a calendar is named with its place', () => {
  change('policies/calendars/cn-state-council.yaml', 'workingDays: [2026-01-04', 'workingDays: [2027-01-04')
  expect(load).toThrow(
    /policies\/calendars\/cn-state-council\.yaml:\d+:\d+ years\.2026\.workingDays\[0\]: is not in 2026/,
  )
})

test('a strategy that was changed without a new version is refused', async () => {
  await load().recordStrategyVersions(database.db)
  await load().recordStrategyVersions(database.db)
  change('strategies/card-standard.yaml', 'spreadMinutes: 120', 'spreadMinutes: 60')
  await expect(load().recordStrategyVersions(database.db)).rejects.toThrow(
    'strategies/card-standard.yaml says version 2026.3, and cases run under another text of that version: raise the version',
  )
})

test('a case keeps the version it began with when the file has moved on', async () => {
  await load().recordStrategyVersions(database.db)
  change('strategies/card-standard.yaml', "version: '2026.3'", "version: '2026.4'")
  change('strategies/card-standard.yaml', 'spreadMinutes: 120', 'spreadMinutes: 60')
  const books = load()
  await books.recordStrategyVersions(database.db)
  expect(books.currentFor('card')).toEqual({ id: 'card-standard', version: '2026.4' })
  const spread = async (version: string) =>
    (await books.rulesFor(database.db, 'card-standard', version)).strategy.spreadMinutes
  expect(await spread('2026.3')).toBe(120)
  expect(await spread('2026.4')).toBe(60)
  await expect(spread('2025.9')).rejects.toMatchObject({ code: 'UNKNOWN_STRATEGY' })
})

test('a product without a strategy is named', () => {
  rmSync(join(home, 'strategies/loan-standard.yaml'))
  expect(() => load().currentFor('personalLoan')).toThrow('no strategy in strategies/ is for personalLoan')
})
