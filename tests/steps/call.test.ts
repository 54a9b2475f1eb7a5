// Is every call by a person reserved before it is dialled, counted for the person and the number whoever makes it, and
// settled once? On real transactions: of two callers for the last lawful call exactly one gets it.
import { finishCall } from '../../cases/call-finish'
import { logInbound } from '../../cases/call-inbound'
import { runCommand } from '../../cases/run-command'
import { instantAt } from '../../domain/calendar-date'
import type { SealedPack } from '../../platform/rule-packs'
import { readPacks } from '../../platform/rule-packs'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Caller, by, call, finish, openCaller, start, started } from './caller'
import { type Stage, morning, rulesOf, zone } from './stage'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const minute = 60_000
const at = (date: string, time: string) => instantAt(date, zone, time)
const caller = (options: Parameters<typeof openCaller>[1] = {}) => openCaller(database.db, options)

const rowsOf = ({ accountId }: Stage) =>
  database.db.prisma.contact.findMany({ where: { accountId, channel: 'voice' }, orderBy: { key: 'asc' } })

test('a call that is started is reserved, judged and tells whom to dial', async () => {
  const stage = await caller()
  expect(await start(stage)).toEqual({
    ok: true,
    callId: `${stage.taskId}/voice/1`,
    taskId: stage.taskId,
    pointId: `${stage.customerId}-m1`,
    number: stage.mobile,
    customerName: '张三',
    language: 'zh-CN',
    startedAt: expect.stringMatching(/^2026-03-05T02:00:0/) as string,
    script: 'collection-call@1 (zh-CN)',
    mustState: ['institution', 'agentId', 'purpose', 'recording'],
    flags: [],
  })
  const [row] = await rowsOf(stage)
  expect(row).toMatchObject({ status: 'sending', outcome: null, direction: 'outbound', caller: 'human' })
  expect(row?.judgement).toMatchObject({ verdict: 'ALLOW', packs: [expect.stringMatching(/^cn-bank@/)] })
})

test('a call that was reserved and never finished counts as used', async () => {
  const stage = await caller()
  for (let n = 0; n < 3; n += 1) await started(stage, morning + n * 20 * minute)
  expect(await start(stage, morning + 60 * minute)).toMatchObject({
    code: 'CALL_NOT_ALLOWED',
    ruleId: 'CN-FREQ-01',
    until: new Date(at('2026-03-06', '08:00')).toISOString(),
  })
})

test('the same reference is the same call, not a second one', async () => {
  const stage = await caller()
  const first = await started(stage, morning, { reference: 'dialler-1' })
  const again = await started(stage, morning + minute, { reference: 'dialler-1' })
  expect(again).toMatchObject({ callId: first.callId, startedAt: first.startedAt, number: first.number })
  await finish(stage, first.callId, 'busy')
  expect(await start(stage, morning + 2 * minute, { reference: 'dialler-1' })).toMatchObject({
    code: 'CALL_FINISHED',
  })
  expect(await rowsOf(stage)).toHaveLength(1)
})

