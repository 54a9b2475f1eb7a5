// What people and systems ask of a running case: a refused command changes nothing and says why, the same request twice
// is one, and a signal by hand records its fact first, or is kept as refused and stops nothing.
import { listCases, showCase } from '../../cases/read-case'
import { instantAt } from '../../domain/calendar-date'
import { caseWorkflowId } from '../../workflows/messages'
import { journal } from '../support/journal'
import { soundnessOf } from '../support/soundness'
import { type Request, type World, local, openWorld, zone } from '../support/world'

const by = 'operator:lin'
const accountId = 'COMMAND-01'
const paidOn = '2026-03-22'

const payment: Request = {
  kind: 'recordPayment',
  by,
  paymentId: 'P1',
  amountCents: 100_00,
  valueOn: paidOn,
  postedOn: paidOn,
}
const reversal: Request = {
  kind: 'recordReversal',
  by,
  paymentId: 'R1',
  reversesPaymentId: 'P1',
  amountCents: 100_00,
  valueOn: paidOn,
  postedOn: paidOn,
}
const plan: Request = {
  kind: 'agreePlan',
  by,
  planId: 'plan-1',
  instalments: [
    { dueOn: '2026-03-30', amountCents: 100_00 },
    { dueOn: '2026-04-30', amountCents: 100_00 },
  ],
  toleranceCents: 0,
  graceDays: 3,
  evidence: 'call-1',
}
const hardship: Request = {
  kind: 'agreeHardship',
  by,
  agreementId: 'hardship-1',
  from: '2026-04-29',
  until: '2026-04-30',
  evidence: 'file-1',
}
const hold: Request = {
  kind: 'placeHold',
  by,
  holdId: 'hold-1',
  reason: 'dispute',
  until: local('2026-03-22 20:00'),
}
const taskId = `${accountId}/1/2026-03-01/calls/1`

let world: World
beforeAll(async () => {
  world = await openWorld()
  world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] })
  world.books.open('COMMAND-PAID', { bills: [{ dueOn: '2026-03-01', minimumDueCents: 100_00 }] })
  await world.night('2026-03-05')
  // The first call of the case is open.
  await world.liveUntil('2026-03-22 15:00')
  for (const request of [payment, hardship, hold])
    expect(await world.send(accountId, request)).toMatchObject({ ok: true })
})
afterAll(() => world.close())

test('what the customer says about being contacted is heard by a running case, and can be withdrawn', async () => {
  const wish: Request = {
    kind: 'stateWish',
    by,
    wishId: 'wish-1',
    topic: 'inconvenientHours',
    channels: 'all',
    accounts: [],
    hours: [{ from: '12:00', to: '14:00' }],
    givenTo: 'bank',
  }
  expect(await world.send(accountId, wish)).toEqual({ ok: true, recorded: ['wish/wish-1'] })
  const withdrawal = { kind: 'withdrawWish', by, wishId: 'wish-1' } as const
  expect(await world.send(accountId, withdrawal)).toEqual({ ok: true, recorded: ['wish/wish-1/withdrawn'] })
})

