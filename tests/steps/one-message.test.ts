// A person with several overdue accounts gets one message that tells of each of them (C7). The case that comes first
// sends for all; the others record the same contact and go on as if they had sent it.
import { createCaseActivities } from '../../activities/evaluate'
import { runCommand } from '../../cases/run-command'
import { instantAt } from '../../domain/calendar-date'
import type { Command } from '../../domain/commands/commands'
import type { OutgoingMessage } from '../../platform/carrier'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, dueOn, inActivity, morning, setStage, smsTo, rulesOf, zone } from './stage'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

const smsOnly = { step: 'reminder' as const, channels: ['sms' as const], template: 'reminder' }
const stepKey = `1/${dueOn}/rung/1`

/** Two accounts of one person, each due a reminder this morning. */
async function twoAccounts(): Promise<[Stage, Stage]> {
  const first = await setStage(test_.db, smsOnly)
  const second = await setStage(test_.db, smsOnly, { customerId: first.accountId.replace('ACC', 'CUS') })
  for (const stage of [first, second]) await evaluate(stage)
  return [first, second]
}

async function evaluate({ accountId, deps: { db, rulesFor } }: Stage): Promise<void> {
  const { evaluate } = createCaseActivities({
    db,
    rulesFor,
    runCommand: () => Promise.reject(new Error()),
    alarm: () => undefined,
  })
  await inActivity(() => evaluate({ accountId, turn: 1, asOf: morning, seenSeq: 0 }))
}

/** Hands the message over after `happens`, as a worker does that was slow in between. */
function meanwhile(stage: Stage, happens: () => Promise<unknown>): Stage['deps'] {
  const { sms } = stage.deps
  return {
    ...stage.deps,
    sms: {
      ...sms,
      async send(message: OutgoingMessage) {
        await happens()
        return sms.send(message)
      },
    },
  }
}

/** Lets `happens` fall between the claim and the last look: when the words are written, the bank is asked its name. */
function beforeTheLastLook(stage: Stage, happens: () => Promise<unknown>): Stage['deps'] {
  const { db } = stage.deps
  let began = 0
  const prisma = new Proxy(db.prisma, {
    get(target, property, receiver) {
      const value: unknown = Reflect.get(target, property, receiver)
      if (property !== '$transaction') return value
      return async (...args: Parameters<typeof db.prisma.$transaction>) => {
        began += 1
        if (began === 2) await happens()
        return (value as (...all: unknown[]) => unknown).apply(target, args)
      }
    },
  })
  return { ...stage.deps, db: { ...db, prisma } }
}

const contactsOf = (stage: Stage) =>
  test_.db.prisma.contact.findMany({ where: { customerId: stage.accountId.replace('ACC', 'CUS') } })

async function command({ accountId }: Stage, fields: object): Promise<void> {
  const request = { accountId, asOf: morning }
  const whole = { commandId: `c-${accountId}`, by: 'operator:lin', ...fields } as Command
  const answer = await runCommand({ db: test_.db, zone, rulesOf }, { ...request, command: whole })
  expect(answer).toMatchObject({ ok: true })
}

const paysAll = {
  kind: 'recordPayment',
  paymentId: 'p-1',
  amountCents: 523_456,
  valueOn: '2026-03-05',
  postedOn: '2026-03-05',
}

test('two accounts that are due a reminder are told of in one SMS, each with its amount and parts', async () => {
  const [first, second] = await twoAccounts()
  await first.perform('remind')
  await second.perform('remind')
  const [sms, ...more] = await smsTo(first.mobile)
  expect(more).toEqual([])
  for (const { accountId } of [first, second]) expect(sms?.body).toContain(`尾号${accountId.slice(-4)}`)
  expect(sms?.body.match(/本金CNY 5,000\.00/g)).toHaveLength(2)
})