describe('nobody is dialled twice at the same time', () => {
  test('of two agents at once on two accounts of one person, one gets the call', async () => {
    const one = await caller()
    const two = await caller({ customerId: one.customerId })
    const answers = await Promise.all([one, two].map((stage) => start(stage)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers.find(({ ok }) => !ok)).toMatchObject({
      code: 'CALL_UNDER_WAY',
      message: expect.stringMatching(/since 2026-03-05T02:00:0.*voice\/1.*call finish/) as string,
      until: expect.stringMatching(/^2026-03-05T02:15:0/) as string,
    })
  })

  test.each([
    ['finished', 2, true],
    ['forgotten, a quarter of an hour later', 15, false],
  ])('the next one is free once the first is %s', async (_, minutes, isFinished) => {
    const stage = await caller()
    const { callId, startedAt } = await started(stage)
    expect(await start(stage, morning + minute)).toMatchObject({ code: 'CALL_UNDER_WAY' })
    if (isFinished) await finish(stage, callId, 'busy')
    expect(await start(stage, Date.parse(startedAt) + minutes * minute)).toMatchObject({ ok: true })
  })
})

describe('what the case no longer wants is not dialled', () => {
  test('paid, up to the last moment', async () => {
    const stage = await caller()
    const paid = { paymentId: 'p1', amountCents: 60_000, valueOn: '2026-03-05', postedOn: '2026-03-05' }
    await stage.record('paymentPosted', 'payment/p1', paid)
    expect(await start(stage)).toMatchObject({ ok: false, code: 'CALL_NOT_ALLOWED', ruleId: 'PAID' })
  })

  test('held, on this account or for the person on another one', async () => {
    const stage = await caller()
    const other = await caller({ customerId: stage.customerId })
    await stage.record('holdPlaced', 'hold/1', { holdId: '1', reason: 'bankruptcy', from: morning })
    expect(await start(stage)).toMatchObject({ ruleId: 'HOLD' })
    expect(await start(other)).toMatchObject({ ruleId: 'CN-STATUS' })
  })

  test('every number stopped by the customer', async () => {
    const stage = await caller()
    const where = { customerId: stage.customerId, channel: 'mobile' }
    await database.db.prisma.contactPoint.updateMany({ where, data: { status: 'stopped' } })
    expect(await start(stage)).toMatchObject({ ruleId: 'CN-OPTOUT' })
  })

  test('no number at all', async () => {
    const stage = await caller()
    await database.db.prisma.contactPoint.deleteMany({
      where: { customerId: stage.customerId, channel: 'mobile' },
    })
    expect(await start(stage)).toMatchObject({ ruleId: 'NO_CONTACT_POINT' })
    expect(await start(stage, morning, { pointId: 'of-somebody-else' })).toMatchObject({
      ruleId: 'NO_CONTACT_POINT',
    })
  })

  test('a task that has ended, is past its deadline, or is none', async () => {
    const stage = await caller()
    expect(await start(stage, at('2026-03-08', '18:00'))).toMatchObject({ ruleId: 'TASK_ENDED' })
    await call(stage, morning, 'rightParty')
    expect(await start(stage, morning + minute)).toMatchObject({ ruleId: 'TASK_ENDED' })
    expect(await start({ ...stage, taskId: 'none' })).toMatchObject({ code: 'NO_SUCH_TASK' })
  })
})

describe('what the law does not allow is not dialled', () => {
  test.each([
    ['2026-03-06', '07:59', '2026-03-06T00:00:00.000Z'],
    // A call begins no later than five minutes before the end.
    ['2026-03-05', '21:55', '2026-03-06T00:00:00.000Z'],
    ['2026-03-05', '22:00', '2026-03-06T00:00:00.000Z'],
  ])('CN-TIME-01 on %s at %s', async (date, time, until) => {
    expect(await start(await caller(), at(date, time))).toMatchObject({ ruleId: 'CN-TIME-01', until })
  })

  test('BANK-HOL in the morning of a public holiday', async () => {
    // Qingming, 4 to 6 April.
    const stage = await caller({ deadlineDays: 60 })
    const until = '2026-04-05T02:00:00.000Z'
    expect(await start(stage, at('2026-04-05', '09:30'))).toMatchObject({ ruleId: 'BANK-HOL', until })
  })

  test('CN-REC-01 while the recorder is down', async () => {
    expect(await start(await caller({ recorder: 'down' }))).toMatchObject({ ruleId: 'CN-REC-01' })
  })

  test('CN-FREQ-01: three effective calls a day, over both accounts of the person', async () => {
    const one = await caller()
    const two = await caller({ customerId: one.customerId })
    await call(one, morning, 'callBack')
    await call(two, morning + 5 * minute, 'callBack')
    await call(two, morning + 10 * minute, 'callBack')
    for (const stage of [one, two]) {
      expect(await start(stage, morning + 15 * minute)).toMatchObject({
        ruleId: 'CN-FREQ-01',
        until: new Date(at('2026-03-06', '08:00')).toISOString(),
      })
    }
    expect(await start(one, at('2026-03-06', '08:00'))).toMatchObject({ ok: true })
  })

  test('CN-FREQ-02: six unanswered attempts at a number, then the next number is taken', async () => {
    const stage = await caller()
    for (let n = 0; n < 6; n += 1)
      await call(stage, morning + n * 5 * minute, n % 2 ? 'voicemail' : 'noAnswer')
    const [first, second] = [`${stage.customerId}-m1`, `${stage.customerId}-m2`]
    expect(await start(stage, morning + 40 * minute, { pointId: first })).toMatchObject({
      ruleId: 'CN-FREQ-02',
    })
    expect(await start(stage, morning + 40 * minute)).toMatchObject({ ok: true, pointId: second })
  })

  test('busy numbers use up no attempt', async () => {
    const stage = await caller()
    for (let n = 0; n < 8; n += 1) await call(stage, morning + n * 5 * minute, 'busy')
    expect(await start(stage, morning + 50 * minute)).toMatchObject({
      ok: true,
      pointId: `${stage.customerId}-m1`,
    })
  })
})

describe('under Regulation F', () => {
  /** A bank that has adopted it for its own debts. */
  const adopted = readPacks('policies')
    .packs.filter(({ policy }) => policy === 'us-reg-f')
    .map((pack) => ({
      ...pack,
      appliesTo: { ...pack.appliesTo, customerIn: undefined, actors: undefined },
    })) as SealedPack[]

  async function american(options: { customerId?: string } = {}) {
    const stage = await caller({ ...options, policies: adopted })
    const data = { country: 'US', zone: 'America/New_York' }
    await database.db.prisma.customer.update({ where: { id: stage.customerId }, data })
    return stage
  }
  /** 10:00 in New York, on the day of `morning` there. */
  const day = (n: number) => instantAt(`2026-03-0${5 + n}`, 'America/New_York', '10:00')

  test('seven calls about a debt in seven days, and no eighth', async () => {
    const stage = await american()
    for (let n = 0; n < 7; n += 1) await call(stage, day(0) + n * 10 * minute, 'noAnswer')
    expect(await start(stage, day(1))).toMatchObject({
      ruleId: 'US-FREQ-01',
      until: '2026-03-12T12:00:00.000Z',
    })
    expect(await start(await american({ customerId: stage.customerId }), day(1))).toMatchObject({ ok: true })
  })

  test('after a conversation seven days of rest, its day being the first', async () => {
    const stage = await american()
    await call(stage, day(0), 'callBack')
    expect(await start(stage, day(0) + 10 * minute)).toMatchObject({
      ruleId: 'US-FREQ-02',
      until: '2026-03-12T12:00:00.000Z',
    })
  })
})

test('of six callers for the last lawful call, on two accounts of one person at once, exactly one gets it', async () => {
  const one = await caller()
  const two = await caller({ customerId: one.customerId })
  for (const date of ['2026-03-05', '2026-03-06', '2026-03-07']) {
    const asOf = at(date, '11:00')
    for (const stage of [one, two]) await call(stage, asOf, 'callBack')
    const answers = await Promise.all(
      [one, two, one, two, one, two].map((stage) => start(stage, asOf + 10 * minute)),
    )
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers.filter((answer) => !answer.ok && answer.ruleId === 'CN-FREQ-01')).toHaveLength(5)
  }
})

