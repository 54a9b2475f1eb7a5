// What do `arrears mail take` and `arrears sandbox bounce` answer, and with which exit code? Run as a person would, beside
// a worker's loop at the same bounce mailbox.
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { createEmailCarrier } from '../../platform/email'
import { mailReport } from '../../stack/endpoints/mail-reports'
import { type StackAddresses, workerEnvironment } from '../../stack/stack'
import { runMailLoop } from '../../workers/mail-loop'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, emailConfig, mailTo, morning, rawMailTo, setStage, rulesOf, zone } from './stage'
import { type Ended, arrears } from '../support/command-line'

const stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses
const home = mkdtempSync(join(tmpdir(), 'arrears-mail-'))
const config = { ...emailConfig(), returns: { address: 'bounces@example.com', secret: stack.emailSecret } }
let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(async () => {
  rmSync(home, { recursive: true })
  await test_.drop()
})

function run(args: readonly string[], input = ''): Promise<Ended> {
  const env = { ...workerEnvironment(stack, home), DATABASE_URL: test_.url }
  return arrears(args, { env, input })
}

/** The command looks up the rules of the case: those of the stage must be on record, as a worker's are. */
async function recordStrategy(): Promise<void> {
  const yaml = readFileSync('strategies/card-standard.yaml', 'utf8')
    .replace('strategy: card-standard', 'strategy: one-rung')
    .replace(/^version: .*$/m, "version: '1'")
  const row = { id: 'one-rung', version: '1', sha256: '', yaml, addedAt: new Date(morning) }
  await test_.db.prisma.strategyVersion.upsert({
    where: { id_version: { id: row.id, version: row.version } },
    create: row,
    update: {},
  })
}

async function reminded(): Promise<Stage> {
  await recordStrategy()

  const rung = { step: 'reminder' as const, template: 'reminder', channels: ['email' as const] }
  const stage = await setStage(test_.db, rung)
  await stage.perform('remind', { deps: { ...stage.deps, email: createEmailCarrier(config) } })
  return stage
}

const contact = (stage: Stage) =>
  test_.db.prisma.contact.findFirstOrThrow({ where: { accountId: stage.accountId } })

test('a bounce from a file or a pipe is taken in once', async () => {
  const stage = await reminded()
  const [mail] = await mailTo(stage.email)
  const envelope = mail?.envelope ?? { from: '', to: [] }
  const report = mailReport('hard', { raw: await rawMailTo(stage.email), envelope }, 'by-hand')
  const file = join(home, 'bounce.eml')
  writeFileSync(file, report)
  const first = await run(['mail', 'take', file, '--json'])
  expect([first.exitCode, JSON.parse(first.stdout)]).toEqual([0, { taken: 'recorded', because: 'failed' }])
  const second = await run(['mail', 'take', '-'], report)
  expect([second.exitCode, second.stdout]).toEqual([0, 'nothingNew: failed\n'])
  expect(await contact(stage)).toMatchObject({ status: 'failed' })
})

test('a message that is none says so', async () => {
  const { exitCode, stdout } = await run(['mail', 'take', '-'], 'hello there')
  expect([exitCode, stdout.trim()]).toEqual([1, 'unreadable: NO_MAIL'])
})

test('a file that is not there is a mistake in the call', async () => {
  const { exitCode, stderr } = await run(['mail', 'take', join(home, 'nowhere')])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('NO_SUCH_FILE')
})

describe('the sandbox', () => {
  test('a bounce, and a complaint, that are played reach the case through the worker', async () => {
    const stage = await reminded()
    const { checkCode, providerId } = await contact(stage)
    const deps = {
      db: test_.db,
      zone,
      rulesOf,
      client: null,
      presentOf: () => Promise.resolve(morning + 3_600_000),
    }
    const reports = join(home, 'mail-reports')
    const loop = await runMailLoop(
      { ...deps, emailSecret: stack.emailSecret },
      reports,
      pino({ level: 'silent' }),
    )
    const bounce = await run(['sandbox', 'bounce', checkCode ?? '', '--json'])
    expect([bounce.exitCode, JSON.parse(bounce.stdout)]).toMatchObject([
      0,
      { kind: 'hard', state: 'taken in' },
    ])
    const complaint = await run(['sandbox', 'bounce', providerId ?? '', '--complaint', '--json'])
    expect(JSON.parse(complaint.stdout)).toMatchObject({ kind: 'complaint', state: 'taken in' })
    await loop.stop()
    expect(await stage.facts('deliveryReported')).toMatchObject([{ outcome: 'failed' }])
    expect(await stage.facts('replyReceived')).toMatchObject([{ meaning: 'stop' }])
  })

  test('a message that nobody sent, and two kinds at once, are refused', async () => {
    const nobody = await run(['sandbox', 'bounce', '<nobody@example.com>'])
    expect([nobody.exitCode, nobody.stderr]).toEqual([1, expect.stringContaining('NO_SUCH_MESSAGE')])
    const both = await run(['sandbox', 'bounce', 'x', '--soft', '--complaint'])
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('ONE_OF_TWO')])
  })
})
