// Is somebody else asked to pass on a message only when the debtor cannot be reached and two people agree, once, in words
// that tell nothing, and never again after they refused?
import { auditContacts } from '../../audit/breaches'
import { type SendRelay, sendRelay } from '../../cases/relay-message'
import { runCommand } from '../../cases/run-command'
import { instantAt } from '../../domain/calendar-date'
import type { Command } from '../../domain/commands/commands'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Caller, by, call, openCaller } from './caller'
import { type Stage, morning, orderFault, smsTo, rulesOf, zone } from './stage'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

const minute = 60_000
const tomorrow = instantAt('2026-03-06', zone, '10:00')
const relayId = 'r1'

interface Relayed extends Caller {
  number: string
}

type Asked = { [K in Command['kind']]: Omit<Extract<Command, { kind: K }>, 'commandId'> }[Command['kind']]
let commands = 0
function order({ accountId }: Stage, asked: Asked) {
  commands += 1
  const command = { ...asked, commandId: `c${commands}` }
  return runCommand({ db: database.db, zone, rulesOf }, { accountId, asOf: morning, command })
}

const ask = (stage: Stage, partyId = 'p1') => order(stage, { kind: 'askRelay', by, relayId, partyId })
const approve = (stage: Stage, who: string) => order(stage, { kind: 'approveRelay', by: who, relayId })
const send = (stage: Stage, asOf = tomorrow, deps = stage.deps, more: Partial<SendRelay> = {}) =>
  sendRelay(deps, { accountId: stage.accountId, relayId, by, asOf, ...more })

/** A case whose customer left somebody's number with the bank. */
async function withParty(
  options: { customerId?: string; number?: string; partyId?: string; role?: string } = {},
): Promise<Relayed> {
  const { customerId, partyId: id = 'p1', role = 'reservedContact' } = options
  const stage = await openCaller(database.db, customerId === undefined ? {} : { customerId })
  const number = options.number ?? `${stage.mobile}7`
  const { accountId } = stage
  await database.db.prisma.party.create({
    data: { accountId, id, role, fullName: '李四', channel: 'mobile', value: number },
  })
  return { ...stage, number }
}

async function failCalls(stage: Caller): Promise<void> {
  for (const n of [0, 1, 2]) await call(stage, morning + n * 10 * minute, 'noAnswer')
}

async function agreed(stage: Stage, partyId = 'p1'): Promise<void> {
  for (const done of [
    await ask(stage, partyId),
    await approve(stage, 'supervisor:qian'),
    await approve(stage, 'supervisor:zhou'),
  ])
    expect(done).toMatchObject({ ok: true })
}

/** Asked for, approved by two, after three failed calls. */
async function readyRelay(): Promise<Relayed> {
  const stage = await withParty()
  await failCalls(stage)
  await agreed(stage)
  return stage
}

const rowOf = ({ accountId }: Stage) =>
  database.db.prisma.contact.findUnique({ where: { key: `${accountId}/relay/${relayId}/sms` } })
const notAllowed = (ruleId: string) => ({ ok: false, code: 'RELAY_NOT_ALLOWED', ruleId })

describe('who may ask and approve', () => {
  test('neither who asked nor who approved before approves', async () => {
    const stage = await withParty()
    await ask(stage)
    expect(await approve(stage, by)).toMatchObject({ ok: false, code: 'SAME_PERSON' })
    expect(await approve(stage, 'supervisor:qian')).toMatchObject({ ok: true })
    expect(await approve(stage, 'supervisor:qian')).toMatchObject({ ok: false, code: 'SAME_PERSON' })
  })

  test('nobody asks a stranger or a guarantor, approves what nobody asked for, or asks twice by one id', async () => {
    const stage = await withParty({ role: 'guarantor' })
    expect(await ask(stage, 'nobody')).toMatchObject({ code: 'UNKNOWN_PARTY' })
    expect(await ask(stage)).toMatchObject({ code: 'UNKNOWN_PARTY' })
    expect(await approve(stage, 'supervisor:qian')).toMatchObject({ code: 'UNKNOWN_RELAY' })
    expect(await send(stage)).toMatchObject({ ok: false, code: 'UNKNOWN_RELAY' })
    const other = await withParty()
    await ask(other)
    expect(await ask(other)).toMatchObject({ code: 'RELAY_KNOWN' })
  })
})