describe('what a call came to', () => {
  test.each([
    ['rightParty', 'effective', 'sent', true],
    ['refused', 'effective', 'sent', true],
    ['callBack', 'effective', 'sent', false],
    ['noAnswer', 'unanswered', 'sent', false],
    ['voicemail', 'voicemail', 'sent', false],
    ['thirdParty', 'wrongParty', 'sent', false],
    ['busy', 'notConnected', 'failed', false],
    ['wrongNumber', 'wrongParty', 'sent', false],
  ])('%s counts as %s; the contact is %s; the task ends: %s', async (outcome, counts, status, taskEnded) => {
    const stage = await caller()
    expect(await call(stage, morning, outcome)).toMatchObject({ ok: true, recorded: true, taskEnded })
    expect(await rowsOf(stage)).toMatchObject([{ outcome: counts, status, recording: 'recordings/1' }])
    expect(await stage.facts('contactMade')).toMatchObject([
      { channel: 'voice', result: counts, detail: outcome },
    ])
    expect(await stage.facts('taskEnded')).toHaveLength(taskEnded ? 1 : 0)
  })

  test('the same report twice changes nothing, another one is refused', async () => {
    const stage = await caller()
    const { callId } = await started(stage)
    await finish(stage, callId, 'rightParty')
    expect(await finish(stage, callId, 'rightParty')).toMatchObject({
      ok: true,
      recorded: false,
      taskEnded: true,
    })
    expect(await finish(stage, callId, 'noAnswer')).toMatchObject({ code: 'CALL_FINISHED' })
    expect(await stage.facts('contactMade')).toHaveLength(1)
  })

  test('RECORDING_MISSING where something was said and the pack wants it recorded', async () => {
    const stage = await caller()
    const { callId } = await started(stage)
    const { calls } = stage
    const report = { callId, by, asOf: morning + minute }
    expect(await finishCall(calls, { ...report, outcome: 'rightParty' })).toMatchObject({
      code: 'RECORDING_MISSING',
      message: expect.stringContaining('CN-REC-01') as string,
    })
    expect(await rowsOf(stage)).toMatchObject([{ status: 'sending', outcome: null }])
    const lenient = calls.callRules.policies.map((pack) => ({
      ...pack,
      checks: pack.checks.filter(({ id }) => id !== 'CN-REC-01'),
    }))
    const free = { ...calls, callRules: { ...calls.callRules, policies: lenient } }
    expect(await finishCall(free, { ...report, outcome: 'rightParty' })).toMatchObject({ ok: true })
  })

  test('what was said about paying is on record with the call, once', async () => {
    const stage = await caller()
    const { callId } = await started(stage)
    const said = { cause: 'illness', capacity: 'partly' } as const
    const report = { callId, by, asOf: morning + minute, outcome: 'rightParty', recording: 'rec/1' }
    expect(await finishCall(stage.calls, { ...report, conversation: said })).toMatchObject({ ok: true })
    expect(await finishCall(stage.calls, { ...report, conversation: said })).toMatchObject({
      recorded: false,
    })
    expect(await stage.facts('conversationCoded')).toEqual([
      { conversationId: callId, contactKey: callId, willingness: 'unknown', ...said },
    ])
  })

  test('no recording is asked for where nobody spoke', async () => {
    const stage = await caller()
    const { callId } = await started(stage)
    const report = { callId, by, asOf: morning + minute, outcome: 'noAnswer' }
    expect(await finishCall(stage.calls, report)).toMatchObject({ ok: true })
  })

  test.each([
    ['NO_SUCH_CALL', 'none', 'noAnswer'],
    ['UNKNOWN_OUTCOME', null, 'shouted'],
  ])('%s', async (code, callId, outcome) => {
    const stage = await caller()
    expect(await finish(stage, callId ?? (await started(stage)).callId, outcome)).toMatchObject({ code })
  })

  test('a wrong number is used no more, and the last one ends the task', async () => {
    const stage = await caller()
    expect(await call(stage, morning, 'wrongNumber')).toMatchObject({ taskEnded: false })
    const points = await database.db.prisma.contactPoint.findMany({
      where: { customerId: stage.customerId, channel: 'mobile' },
      orderBy: { rank: 'asc' },
    })
    expect(points).toMatchObject([{ status: 'bad', statusReason: 'WRONG_PERSON' }, { status: 'usable' }])
    expect(await call(stage, morning + 5 * minute, 'wrongNumber')).toMatchObject({
      taskEnded: true,
      nextCallAt: null,
    })
    expect(await stage.facts('taskEnded')).toMatchObject([{ outcome: 'wrongNumber' }])
  })

  test('a payment that came while they spoke does not lose the call', async () => {
    const stage = await caller()
    const { callId } = await started(stage)
    const paid = { paymentId: 'p1', amountCents: 60_000, valueOn: '2026-03-05', postedOn: '2026-03-05' }
    await stage.record('paymentPosted', 'payment/p1', paid)
    expect(await finish(stage, callId, 'rightParty')).toMatchObject({
      ok: true,
      taskEnded: false,
      nextCallAt: null,
    })
    expect(await rowsOf(stage)).toMatchObject([{ outcome: 'effective' }])
  })

  test('--last ends the task with whatever it came to', async () => {
    const stage = await caller()
    const { callId } = await started(stage)
    expect(await finish(stage, callId, 'noAnswer', { last: true })).toMatchObject({ taskEnded: true })
    expect(await stage.facts('taskEnded')).toMatchObject([{ outcome: 'noAnswer', expired: false }])
  })
})

