// Does a dialler get the calls that are lawful today and no others, is every call asked for again at the moment of
// dialling, and do its results find their way back once?
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callList, listHeader } from '../../cases/dialler-list'
import { resultHeader, takeDiallerResults } from '../../cases/dialler-results'
import { writePrivate } from '../../platform/files'
import { createLogger } from '../../platform/logger'
import { startDiallerDoor } from '../../workers/dialler-door'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Caller, call, openCaller } from './caller'
import { morning, zone } from './stage'

let database: TestDatabase
beforeEach(async () => {
  database = await freshDatabase()
})
afterEach(() => database.drop())

const minute = 60_000
const hour = 3_600_000
const list = ({ calls }: Caller, asOf = morning) =>
  callList({ ...calls, zone, presentOf: () => Promise.resolve(asOf) }, asOf, 'dialler:bank')
const take = ({ calls }: Caller, rows: string[], asOf = morning + 13 * hour) =>
  takeDiallerResults(
    { ...calls, presentOf: () => Promise.resolve(asOf) },
    `${[resultHeader.join(','), ...rows].join('\r\n')}\r\n`,
  )
const result = (stage: Caller, id: string, time: string, outcome: string, recording = 'recordings/1') =>
  [
    id,
    stage.taskId,
    `${stage.customerId}-m1`,
    `2026-03-05T${time}:00+08:00`,
    outcome,
    recording,
    'agent:7',
  ].join(',')
const rowsOf = ({ accountId }: Caller) =>
  database.db.prisma.contact.findMany({ where: { accountId, channel: 'voice' }, orderBy: { key: 'asc' } })

describe('the list', () => {
  test('has the number, the window and the priority, and a manifest that fits it', async () => {
    const stage = await openCaller(database.db)
    const { csv, manifest } = await list(stage)
    const line = `${stage.taskId},${stage.customerId}-m1,${stage.mobile},zh-CN`
    expect(csv).toBe(
      `${listHeader.join(',')}\r\n${line},2026-03-05T02:00:00.000Z,2026-03-05T12:00:00.000Z,6\r\n`,
    )
    expect(manifest).toMatchObject({
      date: '2026-03-05',
      rows: 1,
      sha256: expect.stringMatching(/^\w{64}$/) as string,
    })
  })

  test('leaves out who has paid, and who may not be called before tomorrow', async () => {
    const stage = await openCaller(database.db)
    const paid = await openCaller(database.db)
    const payment = { paymentId: 'p1', amountCents: 60_000, valueOn: '2026-03-05', postedOn: '2026-03-05' }
    await paid.record('paymentPosted', 'payment/p1', payment)
    for (let n = 0; n < 3; n += 1) await call(stage, morning + n * minute, 'callBack')
    expect((await list(stage, morning + hour)).manifest.rows).toBe(0)
  })

  test('is readable by its owner only', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'arrears-dialler-')), 'lists', 'calls.csv')
    await writePrivate(path, 'x')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
})

