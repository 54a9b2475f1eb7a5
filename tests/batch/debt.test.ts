// The debt of an account as people read it from the tables and the log: through real drops, on a real PostgreSQL.
import { readFileSync } from 'node:fs'
import { type DebtDeps, checkDebts, debtOf } from '../../cases/debt'
import { recordFacts } from '../../platform/read-model'
import { inTransaction } from '../../platform/fact-log'
import { loadTerms } from '../../platform/terms'
import type { StackAddresses } from '../../stack/stack'
import { type NightBank, morningAfter, openNightBank, zone } from '../support/night-bank'
import { type Ended, arrears } from '../support/command-line'

const stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses

let bank: NightBank
let deps: DebtDeps
beforeEach(async () => {
  bank = await openNightBank()
  deps = { db: bank.db, terms: loadTerms('policies'), zone }
})
afterEach(() => bank.close())

/** One instalment of 1,000.00 with 30.00 of interest when it was due; 0.04 % a day since then. */
function night(businessDate: string, interestCents: number, otherFeeCents = 0) {
  const cents = { principalCents: 1_000_00, interestCents, otherFeeCents }
  const bill = { billId: 'b1', dueOn: '2026-03-10', minimumDueCents: 1_030_00, ...cents }
  return bank.applied({
    businessDate,
    accounts: [{ accountId: 'A', product: 'personal_loan', dailyRate: '0.0004', ...cents }],
    bills: [{ accountId: 'A', ...bill }],
  })
}

test('a night of mere interest leaves no fact, and its figures are compared all the same', async () => {
  await night('2026-03-14', 31_60)
  await night('2026-03-24', 35_60)
  expect((await bank.facts('A')).filter(({ kind }) => kind === 'positionReported')).toHaveLength(1)
  const { statement } = await debtOf(deps, 'A', '2026-03-24')
  expect(statement).toMatchObject({
    since: '2026-03-14',
    bank: { reportedOn: '2026-03-24', balanceCents: 1_035_60 },
    owed: { principal: 1_000_00, interest: 35_60 },
    totalCents: 1_035_60,
    differences: [],
    findings: [],
  })
  expect((await debtOf(deps, 'A', '2026-03-31')).statement.totalCents).toBe(1_038_40)
})

test('a difference to the bank is told with both figures, and is none once the bank has put it right', async () => {
  await night('2026-03-14', 31_60)
  await night('2026-03-24', 36_80, 5_00)
  const { checked, found } = await checkDebts(deps, { on: '2026-03-24' })
  expect({ checked, found }).toMatchObject({
    checked: 1,
    found: [
      {
        accountId: 'A',
        differences: [
          { billId: 'b1', part: 'interest', cents: 1_20, on: '2026-03-24' },
          { billId: 'b1', part: 'otherFee', cents: 5_00, on: '2026-03-24' },
        ],
        findings: [{ ruleId: 'CN-FEE-01' }, { ruleId: 'CN-FEE-01' }],
      },
    ],
  })
  expect(found[0]?.differences[0]?.text).toBe(
    "the bank's books of 24 March 2026 show interest 36.80, reckoned 35.60: difference 1.20",
  )
  // The bank's figure counts from then on.
  expect((await debtOf(deps, 'A', '2026-03-24')).statement.totalCents).toBe(1_041_80)
  await night('2026-03-31', 38_40)
  expect((await checkDebts(deps, { on: '2026-03-31' })).found).toEqual([])
})

test('interest does not run while a hold freezes it, and the days past due go on', async () => {
  await night('2026-03-14', 31_60)
  const at = morningAfter('2026-03-14')
  const envelope = { accountId: 'A', effectiveAt: at, recordedAt: at, actor: 'operator:lin', source: 'test' }
  const payload = { holdId: 'h-1', reason: 'moratorium' as const, from: at }
  await inTransaction(bank.db.prisma, (tx) =>
    recordFacts(tx, [{ ...envelope, key: 'hold/h-1', kind: 'holdPlaced', payload }]),
  )
  const { statement, classification } = await debtOf(deps, 'A', '2026-04-30')
  expect(statement.owed.interest).toBe(31_60)
  expect(statement.bills[0]?.entries.at(-1)?.text).toBe(
    'no interest for 47 days, from 15 March to 30 April 2026, both counted: hold h-1 (moratorium)',
  )
  expect(classification).toMatchObject({
    ...{ daysPastDue: 51, bucket: 'M2', bucketSince: '2026-04-10' },
    ...{ loanClass: 'specialMention', loanClassSince: '2026-03-11' },
  })
})