describe('a refused command changes nothing', () => {
  const refused: [code: string, why: string, request: Request][] = [
    [
      'DATES_REVERSED',
      'a value date after the posting date',
      { ...payment, paymentId: 'P2', valueOn: '2026-03-23' },
    ],
    ['PAYMENT_KNOWN', 'another amount for a known payment', { ...payment, amountCents: 50_00 }],
    ['UNKNOWN_PAYMENT', 'nothing to reverse', { ...reversal, reversesPaymentId: 'P9' }],
    ['REVERSAL_TOO_LARGE', 'more comes back than was paid', { ...reversal, amountCents: 100_01 }],
    [
      'INSTALMENT_PAST',
      'a first instalment in the past',
      { ...plan, instalments: [{ dueOn: '2026-03-21', amountCents: 1 }] },
    ],
    [
      'INSTALMENTS_UNORDERED',
      'instalments that do not rise',
      {
        ...plan,
        instalments: [
          { dueOn: '2026-04-30', amountCents: 1 },
          { dueOn: '2026-04-30', amountCents: 1 },
        ],
      },
    ],
    [
      'UNKNOWN_PLAN',
      'no such plan to cancel',
      { kind: 'cancelPlan', by, planId: 'plan-9', because: 'bankDecision' },
    ],
    ['AGREEMENT_KNOWN', 'an agreement id used twice', { ...hardship, until: '2026-05-01' }],
    [
      'DATES_REVERSED',
      'an agreement that ends before it begins',
      { ...hardship, agreementId: 'h2', until: '2026-02-01' },
    ],
    [
      'UNKNOWN_AGREEMENT',
      'no such agreement to end',
      { kind: 'endHardship', by, agreementId: 'h9', because: 'bankDecision' },
    ],
    ['HOLD_KNOWN', 'a hold id used twice', { ...hold, reason: 'legal' }],
    [
      'DATES_REVERSED',
      'a hold that ends before it begins',
      { ...hold, holdId: 'x', until: instantAt('2026-03-01', zone) },
    ],
    ['UNKNOWN_HOLD', 'no such hold to lift', { kind: 'liftHold', by, holdId: 'hold-9' }],
    [
      'UNKNOWN_CONTACT',
      'a report on no contact',
      { kind: 'reportDelivery', by, contactKey: 'none', outcome: 'delivered' },
    ],
    ['NO_OPEN_TASK', 'no visit is open', { kind: 'reportVisit', by, outcome: 'met' }],
    [
      'NO_OPEN_TASK',
      'a task of another number',
      { kind: 'completeCall', by, taskId: `${taskId}0`, outcome: 'noAnswer' },
    ],
    ['UNKNOWN_OUTCOME', 'a call cannot end so', { kind: 'completeCall', by, taskId, outcome: 'met' }],
    ['BAD_COMMAND', 'an amount that is none', { ...payment, paymentId: 'P3', amountCents: -1 }],
    [
      'BAD_COMMAND',
      'a setting that nobody knows',
      { ...payment, paymentId: 'P3', note: 'x' } as unknown as Request,
    ],
    ['BAD_COMMAND', 'nobody sends it', { ...payment, by: undefined } as unknown as Request],
  ]
  test.each(refused)('%s: %s', async (code, _, request) => {
    const before = await everything()
    const answer = await world.send(accountId, request)
    expect(answer).toEqual({ ok: false, code, message: expect.stringMatching(/\w+ \w+/) })
    expect(await everything()).toEqual(before)
  })

  test('NO_OPEN_CASE: a plan for a case that has closed', async () => {
    await world.send('COMMAND-PAID', { ...payment, paymentId: 'P4' })
    await world.temporal.client.workflow.getHandle(caseWorkflowId('COMMAND-PAID')).result()
    const before = await world.facts('COMMAND-PAID')
    expect(await world.send('COMMAND-PAID', plan)).toMatchObject({ ok: false, code: 'NO_OPEN_CASE' })
    expect(await world.facts('COMMAND-PAID')).toEqual(before)
  })

  test('UNKNOWN_ACCOUNT: an account that is in no drop', async () => {
    expect(await world.send('COMMAND-NONE', payment)).toMatchObject({ ok: false, code: 'UNKNOWN_ACCOUNT' })
  })
})

describe('a request sent twice is one', () => {
  test.each<[string, Request]>([
    [
      'by its id, whatever has happened since',
      { ...payment, commandId: 'twice-1', paymentId: 'P5', amountCents: 1_00 },
    ],
    ['by the payment that it is about', { ...payment }],
  ])('%s', async (_, request) => {
    await world.send(accountId, request)
    const before = await world.facts(accountId)
    expect(await world.send(accountId, request)).toEqual({ ok: true, recorded: [] })
    expect(await world.facts(accountId)).toEqual(before)
  })
})