describe('the results', () => {
  test('count at the moment of each call, once however often the file comes', async () => {
    const stage = await openCaller(database.db)
    const rows = [result(stage, 'd2', '11:00', 'rightParty'), result(stage, 'd1', '10:30', 'noAnswer', '')]
    expect(await take(stage, rows)).toEqual({ recorded: 2, known: 0, breaches: [], rejected: [] })
    expect(await take(stage, rows)).toEqual({ recorded: 0, known: 2, breaches: [], rejected: [] })
    expect(await rowsOf(stage)).toMatchObject([
      { outcome: 'unanswered', providerId: 'd1', claimedAt: new Date('2026-03-05T02:30:00Z') },
      { outcome: 'effective', providerId: 'd2', recording: 'recordings/1' },
    ])
    expect(await stage.facts('taskEnded')).toMatchObject([{ outcome: 'rightParty' }])
  })

  test('of two imports of one file at once, one enters each call', async () => {
    const stage = await openCaller(database.db)
    const rows = ['10:10', '10:20', '10:30'].map((time, n) => result(stage, `d${n}`, time, 'noAnswer', ''))
    const [one, two] = await Promise.all([take(stage, rows), take(stage, rows)])
    expect((one?.recorded ?? 0) + (two?.recorded ?? 0)).toBe(3)
    expect((one?.known ?? 0) + (two?.known ?? 0)).toBe(3)
    expect(await rowsOf(stage)).toHaveLength(3)
  })

  test.each([
    ['CN-FREQ-01', 'a fourth conversation', ['10:10', '10:20', '10:30', '10:40'], 'callBack', 'recordings/1'],
    ['CN-TIME-01', 'a call by night', ['21:58'], 'noAnswer', ''],
    ['CN-REC-01', 'a conversation without a recording', ['10:30'], 'callBack', ''],
  ])('%s: %s stands on record as a breach', async (ruleId, _, times, outcome, recording) => {
    const stage = await openCaller(database.db)
    const rows = times.map((time, n) => result(stage, `d${n}`, time, outcome, recording))
    const taken = await take(stage, rows)
    expect(taken).toMatchObject({ recorded: times.length, breaches: [{ line: times.length + 1, ruleId }] })
    expect((await stage.facts('contactMade')).at(-1)).toMatchObject({ ruleId, outcome: 'sent' })
  })

  test('a call that was made when the payment was known is a breach, one before it is none', async () => {
    const stage = await openCaller(database.db)
    const payment = { paymentId: 'p1', amountCents: 60_000, valueOn: '2026-03-05', postedOn: '2026-03-05' }
    await stage.record('paymentPosted', 'payment/p1', payment, morning + hour)
    const rows = [result(stage, 'd1', '10:30', 'noAnswer', ''), result(stage, 'd2', '11:30', 'noAnswer', '')]
    expect(await take(stage, rows)).toMatchObject({ recorded: 2, breaches: [{ line: 3, ruleId: 'PAID' }] })
  })

  test('bad rows are named by their line and the rest goes on', async () => {
    const stage = await openCaller(database.db)
    const good = result(stage, 'd1', '10:30', 'noAnswer', '')
    const taken = await take(stage, [
      good.replace(stage.taskId, 'none'),
      good.replace('noAnswer', 'shouted'),
      good.replace('T10:30:00+08:00', ''),
      good.replace('T10:30', 'T23:30'),
      good.replace('-m1', '-m7'),
      `${good},x`,
      good.replace('agent:7', ''),
      good,
    ])
    expect(taken.recorded).toBe(1)
    expect(taken.rejected.map(({ line, reason }) => `${line} ${reason.split(':')[0] ?? ''}`)).toEqual([
      '2 NO_SUCH_TASK',
      '3 outcome shouted is not known',
      '4 started_at must be an instant such as 2026-03-05T10',
      '5 CALL_IN_FUTURE',
      '6 UNKNOWN_POINT',
      '7 a row has 7 fields',
      '8 agent must be 1 to 120 of the characters A-Z a-z 0-9 _ . ',
    ])
  })

  test('a file with another header is refused whole', async () => {
    const stage = await openCaller(database.db)
    await expect(
      takeDiallerResults({ ...stage.calls, presentOf: () => Promise.resolve(morning) }, 'a,b\n'),
    ).rejects.toMatchObject({ code: 'RESULT_FILE_INVALID' })
  })
})

describe('the door', () => {
  const token = 'a-token-of-at-least-24-characters'
  let server: Server | null = null
  afterEach(() => server?.close())

  async function open(stage: Caller, asOf = morning) {
    const dialler = { port: 0, token }
    const presentOf = () => Promise.resolve(asOf)
    server = await startDiallerDoor({ ...stage.calls, dialler, presentOf, logger: createLogger('fatal') })
    const { port } = server.address() as AddressInfo
    return async (path: string, body: unknown, shown = token) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${shown}` },
        body: JSON.stringify(body),
      })
      const answer = (await response.json()) as { callId?: string }
      return { ...answer, status: response.status }
    }
  }

  test('reserves a call and takes its result', async () => {
    const stage = await openCaller(database.db)
    const ask = await open(stage)
    const request = { taskId: stage.taskId, agent: 'agent:7', reference: 'd1' }
    const reserved = await ask('/dialler/start', request)
    expect(reserved).toMatchObject({ status: 200, ok: true, number: stage.mobile })
    expect(await ask('/dialler/start', request)).toMatchObject({ status: 200, callId: reserved.callId })
    const report = { callId: reserved.callId, agent: 'agent:7', outcome: 'rightParty' }
    expect(await ask('/dialler/finish', report)).toMatchObject({ status: 422, code: 'RECORDING_MISSING' })
    expect(await ask('/dialler/finish', { ...report, recording: 'recordings/1' })).toMatchObject({
      status: 200,
      taskEnded: true,
    })
  })

  test('says no at the moment of dialling, with the rule and the earliest time', async () => {
    const stage = await openCaller(database.db)
    const ask = await open(stage, morning + 12 * hour)
    expect(await ask('/dialler/start', { taskId: stage.taskId, agent: 'agent:7' })).toMatchObject({
      status: 409,
      code: 'CALL_NOT_ALLOWED',
      ruleId: 'CN-TIME-01',
      until: '2026-03-06T00:00:00.000Z',
    })
  })

  test('tells nothing without the token, and names what is wrong with a request', async () => {
    const stage = await openCaller(database.db)
    const ask = await open(stage)
    const request = { taskId: stage.taskId, agent: 'agent:7' }
    expect(await ask('/dialler/start', request, 'another')).toMatchObject({ status: 401 })
    expect(await rowsOf(stage)).toEqual([])
    expect(await ask('/dialler/start', { taskId: stage.taskId })).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
    })
    expect(await ask('/dialler/start', { ...request, taskId: 'none' })).toMatchObject({ status: 404 })
    expect(await ask('/dialler/finish', { callId: 'none', agent: 'a', outcome: 'busy' })).toMatchObject({
      status: 404,
    })
    expect(await ask('/elsewhere', {})).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })
})