describe('the next call', () => {
  test.each([
    ['at once, when nothing stands against it', 'noAnswer', '10:00', 1, '2026-03-05T02:01:00.000Z'],
    ['in the hours of the rung on the next day', 'noAnswer', '19:59', 1, '2026-03-06T01:00:00.000Z'],
    ['on the next day when the three of today are used', 'callBack', '10:00', 3, '2026-03-06T01:00:00.000Z'],
  ])('%s', async (_, outcome, time, times, next) => {
    const stage = await caller()
    const asOf = at('2026-03-05', time)
    for (let n = 1; n < times; n += 1) await call(stage, asOf - n * 5 * minute, outcome)
    expect(await call(stage, asOf, outcome)).toMatchObject({ taskEnded: false, nextCallAt: next })
  })

  test('there is none when the task ends before it', async () => {
    const stage = await caller()
    expect(await call(stage, at('2026-03-07', '19:59'), 'noAnswer')).toMatchObject({
      nextCallAt: '2026-03-08T01:00:00.000Z',
    })
    expect(await call(stage, at('2026-03-08', '17:59'), 'noAnswer')).toMatchObject({ nextCallAt: null })
  })
})

describe('a call by the customer', () => {
  const logged = ({ calls, accountId }: Caller, more: object = {}) =>
    logInbound(calls, { accountId, reference: 'in-1', outcome: 'rightParty', by, asOf: morning, ...more })

  test('uses up none of our calls, and we leave the customer alone for the day', async () => {
    const stage = await caller()
    const other = await caller({ customerId: stage.customerId })
    expect(await logged(stage, { from: stage.mobile, outcome: 'callBack' })).toMatchObject({ recorded: true })
    expect(await rowsOf(stage)).toMatchObject([
      { direction: 'inbound', outcome: 'effective', contactPointId: `${stage.customerId}-m1` },
    ])
    expect(await start(other, morning + 60 * minute)).toMatchObject({
      ruleId: 'BANK-INBOUND',
      until: new Date(at('2026-03-06', '08:00')).toISOString(),
    })
    const tomorrow = at('2026-03-06', '10:00')
    for (let n = 0; n < 3; n += 1) await call(other, tomorrow + n * minute, 'callBack')
    expect(await start(other, tomorrow + 5 * minute)).toMatchObject({ ruleId: 'CN-FREQ-01' })
  })

  test('ends the call task that it makes needless, once', async () => {
    const stage = await caller()
    expect(await logged(stage)).toMatchObject({ recorded: true, taskEnded: true })
    expect(await logged(stage)).toMatchObject({ recorded: false })
    expect(await stage.facts('taskEnded')).toMatchObject([{ outcome: 'rightParty' }])
    expect(await rowsOf(stage)).toHaveLength(1)
  })

  test('by somebody else stands for nobody', async () => {
    const stage = await caller()
    expect(await logged(stage, { outcome: 'thirdParty' })).toMatchObject({ recorded: true, taskEnded: false })
    expect(await start(stage, morning + minute)).toMatchObject({ ok: true })
  })

  test.each([
    ['UNKNOWN_OUTCOME', { outcome: 'noAnswer' }],
    ['UNKNOWN_ACCOUNT', { accountId: 'none' }],
  ])('%s', async (code, more) => {
    expect(await logged(await caller(), more)).toMatchObject({ ok: false, code })
  })
})

