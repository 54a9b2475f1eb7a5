// The commands about persons and their data as a clerk would run them: what they answer, with which exit code, and that a look
// is written down.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StackAddresses, workerEnvironment } from '../../stack/stack'
import { type TestDatabase, freshDatabase } from '../support/database'
import { setStage } from './stage'
import { type Ended, arrears } from '../support/command-line'

const stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses
const home = mkdtempSync(join(tmpdir(), 'arrears-person-'))
let test_: TestDatabase
let accountId = ''
let customerId = ''
let other = ''
beforeAll(async () => {
  test_ = await freshDatabase()
  const card = readFileSync('strategies/card-standard.yaml', 'utf8')
  const yaml = card
    .replace('strategy: card-standard', 'strategy: one-rung')
    .replace(/^version: .*$/m, "version: '1'")
  await test_.db.prisma.strategyVersion.create({
    data: { id: 'one-rung', version: '1', sha256: 'a', yaml, addedAt: new Date() },
  })
  const stage = await setStage(test_.db, { step: 'call' })
  accountId = stage.accountId
  customerId = accountId.replace('ACC', 'CUS')
  other = (await setStage(test_.db, { step: 'call' }, { customerId })).accountId
  await test_.db.prisma.party.createMany({
    data: [
      { accountId, id: 'S-1', role: 'spouse', fullName: '李四', channel: 'mobile', value: '+861000000031' },
      {
        accountId,
        id: 'G-1',
        role: 'guarantor',
        fullName: '王五',
        channel: 'mobile',
        value: '+861000000032',
      },
    ],
  })
})
afterAll(async () => {
  rmSync(home, { recursive: true })
  await test_.drop()
})

function run(...args: string[]): Promise<Ended> {
  return arrears(args, { env: { ...workerEnvironment(stack, home), DATABASE_URL: test_.url } })
}

test('a customer is shown masked; whole only for a purpose, and that is in the log', async () => {
  const masked = await run('person', 'show', customerId)
  expect(masked.stdout).not.toMatch(/张三|李四|example路|示例路/)
  expect(masked.stdout).toContain('张*')
  expect(await run('person', 'show', customerId, '--reveal')).toMatchObject({ exitCode: 2 })
  const curious = await run(
    'person',
    'show',
    customerId,
    '--reveal',
    '--purpose',
    'curiosity',
    '--by',
    'operator:lin',
  )
  expect(curious.stderr).toContain('UNKNOWN_PURPOSE')
  const whole = await run(
    'person',
    'show',
    customerId,
    '--reveal',
    '--purpose',
    'care',
    '--by',
    'operator:lin',
  )
  expect(whole.stdout).toContain('张三')
  const log = JSON.parse((await run('privacy', 'log', customerId, '--json')).stdout)
  expect(log).toMatchObject([{ actor: 'operator:lin', kind: 'read', purpose: 'care' }])
  expect(await run('privacy', 'verify')).toMatchObject({
    exitCode: 0,
    stdout: 'the log of access is whole\n',
  })
})

test('a death is recorded on every account of the person; the executor is entered, named and asked about', async () => {
  const by = ['--by', 'operator:lin']
  const died = await run(
    'circumstance',
    'record',
    accountId,
    '--circumstance',
    'd1',
    '--kind',
    'deceased',
    ...by,
  )
  expect(died).toMatchObject({ exitCode: 0 })
  expect(died.stdout).toContain('circumstance/d1')
  const kinds = await test_.db.prisma.fact.findMany({
    where: { accountId: other, kind: 'circumstanceRecorded' },
  })
  expect(kinds).toHaveLength(1)
  const again = await run(
    'circumstance',
    'record',
    other,
    '--circumstance',
    'd1',
    '--kind',
    'deceased',
    ...by,
  )
  expect(again.stderr).toContain('CIRCUMSTANCE_KNOWN')
  const heir = ['--related', 'x1', '--role', 'heir']
  await run(
    'person',
    'add',
    customerId,
    ...heir,
    '--name',
    '赵六',
    '--channel',
    'mobile',
    '--value',
    '+861000000033',
  )
  const estate = ['--evidence', 'estateDocument=doc-3']
  expect(await run('circumstance', 'name-related', accountId, ...heir, ...estate, ...by)).toMatchObject({
    exitCode: 0,
  })
  const inherited = ['--related', 'x1', '--inherited', '0.50', ...estate]
  expect(await run('circumstance', 'heir', accountId, ...inherited, ...by)).toMatchObject({ exitCode: 0 })
  const shown = await run('circumstance', 'show', accountId)
  expect(shown.stdout).toContain('customer: deceased (stop, not proven)')
  expect(shown.stdout).toMatch(/heir x1: inherited 0\.50; of [\d,.]+ overdue at most 0\.50/)
  const asked = await run('party', 'check', accountId, '--party', 'x1', '--json')
  expect(asked.exitCode).toBe(1)
  expect(JSON.parse(asked.stdout)).toMatchObject({
    role: 'heir',
    reasons: expect.arrayContaining([expect.stringContaining('CN-DEC-01')]),
    documents: ['estateInventory'],
  })
})