describe('a signal by hand', () => {
  const message = {
    commandId: 'hand-1',
    by: 'engineer:wei',
    paymentId: 'P6',
    amountCents: 2_00,
    valueOn: paidOn,
    postedOn: paidOn,
  }
  const since = async (seq: number) => journal(await world.facts(accountId), { afterSeq: seq })
  const newest = async () => (await world.facts(accountId)).at(-1)?.seq ?? 0

  test('records its fact first', async () => {
    const seq = await newest()
    await world.signal(accountId, 'paymentPosted', message)
    expect(await since(seq)).toEqual(['2026-03-22 paid 2.00'])
  })

  test('sent twice changes nothing', async () => {
    const seq = await newest()
    await world.signal(accountId, 'paymentPosted', message)
    await world.signal(accountId, 'paymentPosted', message)
    expect(await since(seq)).toEqual([])
  })

  test('that breaks a rule is kept as refused and stops nothing', async () => {
    const seq = await newest()
    const before = await world.status(accountId)
    await world.signal(accountId, 'paymentReversed', {
      ...message,
      commandId: 'hand-2',
      paymentId: 'R6',
      reversesPaymentId: 'P9',
    })
    expect(await since(seq)).toEqual(['2026-03-22 recordReversal refused: UNKNOWN_PAYMENT'])
    expect((await world.status(accountId)).instruction?.next).toEqual(before.instruction?.next)
  })

  test('without a shape is kept as refused and stops nothing', async () => {
    const seq = await newest()
    await world.signal(accountId, 'planAgreed', { commandId: 'hand-3', by: 'engineer:wei', planId: 'p' })
    expect(await since(seq)).toEqual(['2026-03-22 agreePlan refused: BAD_COMMAND'])
  })

  test.each(['paymentPosted', 'planAgreed', 'positionChanged'])(
    '%s without a payload only makes the case look',
    async (name) => {
      const seq = await newest()
      const { turn } = await world.status(accountId)
      await world.signal(accountId, name)
      expect(await since(seq)).toEqual([])
      expect((await world.status(accountId)).turn).toBe(turn + 1)
    },
  )

  test.each(['hello', 7, null, [], [{ seq: 1 }], true, {}, { seq: 'x' }])(
    'that is no message, such as %j, leaves the case well',
    async (payload) => {
      for (const name of ['paymentPosted', 'deliveryReported', 'positionChanged', 'caseOpened']) {
        await world.signal(accountId, name, payload)
      }
      const { turn } = await world.status(accountId)
      await world.signal(accountId, 'positionChanged')
      expect((await world.status(accountId)).turn).toBe(turn + 1)
    },
  )

  test('that says nothing new does not even make the case look', async () => {
    const { turn } = await world.status(accountId)
    await world.signal(accountId, 'paymentPosted', { seq: 1 })
    expect((await world.status(accountId)).turn).toBe(turn)
  })
})

test('after all that the case goes on: the hold ends, the call runs into its deadline', async () => {
  await world.liveUntil('2026-03-24 06:00')
  expect(journal(await world.facts(accountId)).at(-1)).toBe('2026-03-23 calls/1: noAnswer (nobody reported)')
})

test('the list shows each open case as the case shows itself, payments since the last drop included', async () => {
  const lines = await listCases(world.relay, { status: 'open', limit: 10 })
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) {
    const { decision } = await showCase(world.reading, line.accountId, local('2026-03-24 06:00'))
    const { overdueCents, currency, oldestUnpaidDueOn } = decision.debt
    expect(line).toMatchObject({ overdueCents, currency, oldestUnpaidDueOn })
  }
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 2, faults: [] })
})

/** All that a command could have changed. */
async function everything(): Promise<unknown> {
  const { instruction } = await world.status(accountId)
  const { rows } = await world.db.pool.query(
    `select (select count(*) from outbox) as outbox, (select count(*) from task) as tasks,
       (select count(*) from payment) as payments, (select count(*) from decision) as decisions`,
  )
  return { facts: await world.facts(accountId), next: instruction?.next, rows }
}