describe('when it may be sent', () => {
  test('not while the debtor can be reached', async () => {
    const stage = await withParty()
    await agreed(stage)
    expect(await send(stage)).toMatchObject(notAllowed('CN-3P-02-USE'))
    expect(await smsTo(stage.number)).toEqual([])
    expect(await rowOf(stage)).toBeNull()
  })

  test('after three calls in a row that failed: not on that day, but on the next', async () => {
    const stage = await readyRelay()
    expect(await send(stage, morning + 60 * minute)).toMatchObject(notAllowed('CN-3P-02-USE'))
    expect(await send(stage, instantAt('2026-03-06', zone, '07:59'))).toMatchObject({
      ...notAllowed('CN-TIME-01'),
      until: new Date(instantAt('2026-03-06', zone, '08:00')).toISOString(),
    })
    expect(await send(stage)).toMatchObject({ ok: true, outcome: 'sent' })
  })

  test('not once more after the debtor was reached', async () => {
    const stage = await readyRelay()
    await call(stage, tomorrow - 30 * minute, 'rightParty')
    expect(await send(stage)).toMatchObject(notAllowed('CN-3P-02-USE'))
  })

  test('one approval is not enough', async () => {
    const stage = await withParty()
    await failCalls(stage)
    await ask(stage)
    await approve(stage, 'supervisor:qian')
    expect(await send(stage)).toMatchObject({
      ...notAllowed('CN-3P-02-USE'),
      message: expect.stringContaining('it needs 2 approvals and has 1') as string,
    })
    await approve(stage, 'supervisor:zhou')
    expect(await send(stage)).toMatchObject({ ok: true, outcome: 'sent' })
  })

  test('what the customer agreed to does not hold for others', async () => {
    const stage = await readyRelay()
    const late = { topic: 'consentToHours' as const, hours: [{ from: '22:00', to: '24:00' }] }
    const stated = { wishId: 'w', channels: 'all' as const, accounts: [], from: morning, evidence: 'rec/1' }
    await stage.record('wishStated', 'wish/w', { ...late, ...stated, givenTo: 'bank' })
    expect(await send(stage, instantAt('2026-03-06', zone, '22:30'))).toMatchObject(notAllowed('CN-TIME-01'))
  })

  test('not when the debt is paid, or collection stands still', async () => {
    const paid = await readyRelay()
    const payment = { paymentId: 'p', amountCents: 60_000, valueOn: '2026-03-05', postedOn: '2026-03-05' }
    await paid.record('paymentPosted', 'payment/p', payment)
    expect(await send(paid)).toMatchObject(notAllowed('PAID'))
    const held = await readyRelay()
    await held.record('holdPlaced', 'hold/1', { holdId: '1', reason: 'dispute', from: morning })
    expect(await send(held)).toMatchObject(notAllowed('HOLD'))
  })
})

test('nothing is said but who wishes to be called, by which number and code; the ledger and the audit know it', async () => {
  const stage = await readyRelay()
  await send(stage)
  const row = await rowOf(stage)
  const [message, ...more] = await smsTo(stage.number)
  expect(more).toEqual([])
  expect(message?.body).toBe(
    `【示例银行】您好！我行一位客户曾将您留作联系人。如您方便，请转告该客户致电我行官方热线${stage.deps.bank.hotline}，` +
      `并报号码${row?.checkCode ?? ''}。您也可凭此号码向热线核实本短信。如不愿再收到此类短信，请告知热线，我行不再打扰。`,
  )
  expect(row).toMatchObject({
    ...{ role: 'reservedContact', channel: 'sms', status: 'sent', providerId: message?.sid },
    template: 'zh-CN/sms/relay@1',
    judgement: { verdict: 'ALLOW' },
  })
  const made = (await stage.facts('contactMade')).filter(({ contactKey }) => contactKey === row?.key)
  expect(made).toMatchObject([{ channel: 'sms', outcome: 'sent', judgement: { verdict: 'ALLOW' } }])
  expect(JSON.stringify(made)).not.toContain(stage.number)
  const { breaches } = await auditContacts(database.db, { policiesDir: 'policies' })
  expect(breaches.filter(({ contactKey }) => contactKey === row?.key)).toEqual([])
})

