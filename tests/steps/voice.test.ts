// Does a call by a machine disclose nothing to a stranger, tell the customer what a notice must, and count for what it
// came to? The real client, the local Twilio that plays the call, and the real door that says what is spoken.
import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import pino from 'pino'
import { createCaseActivities } from '../../activities/evaluate'
import { ConfigError } from '../../platform/config-error'
import { loadConfig, withChannels } from '../../platform/config'
import { loadRuleBooks } from '../../platform/rule-books'
import { type StackAddresses, workerEnvironment } from '../../stack/stack'
import { stepDepsOf } from '../../workers/activities'
import { startWebhooks } from '../../workers/webhooks'
import { freePort } from '../support/free-port'
import { type TestDatabase, freshDatabase } from '../support/database'
import {
  type Stage,
  type StageOptions,
  callsTo,
  dueOn,
  inActivity,
  morning,
  orderFault,
  play,
  setStage,
  twilioAt,
  rulesOf,
  zone,
} from './stage'
import { arrears } from '../support/command-line'

const voiceOnly = { step: 'reminder' as const, template: 'reminder', channels: ['voice' as const] }

let test_: TestDatabase
let server: Server
let doorUrl: string
/** When Twilio's questions reach the door. */
const present = morning + 60_000

beforeAll(async () => {
  test_ = await freshDatabase()
  const port = await freePort()
  doorUrl = `http://127.0.0.1:${port}`
  const { deps: steps } = await setStage(test_.db, voiceOnly, { doorUrl })
  server = await startWebhooks({
    db: test_.db,
    zone,
    rulesOf,
    client: null,
    presentOf: () => Promise.resolve(present),
    alibaba: null,
    emailSecret: null,
    twilio: twilioAt(),
    webhook: { port, url: doorUrl },
    steps,
    bank: steps.bank,
    logger: pino({ level: 'silent' }),
  })
})
afterAll(async () => {
  server.close()
  await test_.drop()
})

const called = async (options: StageOptions = {}) => {
  const stage = await setStage(test_.db, voiceOnly, { doorUrl, ...options })
  await stage.perform('remind')
  return stage
}
const customerOf = ({ accountId }: Stage) => accountId.replace('ACC', 'CUS')
const contacts = ({ accountId }: Stage) =>
  test_.db.prisma.contact.findMany({ where: { accountId }, orderBy: { claimedAt: 'asc' } })
const points = (stage: Stage) =>
  test_.db.prisma.contactPoint.findMany({
    where: { customerId: customerOf(stage), channel: { in: ['mobile', 'landline'] } },
    orderBy: { rank: 'asc' },
  })
const addLandline = (stage: Stage, value: string) =>
  test_.db.prisma.contactPoint.create({
    data: {
      id: `${customerOf(stage)}-l1`,
      customerId: customerOf(stage),
      channel: 'landline',
      value,
      source: 'contract',
      reserved: true,
      rank: 1,
    },
  })

/** Lets the case decide that its step is due, as it does by itself. */
async function evaluate({ accountId, deps: { db, rulesFor } }: Stage): Promise<void> {
  const { evaluate } = createCaseActivities({
    db,
    rulesFor,
    runCommand: () => Promise.reject(new Error()),
    alarm: () => undefined,
  })
  await inActivity(() => evaluate({ accountId, turn: 1, asOf: morning, seenSeq: 0 }))
}

/** Words by which somebody would learn of the debt. */
const debtWords = /逾期|还款|信用卡|欠|CNY|元|overdue|debt|credit card|balance|pay/i