test('both cases record the same contact and go on', async () => {
  const [first, second] = await twoAccounts()
  await first.perform('remind')
  const answer = await second.perform('remind')
  const contactKey = `${first.accountId}/${stepKey}/sms`
  for (const stage of [first, second]) {
    expect(await stage.facts('contactMade')).toMatchObject([{ contactKey, stepKey, outcome: 'sent' }])
    expect(await stage.facts('stepTaken')).toMatchObject([{ stepKey, outcome: 'done' }])
  }
  expect(answer.next).toMatchObject({ kind: 'wait' })
  expect(await contactsOf(first)).toMatchObject([
    { key: contactKey, covers: [{ accountId: second.accountId, stepKey }] },
  ])
})

test('the account that is overdue the longest leads', async () => {
  const [first, second] = await twoAccounts()
  const [reported] = await second.facts('positionReported')
  if (!reported) throw new Error('no position')
  const bills = reported.bills.map((bill) => ({ ...bill, dueOn: '2026-02-10' }))
  await second.record('positionReported', 'position/2', { ...reported, bills })
  await first.perform('remind')
  const [sms] = await smsTo(first.mobile)
  expect(sms?.body).toMatch(
    new RegExp(`尾号${second.accountId.slice(-4)}.*另有：尾号${first.accountId.slice(-4)}`, 's'),
  )
})

test('an account that is paid between claim and sending is not in the message', async () => {
  const [first, second] = await twoAccounts()
  const deps = beforeTheLastLook(first, () => command(second, paysAll))
  await expect(first.perform('remind', { deps })).rejects.toMatchObject({ type: 'CASE_CHANGED' })
  expect(await smsTo(first.mobile)).toEqual([])
  await first.perform('remind')
  const [sms, ...more] = await smsTo(first.mobile)
  expect(more).toEqual([])
  expect(sms?.body).not.toContain(second.accountId.slice(-4))
  expect(await second.facts('contactMade')).toEqual([])
})

test('a part that is paid between claim and sending changes the amount in the message', async () => {
  const stage = await setStage(test_.db, smsOnly)
  const deps = beforeTheLastLook(stage, () => command(stage, { ...paysAll, amountCents: 10_000 }))
  await expect(stage.perform('remind', { deps })).rejects.toMatchObject({ type: 'CASE_CHANGED' })
  await stage.perform('remind')
  expect((await smsTo(stage.mobile)).map(({ body }) => body)).toEqual([expect.stringContaining('CNY 423.00')])
})

test('a case that is just being told about waits and then sends nothing', async () => {
  const [first, second] = await twoAccounts()
  const during: unknown[] = []
  const deps = meanwhile(first, async () => {
    during.push(await second.perform('remind').catch((error: unknown) => error))
  })
  await first.perform('remind', { deps })
  expect(during).toMatchObject([{ type: 'TOLD_BY_ANOTHER_CASE', nonRetryable: false }])
  await second.perform('remind')
  expect(await smsTo(first.mobile)).toHaveLength(1)
  expect(await second.facts('stepTaken')).toMatchObject([{ outcome: 'done' }])
})

test('when the case that would have sent for both is paid, the other sends for itself', async () => {
  const [first, second] = await twoAccounts()
  const deps = beforeTheLastLook(first, () => command(first, paysAll))
  await first.perform('remind', { deps })
  expect(await smsTo(first.mobile)).toEqual([])
  await second.perform('remind')
  const [sms] = await smsTo(first.mobile)
  expect(sms?.body).toContain(second.accountId.slice(-4))
  expect(sms?.body).not.toContain(first.accountId.slice(-4))
})

test('a claim that a dead case left behind is waited for, then let be, and nothing goes out twice', async () => {
  const [first, second] = await twoAccounts()
  const killed = () => Promise.reject(new Error('killed'))
  await expect(first.perform('remind', { deps: beforeTheLastLook(first, killed) })).rejects.toThrow('killed')
  await expect(second.perform('remind')).rejects.toMatchObject({ type: 'TOLD_BY_ANOTHER_CASE' })
  // The claim counts against the day on which it was made.
  const asOf = instantAt('2026-03-06', zone, '09:00')
  const dies = meanwhile(second, () => Promise.resolve())
  const sends = dies.sms.send
  dies.sms.send = async (message) => {
    await sends(message)
    throw new Error('killed')
  }
  await expect(second.perform('remind', { asOf, deps: dies })).rejects.toThrow('killed')
  await second.perform('remind', { asOf })
  await second.perform('remind', { asOf })
  expect(await smsTo(first.mobile)).toHaveLength(1)
  expect((await contactsOf(first)).map(({ accountId, status }) => [accountId, status]).sort()).toEqual(
    [
      [first.accountId, 'claimed'],
      [second.accountId, 'sent'],
    ].sort(),
  )
})