describe('one relay is one message', () => {
  test('sent twice, it goes out once', async () => {
    const stage = await readyRelay()
    const [first, second] = await Promise.all([send(stage), send(stage)])
    expect([first.ok, second.ok]).toContain(true)
    expect(await send(stage, tomorrow + minute)).toMatchObject({ ok: true })
    expect(await smsTo(stage.number)).toHaveLength(1)
  })

  test('whoever sent it died before the answer: it is looked up, not sent again', async () => {
    const stage = await readyRelay()
    const { sms } = stage.deps
    const dying = {
      ...stage.deps,
      sms: {
        ...sms,
        send: async (message: Parameters<typeof sms.send>[0]) => {
          await sms.send(message)
          throw new Error('killed')
        },
      },
    }
    await expect(send(stage, tomorrow, dying)).rejects.toThrow('killed')
    expect(await rowOf(stage)).toMatchObject({ status: 'sending' })
    expect(await send(stage, tomorrow + minute)).toMatchObject({ ok: true, outcome: 'sent' })
    expect(await smsTo(stage.number)).toHaveLength(1)
    expect(await rowOf(stage)).toMatchObject({ status: 'sent' })
  })

  test('an answer that was lost is asked for', async () => {
    const stage = await readyRelay()
    await orderFault({ channel: 'sms', kind: 'drop-after-accept', to: stage.number, times: 1 })
    expect(await send(stage)).toMatchObject({ ok: true, outcome: 'sent' })
    expect(await smsTo(stage.number)).toHaveLength(1)
  })

  test('when nobody can tell, it counts as sent and a person looks', async () => {
    const stage = await readyRelay()
    await orderFault({ channel: 'sms', kind: 'drop-before-accept', to: stage.number, times: 1 })
    expect(await send(stage)).toMatchObject({ ok: true, outcome: 'unknown' })
    expect(await send(stage)).toMatchObject({ ok: true, outcome: 'unknown' })
    expect(await smsTo(stage.number)).toEqual([])
    const tasks = await database.db.prisma.task.findMany({
      where: { accountId: stage.accountId, kind: 'review' },
    })
    expect(tasks).toMatchObject([{ status: 'open' }])
  })

  test('what the provider surely did not take gives its slot back, and goes out later', async () => {
    const stage = await readyRelay()
    await orderFault({ channel: 'sms', kind: 'too-many-requests', to: stage.number, times: 1 })
    expect(await send(stage)).toMatchObject({ ok: false, code: 'PROVIDER_BUSY' })
    expect(await rowOf(stage)).toMatchObject({ status: 'withdrawn' })
    expect(await send(stage, tomorrow + minute)).toMatchObject({ ok: true, outcome: 'sent' })
    expect(await smsTo(stage.number)).toHaveLength(1)
  })
})

test('who has refused is never asked again, on any account of the customer that names the number', async () => {
  const stage = await readyRelay()
  const other = await withParty({ customerId: stage.customerId, number: stage.number, partyId: 'q1' })
  await agreed(other, 'q1')
  const refusal = { kind: 'refuseRelays' as const, by, partyId: 'p1' }
  expect(await order(stage, refusal)).toMatchObject({ ok: true, recorded: ['party/p1/refused'] })
  expect(await order(stage, refusal)).toMatchObject({ ok: true, recorded: [] })
  const yearLater = instantAt('2027-03-06', zone, '10:00')
  for (const asOf of [tomorrow, yearLater])
    for (const account of [stage, other])
      expect(await send(account, asOf)).toMatchObject(notAllowed('CN-3P-04'))
  expect(await smsTo(stage.number)).toEqual([])
})

test('a number that two accounts name is one contact point, and gets one message a day', async () => {
  const stage = await readyRelay()
  const other = await withParty({ customerId: stage.customerId, number: stage.number, partyId: 'q1' })
  await agreed(other, 'q1')
  expect(await send(stage)).toMatchObject({ ok: true })
  expect(await send(other, tomorrow + minute)).toMatchObject(notAllowed('BANK-DAY'))
  expect(await send(other, tomorrow + 24 * 60 * minute)).toMatchObject({ ok: true })
  const [first, second] = [await rowOf(stage), await rowOf(other)]
  expect(first?.contactPointId).toBe(second?.contactPointId)
})