test('whoever answers is asked who they are; who presses 1 hears the notice, slowly enough to write down', async () => {
  const stage = await called()
  const [call] = await callsTo(stage.mobile)
  expect(call?.from).toBe('+12025550100')
  const { said, status, error } = await play(stage.mobile, 'human', '1')
  expect({ status, error }).toEqual({ status: 'completed', error: null })
  const [greeting, notice] = said
  expect(greeting).toMatch(/示例银行.*张三.*请按1.*请按2/)
  expect(greeting).not.toMatch(debtWords)
  expect(notice).toMatch(/信用卡.*523\.00元.*2026-03-12.*本金5000\.00元/)
  expect(notice).toContain('8 6, 1 0 0, 0 0 0 0, 0 0 0 0')
  const [contact] = await contacts(stage)
  expect(notice).toContain([...(contact?.checkCode ?? '')].join(' ').replaceAll(' - ', ', '))
  expect(contact).toMatchObject({
    channel: 'voice',
    caller: 'ai',
    status: 'delivered',
    outcome: 'effective',
    providerId: call?.sid,
    recording: `RE${call?.sid.slice(2)}`,
    template: 'zh-CN/voice/reminder@1',
  })
  expect(await stage.facts('callReported')).toEqual([{ contactKey: contact?.key, outcome: 'effective' }])
})

test('a call asks Twilio for nothing that its published description does not know', async () => {
  const { $defs } = JSON.parse(readFileSync('tests/stack/twilio-api.schema.json', 'utf8')) as {
    $defs: Record<string, { properties: object }>
  }
  const known = Object.keys($defs['createCall']?.properties ?? {})
  const [call] = await callsTo((await called()).mobile)
  const asked = [...new URLSearchParams(call?.asked).keys()]
  expect(asked).toContain('MachineDetection')
  expect(asked.filter((name) => !known.includes(name))).toEqual([])
})

test('an English speaker is spoken to in English', async () => {
  const stage = await called({ language: 'en' })
  const { said } = await play(stage.mobile, 'human', '1')
  expect(said[0]).toMatch(/^Hello\. This is an automatic call from Example Bank/)
  expect(said[1]).toMatch(/523\.00 yuan is overdue on your credit card/)
})

test.each<[string, string, string, string, string, RegExp[]]>([
  ['presses 1', 'human', '1', 'effective', 'delivered', [/按1/, /逾期/]],
  ['says that the number is wrong', 'human', '2', 'wrongParty', 'sent', [/按1/, /不会再拨打这个号码/]],
  ['presses nothing, is asked once more and hangs up', 'human', '', 'unanswered', 'sent', [/按1/, /按1/]],
  ['presses another key twice', 'human', '57', 'unanswered', 'sent', [/按1/, /按1/]],
  ['is a machine', 'machine', '', 'voicemail', 'sent', [/致电我行官方热线.*核验码/]],
  ['is a fax', 'fax', '', 'unanswered', 'sent', []],
  ['does not answer', 'none', '', 'unanswered', 'sent', []],
  ['is busy', 'busy', '', 'notConnected', 'failed', []],
  ['cannot be reached', 'failed', '', 'notConnected', 'failed', []],
])('who %s: the call came to the right thing', async (_, answer, press, outcome, status, heard) => {
  const stage = await called()
  const { said, error } = await play(stage.mobile, answer, press)
  expect(error).toBeNull()
  expect(said).toEqual(heard.map((words) => expect.stringMatching(words)))
  if (outcome !== 'effective') expect(said.join('\n')).not.toMatch(debtWords)
  expect(await contacts(stage)).toMatchObject([{ outcome, status }])
  expect(await stage.facts('callReported')).toMatchObject([{ outcome }])
})

test('who presses 0 is connected with the bank’s hotline', async () => {
  const stage = await called()
  expect((await play(stage.mobile, 'human', '10')).connectedTo).toBe('+8610000000000')
})

test('who presses 9 gets no more calls and messages at any number, on any account', async () => {
  const stage = await called()
  const other = await setStage(test_.db, voiceOnly, { doorUrl, customerId: customerOf(stage) })
  await addLandline(stage, `${stage.mobile}7`)
  expect((await play(stage.mobile, 'human', '19')).said.at(-1)).toContain('不会再给您拨打')
  expect((await points(stage)).map(({ status }) => status)).toEqual(['stopped', 'stopped', 'stopped'])
  for (const one of [stage, other])
    expect(await one.facts('replyReceived')).toMatchObject([{ meaning: 'stop', channel: 'voice' }])
  await other.perform('remind')
  expect(await other.facts('contactMade')).toMatchObject([
    { channel: 'voice', outcome: 'withheld', ruleId: 'CUSTOMER_STOPPED' },
  ])
})

