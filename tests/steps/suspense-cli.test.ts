// Money in suspense as a clerk would run it: placed, used for an account, sent back by two people, with what is refused and
// with which exit code.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StackAddresses, workerEnvironment } from '../../stack/stack'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, setStage } from './stage'
import { type Ended, arrears } from '../support/command-line'

const stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses
const home = mkdtempSync(join(tmpdir(), 'arrears-suspense-'))
let bank: TestDatabase
let stage: Stage
beforeAll(async () => {
  bank = await freshDatabase()
  const yaml = readFileSync('strategies/card-standard.yaml', 'utf8')
    .replace('strategy: card-standard', 'strategy: one-rung')
    .replace(/^version: .*$/m, "version: '1'")
  await bank.db.prisma.strategyVersion.create({
    data: { id: 'one-rung', version: '1', sha256: 'a', yaml, addedAt: new Date() },
  })
  stage = await setStage(bank.db, { step: 'call' })
})
afterAll(async () => {
  rmSync(home, { recursive: true })
  await bank.drop()
})

/** Runs a line of the command line; what it says as `words`. */
function run(line: string): Promise<Ended> {
  return arrears(line.split(' '), { env: { ...workerEnvironment(stack, home), DATABASE_URL: bank.url } })
}
const refused = async (line: string, code: string, exitCode = 1) => {
  const answer = await run(line)
  expect({ line, ...answer }).toMatchObject({ exitCode, stdout: '', stderr: expect.stringContaining(code) })
}
const entries = () => bank.db.prisma.suspenseEntry.count()

const place = 'suspense place T-1 --amount 120.00 --currency CNY --value-on 2026-03-03 --evidence transfer/9'
const lin = '--by operator:lin'

test('a transfer that fits nothing is placed once, and stands on the list', async () => {
  const line = `${place} ${lin} --command-id place-1`
  expect((await run(line)).stdout).toBe('recorded: suspense/T-1/placed\n')
  expect((await run(line)).stdout).toBe('known already, nothing changed\n')
  await refused(`${place} ${lin}`, 'ITEM_KNOWN')
  await refused(place.replace('120.00', '120') + ` ${lin}`, 'BAD_OPTION', 2)
  await refused(place.replace('CNY', 'yuan') + ` ${lin}`, 'BAD_COMMAND', 2)
  expect((await run('suspense list')).stdout).toContain(
    'T-1  CNY 120.00 left of 120.00, value date 2026-03-03',
  )
  expect(await entries()).toBe(1)
})

test('somebody else finds out whose it is: it is a payment there, once', async () => {
  const allocate = `suspense allocate T-1 --amount 100.00 --account ${stage.accountId} --payment P-1 --evidence note/3`
  await refused(`${allocate} ${lin}`, 'SAME_PERSON')
  await refused(`${allocate} --by operator:wang`.replace('100.00', '120.01'), 'SUSPENSE_TOO_LARGE')
  const line = `${allocate} --by operator:wang --command-id use-1`
  expect((await run(line)).stdout).toBe('recorded: suspense/T-1/allocated, payment/P-1\n')
  expect((await run(line)).stdout).toBe('known already, nothing changed\n')
  const other = `suspense refund T-1 --amount 20.00 --evidence note/3 --by supervisor:wu`
  await refused(`${other} --command-id use-1`, 'COMMAND_ID_USED')
  expect(await stage.facts('paymentPosted')).toMatchObject([
    { paymentId: 'P-1', amountCents: 100_00, valueOn: '2026-03-03' },
  ])
})

test('what is left goes back by somebody with the authority', async () => {
  const refund = 'suspense refund T-1 --amount 20.00 --evidence transfer/10'
  await refused(`${refund} --by operator:wang`, 'AUTHORITY_EXCEEDED')
  expect((await run(`${refund} --by supervisor:wu`)).stdout).toBe('recorded: suspense/T-1/refunded\n')
  expect((await run('suspense list')).stdout).toBe('nothing in suspense\n')
  const all = JSON.parse((await run('suspense list --all --json')).stdout)
  expect(all).toMatchObject([{ itemId: 'T-1', leftCents: 0, placedCents: 120_00 }])
})

test('what was paid too much moves from its account into suspense in one step, and goes back by two people', async () => {
  const owed = 5_234_56
  const over = { paymentId: 'P-2', amountCents: owed, valueOn: '2026-03-05', postedOn: '2026-03-05' }
  await stage.record('paymentPosted', 'payment/P-2', over)
  const move = `debt return ${stage.accountId} --return R-1 --amount 50.00 --to suspense --evidence note/4 ${lin}`
  await refused(move, 'ITEM_UNCLEAR')
  await refused(`${move} --item T-1`, 'ITEM_KNOWN')
  await refused(`${move} --item T-2`.replace('50.00', '9000.00'), 'RETURN_TOO_LARGE')
  const before = await entries()
  const line = `${move} --item T-2 --command-id move-1`
  expect((await run(line)).stdout).toBe('recorded: return/R-1\n')
  expect((await run(line)).stdout).toBe('known already, nothing changed\n')
  expect(await entries()).toBe(before + 1)
  expect((await run('suspense list')).stdout).toContain(`paid too much on ${stage.accountId}`)
  const refund = 'suspense refund T-2 --amount 50.00 --evidence transfer/11'
  await refused(`${refund} ${lin}`, 'SAME_PERSON')
  await refused(`${refund} --by operator:wang`, 'AUTHORITY_EXCEEDED')
  expect(await run(`${refund} --by supervisor:wu`)).toMatchObject({ exitCode: 0 })
  expect(await stage.facts('suspenseRefunded')).toMatchObject([{ itemId: 'T-2', amountCents: 50_00 }])
  const show = JSON.parse((await run(`debt show ${stage.accountId} --json`)).stdout)
  expect(show.statement.overpaidCents).toBe(50_00)
})