test('a spouse is a stranger to the debt until two people have decided otherwise', async () => {
  const check = () => run('party', 'check', accountId, '--party', 'S-1', '--json')
  expect(JSON.parse((await check()).stdout)).toMatchObject({ role: 'spouse', approvals: 0 })
  const wrong = await run(
    'party',
    'guarantee',
    accountId,
    '--party',
    'S-1',
    '--contract',
    'k',
    '--scope',
    'wholeDebt',
    '--from',
    '2025-01-01',
    '--by',
    'operator:lin',
  )
  expect(wrong.stderr).toContain('UNKNOWN_PARTY')
  const ask = ['--request', 'j1', '--party', 'S-1', '--grounds', 'jointSignature', '--evidence', 'doc-5']
  await run('party', 'joint-debt', accountId, ...ask, '--by', 'operator:lin')
  for (const who of ['supervisor:qian', 'compliance:zhou'])
    await run('party', 'approve-joint-debt', accountId, '--request', 'j1', '--by', who)
  expect(JSON.parse((await check()).stdout)).toMatchObject({ documents: ['jointDebtEvidence'], approvals: 2 })
})

test('the same letter on two accounts is one cluster; neither text nor sender is kept', async () => {
  const letter = join(home, 'letter.txt')
  writeFileSync(
    letter,
    'We act for the customer and demand that you cease all contact and waive every fee and all interest.',
  )
  for (const account of [accountId, other])
    await run(
      'representation',
      'record',
      account,
      '--representation',
      'r1',
      '--channel',
      'email',
      '--sender',
      'agent@example.org',
      '--text',
      letter,
      '--by',
      'operator:lin',
    )
  const clusters = JSON.parse((await run('representation', 'clusters', '--json')).stdout)
  expect(clusters).toMatchObject([{ accounts: [accountId, other].sort(), isAlert: false }])
  expect(clusters[0].senders).toHaveLength(1)
  const facts = await test_.db.prisma.fact.findMany({ where: { kind: 'representationClaimed' } })
  expect(JSON.stringify(facts)).not.toMatch(/agent|cease|waive/)
  const answer = await run('representation', 'answer', '--language', 'en')
  expect(answer).toMatchObject({ exitCode: 0 })
  expect(answer.stdout).toContain('only to customers themselves')
})

test('data is restricted on every account, exported all the same, and not purged before its time', async () => {
  const restricted = await run(
    'privacy',
    'restrict',
    customerId,
    '--restriction',
    'x1',
    '--reason',
    'request',
    '--by',
    'operator:lin',
  )
  expect(restricted).toMatchObject({ exitCode: 0 })
  expect(await test_.db.prisma.fact.count({ where: { kind: 'dataRestricted' } })).toBe(2)
  // What the ladder wants is on no list any more; what the bank owes the person stays on it.
  const work = JSON.parse((await run('worklist', '--json')).stdout) as { tasks: { taskId: string }[] }
  const ofLadder = work.tasks.filter(({ taskId }) => /^[^/]+\/\d+\//.test(taskId))
  expect(ofLadder).toEqual([])
  expect(work.tasks.length).toBeGreaterThan(0)
  const out = join(home, 'export')
  const exported = await run('privacy', 'export', customerId, '--out', out, '--by', 'operator:lin')
  expect(exported).toMatchObject({ exitCode: 0 })
  expect(existsSync(join(out, 'data.json'))).toBe(true)
  const purge = await run('privacy', 'purge', customerId, '--by', 'compliance:zhou', '--dry-run')
  expect(purge.exitCode).toBe(1)
  expect(purge.stderr).toContain('NOT_DUE')
  expect(purge.stderr).toContain(`the case of ${accountId} is open`)
  expect(await run('privacy', 'due', '--as-of', '2040-01-01')).toMatchObject({ stdout: 'nobody\n' })
  // An account that says nothing of the restriction, as one from before imports told it: another one is asked.
  const {
    seq: _,
    headHash: __,
    ...row
  } = await test_.db.prisma.account.findUniqueOrThrow({
    where: { id: accountId },
  })
  await test_.db.prisma.account.create({ data: { ...row, id: 'A-first' } })
  const lifted = await run(
    'privacy',
    'lift',
    customerId,
    '--restriction',
    'x1',
    '--reason',
    'requestWithdrawn',
    '--by',
    'supervisor:wu',
  )
  expect(lifted).toMatchObject({ exitCode: 0 })
  expect((await test_.db.prisma.customer.findUnique({ where: { id: customerId } }))?.restrictedAt).toBeNull()
})