test('what became of the message counts for both accounts', async () => {
  const [first, second] = await twoAccounts()
  await first.perform('remind')
  await second.perform('remind')
  const contactKey = `${first.accountId}/${stepKey}/sms`
  await command(second, { kind: 'reportDelivery', contactKey, outcome: 'failed' })
  for (const stage of [first, second])
    expect(await stage.facts('deliveryReported')).toEqual([{ contactKey, outcome: 'failed' }])
  expect(await contactsOf(first)).toMatchObject([{ status: 'failed' }])
})

test.each([
  ['the customer died, noted on another account', { kind: 'placeHold', holdId: 'h', reason: 'deceased' }, []],
  ['bankruptcy, noted on another account', { kind: 'placeHold', holdId: 'h', reason: 'bankruptcy' }, []],
  [
    'a wish to be spared in the morning',
    { kind: 'stateWish', wishId: 'w', topic: 'inconvenientHours', hours: [{ from: '08:00', to: '12:00' }] },
    [{ outcome: 'withheld' }],
  ],
])(
  '%s between claim and sending stops the message, and the step is not lost',
  async (_, fields, contacts) => {
    const first = await setStage(test_.db, smsOnly)
    const second = await setStage(test_.db, smsOnly, { customerId: first.accountId.replace('ACC', 'CUS') })
    const complete = { channels: 'all', accounts: [], givenTo: 'bank', ...fields }
    const known = fields.kind === 'stateWish' ? complete : fields
    await first.perform('remind', { deps: beforeTheLastLook(first, () => command(second, known)) })
    expect(await smsTo(first.mobile)).toEqual([])
    expect(await first.facts('contactMade')).toMatchObject(contacts)
    expect(await first.facts('stepTaken')).toEqual([])
    expect(await contactsOf(first)).toMatchObject([{ status: 'withdrawn', sentAt: null }])
  },
)

test('a dispute of one account leaves the other to be told of', async () => {
  const [first, second] = await twoAccounts()
  await command(second, { kind: 'placeHold', holdId: 'h', reason: 'dispute' })
  await first.perform('remind')
  const [sms] = await smsTo(first.mobile)
  expect(sms?.body).not.toContain(second.accountId.slice(-4))
})

test('what the rules were asked and answered stands with the contact and in the log', async () => {
  const stage = await setStage(test_.db, smsOnly)
  await stage.perform('remind')
  const [made] = await stage.facts('contactMade')
  expect(made?.judgement).toMatchObject({ verdict: 'ALLOW', reasons: [] })
  expect(made?.judgement?.packs).toEqual([expect.stringMatching(/^cn-bank@[\d.]+#[0-9a-f]{16}$/)])
  expect(made?.judgement?.counts).toContain('BANK-DAY 0/1 the person, sms Asia/Shanghai')
  expect((await contactsOf(stage))[0]?.judgement).toEqual(made?.judgement)
})

test('a message that is put off says by which pack, in which version, and until when', async () => {
  const first = await setStage(test_.db, smsOnly)
  const second = await setStage(test_.db, smsOnly, { customerId: first.accountId.replace('ACC', 'CUS') })
  await first.perform('remind')
  await second.perform('remind')
  const [withheld] = await second.facts('contactMade')
  const until = instantAt('2026-03-06', zone, '08:00')
  expect(withheld?.judgement).toMatchObject({ verdict: 'DEFER', until, reasons: ['BANK-DAY DEFER'] })
})
