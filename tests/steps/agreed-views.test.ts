// What people see of agreements: who must approve one or did, how the customer's consent is proven, what was paid of each
// instalment. The same of plans, deferrals, relief and offers, in lines and in JSON.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReliefFacts } from '../../domain/arrangements/relief-facts'
import { type StackAddresses, workerEnvironment } from '../../stack/stack'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, setStage } from './stage'
import { arrears } from '../support/command-line'

const stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses
const home = mkdtempSync(join(tmpdir(), 'arrears-agreed-'))
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

/** What a command says: its lines, and with `--json` its value. */
async function said(command: string): Promise<string> {
  const env = { ...workerEnvironment(stack, home), DATABASE_URL: bank.url }
  const { stdout, stderr } = await arrears([...command.split(' '), stage.accountId], { env })
  expect(stderr).toBe('')
  return stdout
}
const json = async (command: string) => JSON.parse(await said(`${command} --json`)) as object

const parts = (fees: number, principal: number) => ({ fees, interest: 0, principal })
const proposal = (reliefId: string, purpose: 'relief' | 'offer'): ReliefFacts['reliefProposed'] => ({
  ...{ reliefId, purpose, owedOn: '2026-03-04', owedCents: parts(100_00, 900_00) },
  ...{ waivedCents: parts(100_00, 0), waived: [], billIds: [], termMonths: 1 },
  ...{ validUntil: '2036-12-31', toleranceCents: 0, graceDays: 0 },
  instalments: [{ dueOn: '2036-12-31', amountCents: 900_00 }],
})
const consent = { kind: 'recordedCall' as const, id: 'call-77' }
const proven = '  consent: recordedCall call-77, recorded by test\n'

test('an offer says who must approve it, and until when it is good as long as nobody has agreed', async () => {
  await stage.record('reliefProposed', 'relief/o1', proposal('o1', 'offer'))
  expect(await said('offer show')).toBe(
    'o1: proposed, a teamLead must approve it, waives fees 100.00, paid 0.00, good until 2036-12-31\n' +
      '  2036-12-31  900.00  paid 0.00  open\n',
  )
  expect(await json('offer show')).toMatchObject({
    offer: [{ status: 'proposed', needsLevel: 'teamLead', approved: null, consent: null }],
  })
})

test('relief that runs says who approved it, how the customer agreed and what was paid of each instalment', async () => {
  await stage.record('reliefProposed', 'relief/r1', proposal('r1', 'relief'))
  await stage.record('reliefApproved', 'relief/r1/approved', { reliefId: 'r1', level: 'teamLead' })
  await stage.record('reliefAgreed', 'relief/r1/agreed', { reliefId: 'r1', consent })
  const paid = { paymentId: 'p1', amountCents: 50_00, valueOn: '2026-03-06', postedOn: '2026-03-06' }
  await stage.record('paymentPosted', 'payment/p1', paid)
  expect(await said('relief show')).toBe(
    'r1: running, waives fees 100.00, paid 50.00\n' +
      `  approved by test (teamLead)\n${proven}` +
      '  2036-12-31  900.00  paid 50.00  open\n',
  )
})

test('a plan, a deferral and hardship say the same, and so does the timeline', async () => {
  await stage.record('planApproved', 'plan/v1/approved', { planId: 'v1', level: 'teamLead' })
  const terms = {
    toleranceCents: 0,
    graceDays: 0,
    instalments: [{ dueOn: '2036-12-31', amountCents: 10_00 }],
  }
  const agreed = { planId: 'v1', ...terms, evidence: 'call-77', evidenceKind: 'recordedCall' as const }
  await stage.record('planAgreed', 'plan/v1', agreed)
  expect(await json('plan show')).toMatchObject({
    plans: [{ approved: { by: 'test', level: 'teamLead' }, consent: { ...consent, recordedBy: 'test' } }],
  })
  await stage.record('deferralProposed', 'deferral/d1', {
    ...{ deferralId: 'd1', cause: 'illness', from: '2026-03-10', until: '2026-03-20', interest: 'accrues' },
    ...{ evidence: [], level: null, validUntil: '2026-03-05' },
  })
  await stage.record('deferralAgreed', 'deferral/d1/agreed', { deferralId: 'd1', consent })
  expect(await said('deferral show')).toContain(`interest accrues: agreed\n${proven}`)
  const span = { from: '2036-01-01', until: '2036-02-01' }
  await stage.record('hardshipAgreed', 'hardship/h1', { agreementId: 'h1', ...span, evidence: 'doc-1' })
  expect(await said('hardship show')).toContain('  consent: on record doc-1, recorded by test\n')
  const timeline = await said('case timeline')
  for (const what of ['r1 agreed', 'plan v1 agreed: 1 instalments from 2036-12-31', 'deferral d1 agreed'])
    expect(timeline).toContain(`${what} (recordedCall call-77)\n`)
})