describe('a call that is reported when it is over', () => {
  const report = ({ accountId, calls }: Caller, outcome: string, more: object = {}, asOf = morning) =>
    runCommand(
      { db: database.db, zone, rulesOf, callRules: calls.callRules },
      {
        accountId,
        asOf,
        command: {
          kind: 'completeCall',
          commandId: `c-${outcome}`,
          by,
          outcome,
          recording: 'recordings/2',
          ...more,
        },
      },
    )

  test('is a contact of that moment, and ends the task', async () => {
    const stage = await caller()
    expect(await report(stage, 'noAnswer')).toEqual({
      ok: true,
      recorded: [`contact/${stage.taskId}/voice/1`, `task/${stage.taskId}/ended`],
    })
    expect(await report(stage, 'noAnswer')).toEqual({ ok: true, recorded: [] })
    const [row, ...more] = await rowsOf(stage)
    expect(more).toEqual([])
    expect(row).toMatchObject({ outcome: 'unanswered', contactPointId: null, recording: 'recordings/2' })
    expect(row?.judgement).toMatchObject({ verdict: 'ALLOW' })
  })

  test('counts at every number when nobody says which it was', async () => {
    const stage = await caller()
    const other = await caller({ customerId: stage.customerId })
    const second = { pointId: `${stage.customerId}-m2` }
    for (let n = 0; n < 5; n += 1) await call(other, morning + n * minute, 'noAnswer', second)
    await report(stage, 'noAnswer', {}, morning + 10 * minute)
    expect(await start(other, morning + 15 * minute, second)).toMatchObject({ ruleId: 'CN-FREQ-02' })
  })

  test('a wrong number is taken out of use when it is named, or the only one, and never by guessing', async () => {
    const stage = await caller()
    const [first, second] = [`${stage.customerId}-m1`, `${stage.customerId}-m2`]
    const statuses = async () => {
      const where = { customerId: stage.customerId, channel: 'mobile' }
      const points = await database.db.prisma.contactPoint.findMany({ where, orderBy: { rank: 'asc' } })
      return points.map(({ status }) => status)
    }
    expect(await report(stage, 'wrongNumber')).toMatchObject({ ok: false, code: 'POINT_MISSING' })
    expect(await rowsOf(stage)).toEqual([])
    expect(await stage.facts('taskEnded')).toEqual([])
    expect(await report(stage, 'wrongNumber', { pointId: second })).toMatchObject({ ok: true })
    expect(await statuses()).toEqual(['usable', 'bad'])
    const other = await caller({ customerId: stage.customerId })
    await report(other, 'wrongNumber')
    expect(await rowsOf(other)).toMatchObject([{ contactPointId: first }])
    expect(await statuses()).toEqual(['bad', 'bad'])
  })

  test('settles the one that was started, instead of counting twice', async () => {
    const stage = await caller()
    await started(stage)
    await report(stage, 'rightParty')
    expect(await rowsOf(stage)).toMatchObject([{ outcome: 'effective', recording: 'recordings/2' }])
  })

  test('needs the recording of one that was started, as `call finish` does', async () => {
    const stage = await caller()
    await started(stage)
    const refusal = { ok: false, code: 'RECORDING_MISSING' }
    expect(await report(stage, 'rightParty', { recording: undefined })).toMatchObject(refusal)
    expect(await rowsOf(stage)).toMatchObject([{ status: 'sending', outcome: null }])
    expect(await stage.facts('taskEnded')).toEqual([])
    expect(await report(stage, 'noAnswer', { recording: undefined })).toMatchObject({ ok: true })
  })

  test('settles of two that were started the one at the number that is named, and asks which it was', async () => {
    const stage = await caller()
    const [first, second] = [`${stage.customerId}-m1`, `${stage.customerId}-m2`]
    await started(stage, morning, { pointId: first })
    await started(stage, morning + 20 * minute, { pointId: second })
    const asOf = morning + 30 * minute
    expect(await report(stage, 'rightParty', {}, asOf)).toMatchObject({ ok: false, code: 'CALL_AMBIGUOUS' })
    expect(await report(stage, 'rightParty', { pointId: first }, asOf)).toMatchObject({ ok: true })
    expect(await rowsOf(stage)).toMatchObject([
      { contactPointId: first, status: 'sent', outcome: 'effective' },
      { contactPointId: second, status: 'sending', outcome: null },
    ])
  })

  test.each([
    ['CN-TIME-01', 'by night', {}, '22:30'],
    ['CN-REC-01', 'without a recording', { recording: undefined }, '10:00'],
  ])('%s: %s it stands on record as a breach, and is not refused', async (ruleId, _, more, time) => {
    const stage = await caller()
    expect(await report(stage, 'rightParty', more, at('2026-03-05', time))).toMatchObject({ ok: true })
    const [fact] = await stage.facts('contactMade')
    expect(fact).toMatchObject({ ruleId, result: 'effective' })
    expect(['DEFER', 'BLOCK']).toContain(fact?.judgement?.verdict)
  })

  test('over the limit it stands on record as a breach', async () => {
    const one = await caller()
    const two = await caller({ customerId: one.customerId })
    for (let n = 0; n < 3; n += 1) await call(one, morning + n * 5 * minute, 'callBack')
    await report(two, 'rightParty', {}, morning + 30 * minute)
    expect(await two.facts('contactMade')).toMatchObject([{ ruleId: 'CN-FREQ-01', outcome: 'sent' }])
  })

  test("a number that is not the customer's is refused, and nothing is recorded", async () => {
    const stage = await caller()
    expect(await report(stage, 'noAnswer', { pointId: 'CUS-other' })).toMatchObject({ code: 'UNKNOWN_POINT' })
    expect(await rowsOf(stage)).toEqual([])
  })
})