test('a wrong number is called no more; the next number is, then the landline, and each of them once', async () => {
  const stage = await called()
  const landline = `${stage.mobile}7`
  await addLandline(stage, landline)
  await play(stage.mobile, 'human', '2')
  expect((await points(stage))[0]).toMatchObject({ status: 'bad', statusReason: 'WRONG_PERSON' })
  await stage.perform('remind', { n: 2, asOf: morning + 120_000 })
  await play(`${stage.mobile}9`, 'none')
  await stage.perform('remind', { n: 3, asOf: morning + 180_000 })
  await play(landline, 'none')
  const numbers = [stage.mobile, `${stage.mobile}9`, landline]
  expect(await Promise.all(numbers.map(async (one) => (await callsTo(one)).length))).toEqual([1, 1, 1])
  expect((await contacts(stage)).map(({ outcome }) => outcome)).toEqual([
    'wrongParty',
    'unanswered',
    'unanswered',
  ])
})

test('a customer who does not answer at their only number is not called again, an SMS goes out instead', async () => {
  const stage = await called()
  await test_.db.prisma.contactPoint.updateMany({
    where: { value: `${stage.mobile}9` },
    data: { status: 'bad' },
  })
  await play(stage.mobile, 'none')
  await stage.perform('remind', { n: 2, asOf: morning + 120_000 })
  expect(await callsTo(stage.mobile)).toHaveLength(1)
  expect(
    (await stage.facts('contactMade')).map(({ channel, outcome, ruleId }) => [channel, outcome, ruleId]),
  ).toEqual([
    ['voice', 'sent', undefined],
    ['sms', 'sent', undefined],
    ['voice', 'withheld', 'NOBODY_REACHED'],
  ])
})

test('words left on a machine are no reason to call the next number', async () => {
  const stage = await called()
  await play(stage.mobile, 'machine')
  const { next } = await stage.perform('remind', { n: 2, asOf: morning + 120_000 })
  expect(next).toMatchObject({ kind: 'wait', for: 'facts' })
  expect(await callsTo(`${stage.mobile}9`)).toHaveLength(0)
})

test.each<[string, (stage: Stage) => Promise<unknown>]>([
  [
    'a payment',
    (stage) =>
      stage.record('paymentPosted', 'payment/p1', {
        paymentId: 'p1',
        amountCents: 60_000,
        valueOn: '2026-03-05',
        postedOn: '2026-03-05',
      }),
  ],
  [
    'a hold',
    (stage) => stage.record('holdPlaced', 'hold/h1', { holdId: 'h1', reason: 'dispute', from: morning }),
  ],
  [
    'a wish to hear no more',
    (stage) =>
      test_.db.prisma.contactPoint.updateMany({
        where: { value: stage.mobile },
        data: { status: 'stopped' },
      }),
  ],
])('%s while the telephone rings: nothing of the debt is said', async (_, happens) => {
  const stage = await called()
  await happens(stage)
  const { said } = await play(stage.mobile, 'human', '1')
  expect(said).toEqual([expect.stringMatching(/已经办妥/)])
})

test('an amount that was paid in part while it rang is said as it is now', async () => {
  const stage = await called()
  await stage.record('paymentPosted', 'payment/p1', {
    paymentId: 'p1',
    amountCents: 10_000,
    valueOn: '2026-03-05',
    postedOn: '2026-03-05',
  })
  expect((await play(stage.mobile, 'human', '1')).said[1]).toContain('423.00元')
})

test('two accounts that are due are told of in one call, and what it came to counts for both', async () => {
  const stage = await setStage(test_.db, voiceOnly, { doorUrl })
  const other = await setStage(test_.db, voiceOnly, { doorUrl, customerId: customerOf(stage) })
  for (const one of [stage, other]) await evaluate(one)
  await stage.perform('remind')
  await other.perform('remind')
  expect(await callsTo(stage.mobile)).toHaveLength(1)
  const { said } = await play(stage.mobile, 'human', '1')
  expect(said[1]).toMatch(/523\.00元[^]*另有：尾号.*逾期523\.00元/)
  for (const one of [stage, other])
    expect(await one.facts('callReported')).toMatchObject([{ outcome: 'effective' }])
})