/** Runs the command line as a person would. */
function run(...args: string[]): Promise<Ended> {
  return arrears(args, { env: { DATABASE_URL: bank.db.url, TEMPORAL_ADDRESS: stack.temporalAddress } })
}

describe('arrears debt', () => {
  beforeEach(async () => {
    await night('2026-03-14', 31_60)
    await night('2026-03-24', 36_80)
  })

  const debt = (...args: string[]) => run('debt', ...args)

  test('show prints every figure with its calculation', async () => {
    const { exitCode, stdout } = await debt('show', 'A', '--on', '2026-03-31')
    expect(exitCode).toBe(0)
    expect(stdout).toContain(
      '1,000.00 at 0.04 % a day for 10 days, from 15 March to 24 March 2026, both counted: 4.00',
    )
    expect(stdout).toContain('= 1,039.60')
    expect(stdout).toContain('M1 since 2026-03-11, specialMention since 2026-03-11')
  })

  test('check ends with 1 when there is something to look at, and with 0 when there is not', async () => {
    const bad = await debt('check', 'A', '--on', '2026-03-31', '--json')
    expect(bad.exitCode).toBe(1)
    expect(JSON.parse(bad.stdout)).toMatchObject({ checked: 1, found: [{ accountId: 'A' }] })
    expect((await debt('check', '--on', '2026-03-20')).exitCode).toBe(0)
  })

  test.each([
    [['show', 'NOBODY'], 1, 'NO_DEBT'],
    [['show', 'A', '--on', '2026-02-30'], 2, 'BAD_OPTION'],
    [['show', 'A', '--on', '2026-03-01'], 1, 'NO_DEBT'],
    [['check', 'NOBODY'], 1, 'NO_DEBT'],
  ])('%j ends with %d and %s', async (args, exitCode, code) => {
    const answer = await debt(...args)
    expect(answer.exitCode).toBe(exitCode)
    expect(answer.stderr).toContain(`${code}: `)
  })
})

describe('arrears plan options', () => {
  beforeEach(async () => {
    const yaml = readFileSync('strategies/loan-standard.yaml', 'utf8').replace(
      /^version: .*$/m,
      "version: '1'",
    )
    const kept = { id: 'loan-standard', version: '1', sha256: 'a', yaml, addedAt: new Date(0) }
    await bank.db.prisma.strategyVersion.create({ data: kept })
    await night('2026-03-14', 31_60)
  })

  test('the usual terms with who decides them, all of them on demand', async () => {
    const monthly = ['plan', 'options', 'A', '--rhythm', 'monthly']
    const { stdout } = await run(...monthly)
    const terms = stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/\d{4}-\d{2}-\d{2}/g, 'DAY'))
    expect(terms.slice(0, 2)).toEqual([
      'monthly     1 x 1,030.00, DAY to DAY (1 month): collector decides',
      'monthly     2 x 515.00, DAY to DAY (2 months): collector decides',
    ])
    const hidden = Number(/^(\d+) more with --all$/.exec(terms.at(-1) ?? '')?.[1])
    const all = (await run(...monthly, '--all')).stdout.trim().split('\n')
    expect(all).toHaveLength(terms.length - 1 + hidden)
  })

  test.each([
    [['--first-on', '2026-03-01'], 0, 'no plan can be offered: the first instalment is due in the past'],
    [['--amount', '9999.00'], 1, 'PLAN_EXCEEDS_DEBT: '],
    [['--rhythm', 'daily'], 2, 'BAD_OPTION: --rhythm is one of weekly, fortnightly, monthly'],
    [['--first-on', '2026-02-30'], 2, 'BAD_OPTION: a day is written as 2026-05-31: not 2026-02-30'],
  ])('%j ends with %d and says %s', async (args, exitCode, text) => {
    const answer = await run('plan', 'options', 'A', ...args)
    expect(answer.exitCode).toBe(exitCode)
    expect(answer.stdout + answer.stderr).toContain(text)
  })
})