test('a second call with the same reference is hung up on without a word', async () => {
  const stage = await setStage(test_.db, voiceOnly, { doorUrl })
  const fault = { channel: 'voice', to: stage.mobile, kind: 'accept-twice', times: 1 } as const
  await orderFault(fault)
  await stage.perform('remind')
  const [first, second] = await callsTo(stage.mobile)
  expect((await play(first?.sid ?? '', 'human', '1')).said).toHaveLength(2)
  expect((await play(second?.sid ?? '', 'human', '1')).said).toEqual([])
  expect(await contacts(stage)).toMatchObject([{ outcome: 'effective', providerId: first?.sid }])
})

test('a vulnerable customer is not called by a machine, and nobody is while the recorder is down', async () => {
  const stage = await setStage(test_.db, voiceOnly, { doorUrl })
  await stage.perform('remind', { deps: { ...stage.deps, recorder: () => 'down' } })
  expect(await stage.facts('contactMade')).toMatchObject([{ outcome: 'withheld', ruleId: 'CN-REC-01' }])
  const vulnerable = await setStage(test_.db, voiceOnly, { doorUrl })
  const other = await setStage(test_.db, voiceOnly, { doorUrl, customerId: customerOf(vulnerable) })
  await other.record('holdPlaced', 'hold/h1', { holdId: 'h1', reason: 'vulnerable', from: morning })
  await vulnerable.perform('remind')
  expect(await vulnerable.facts('contactMade')).toMatchObject([{ outcome: 'withheld', ruleId: 'CN-VULN-01' }])
  expect([...(await callsTo(stage.mobile)), ...(await callsTo(vulnerable.mobile))]).toEqual([])
})

describe('calls by people and machines, on all accounts, count together', () => {
  /** A conversation with a person this morning, on record as the dialler would have it. */
  const spokenWith = (stage: Stage, customerId: string, n: number) =>
    test_.db.prisma.contact.create({
      data: {
        key: `${stage.accountId}/call/${n}`,
        customerId,
        accountId: stage.accountId,
        episode: 1,
        stepKey: `1/${dueOn}/calls/${n}`,
        channel: 'voice',
        status: 'delivered',
        outcome: 'effective',
        caller: 'human',
        attemptToken: 'x',
        claimedAt: new Date(morning - n * 600_000),
        sentAt: new Date(morning - n * 600_000),
      },
    })

  test('three effective ones leave no fourth until tomorrow (CN-FREQ-01)', async () => {
    const first = await called()
    const second = await setStage(test_.db, voiceOnly, { doorUrl, customerId: customerOf(first) })
    await play(first.mobile, 'human', '1')
    await spokenWith(first, customerOf(first), 1)
    await spokenWith(second, customerOf(first), 2)
    const { next } = await second.perform('remind', { asOf: morning + 3_600_000 })
    expect(await second.facts('contactMade')).toMatchObject([{ outcome: 'withheld', ruleId: 'CN-FREQ-01' }])
    expect(next).toMatchObject({ kind: 'step', at: morning + 23 * 3_600_000 })
    expect(await callsTo(first.mobile)).toHaveLength(1)
  })

  test('a call of which nobody knows yet what it came to counts as one', async () => {
    const first = await called()
    const second = await setStage(test_.db, voiceOnly, { doorUrl, customerId: customerOf(first) })
    await spokenWith(first, customerOf(first), 1)
    await spokenWith(second, customerOf(first), 2)
    await second.perform('remind', { asOf: morning + 3_600_000 })
    expect(await second.facts('contactMade')).toMatchObject([{ outcome: 'withheld', ruleId: 'CN-FREQ-01' }])
  })

  test('one that reached nobody does not', async () => {
    const first = await called()
    const second = await setStage(test_.db, voiceOnly, { doorUrl, customerId: customerOf(first) })
    await play(first.mobile, 'none')
    await spokenWith(first, customerOf(first), 1)
    await spokenWith(second, customerOf(first), 2)
    await second.perform('remind', { asOf: morning + 3_600_000 })
    expect(await second.facts('contactMade')).toMatchObject([{ outcome: 'sent' }])
  })
})

describe('the door', () => {
  test('says nothing to whoever has no signature', async () => {
    const stage = await called()
    const { body } = (await callsTo(stage.mobile))[0] ?? { body: '' }
    const form = new URLSearchParams({ CallSid: `CA${'0'.repeat(32)}`, AnsweredBy: 'human' })
    expect((await fetch(body, { method: 'POST', body: form })).status).toBe(403)
    expect(await contacts(stage)).toMatchObject([{ outcome: null }])
  })

  test('takes the same report twice as one', async () => {
    const stage = await called()
    await play(stage.mobile, 'human', '1')
    await play(stage.mobile, 'none')
    expect(await stage.facts('callReported')).toMatchObject([{ outcome: 'effective' }])
    expect(await contacts(stage)).toMatchObject([{ outcome: 'effective' }])
  })
})

describe('arrears sandbox call', () => {
  const stack = JSON.parse(process.env['ARREARS_TEST_STACK'] ?? '{}') as StackAddresses

  function sandboxCall(
    args: readonly string[],
  ): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    const door = { WEBHOOK_PORT: new URL(doorUrl).port, WEBHOOK_URL: doorUrl }
    const env = {
      ...workerEnvironment(stack, tmpdir()),
      ...{ ...door, DATABASE_URL: test_.url, ALIBABA_SMS_WEBHOOK_SECRET: 'x'.repeat(24) },
    }
    return arrears(['sandbox', 'call', ...args], { env })
  }

  test('plays a call to its end and shows what was said', async () => {
    const stage = await called()
    const { exitCode, stdout } = await sandboxCall([stage.mobile, '--answer', 'human', '--press', '10'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^CA[0-9a-f]{32}: completed\n {2}said: 您好.*\n {2}said: 张三，您好。/)
    expect(stdout).toContain('connected with +8610000000000')
    expect(await stage.facts('callReported')).toMatchObject([{ outcome: 'effective' }])
  })

  test('says when there is no such call', async () => {
    const { exitCode, stderr } = await sandboxCall(['+12025550199', '--answer', 'none'])
    expect(exitCode).not.toBe(0)
    expect(stderr).toContain('there is no call +12025550199')
  })
})

test.each([
  ['without a door', { TWILIO_FROM: '+12025550100' }],
  [
    'with a messaging service for a number',
    { TWILIO_FROM: `MG${'0'.repeat(32)}`, WEBHOOK_PORT: '8443', WEBHOOK_URL: 'https://bank.example.com' },
  ],
])('a strategy that calls by machine does not start %s', (_, settings) => {
  const config = withChannels(
    loadConfig({
      DATABASE_URL: 'postgresql://nobody@localhost/none',
      TEMPORAL_ADDRESS: 'localhost:1',
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'token',
      SMTP_URL: 'smtp://localhost:1',
      EMAIL_FROM: 'collections@example.com',
      ...settings,
    }),
  )
  const books = loadRuleBooks({ strategiesDir: 'strategies', policiesDir: 'policies' })
  const start = (channels: ('sms' | 'voice')[]) => () =>
    stepDepsOf({
      config,
      db: test_.db,
      simulation: false,
      books: {
        ...books,
        strategies: books.strategies.map((one) => ({
          ...one,
          ladder: one.ladder.map((rung) => (rung.step === 'reminder' ? { ...rung, channels } : rung)),
        })),
      },
    })
  expect(start(['sms'])).not.toThrow()
  expect(start(['voice'])).toThrow(ConfigError)
  expect(start(['voice'])).toThrow(/card-standard calls by machine: set WEBHOOK_PORT, WEBHOOK_URL/)
})
