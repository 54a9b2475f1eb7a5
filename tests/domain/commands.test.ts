// What may be asked of a case, and what is refused with which code: each acceptance, each refusal, each repetition.
import { type Command, type Judgement, commandSchema, judgeCommand } from '../../domain/commands/commands'
import type { Fact } from '../../domain/facts'
import { type CaseBuilder, aCase, anAccount, bill } from './case-builder'
import { nextAt } from './journey'
import { accountId, appended, local } from './log'
import { testRules, zone } from './test-strategy'

type Wish = {
  [K in Command['kind']]: Omit<Extract<Command, { kind: K }>, 'commandId' | 'by'>
}[Command['kind']]

const opened = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 2000_00 })] })
const calling = opened.at('2026-03-21 09:00').took('reminder').took('second-reminder').took('calls')
const asking = calling.ended('calls', 'refused').took('letter').took('visit.approval')
const paid = opened.at('2026-03-05 10:00').paid(300_00, { id: 'p-1' })
const now = local('2026-03-21 11:00')

function judged(story: CaseBuilder | readonly Fact[], wish: Wish, commandId = 'c-1', asOf = now): Judgement {
  const facts = 'facts' in story ? story.facts : story
  const command = commandSchema.parse({ ...wish, commandId, by: 'operator:lin' })
  return judgeCommand(facts, command, { accountId, asOf, zone, rules: testRules })
}

const payment = {
  kind: 'recordPayment',
  paymentId: 'p-9',
  amountCents: 300_00,
  valueOn: '2026-03-20',
  postedOn: '2026-03-21',
} as const
const reversal = {
  kind: 'recordReversal',
  paymentId: 'r-1',
  reversesPaymentId: 'p-1',
  amountCents: 300_00,
  valueOn: '2026-03-21',
  postedOn: '2026-03-21',
} as const
const plan = {
  kind: 'agreePlan',
  planId: 'plan-1',
  instalments: [
    { dueOn: '2026-04-01', amountCents: 1000_00 },
    { dueOn: '2026-05-01', amountCents: 1000_00 },
  ],
  toleranceCents: 0,
  graceDays: 3,
  evidence: 'rec-7',
} as const satisfies Wish
const hardship = {
  kind: 'agreeHardship',
  agreementId: 'h-1',
  from: '2026-03-21',
  until: '2026-06-20',
  evidence: 'doc-7',
} as const
const hold = { kind: 'placeHold', holdId: 'hold-1', reason: 'dispute' } as const

interface Expected {
  kind: string
  key: string
  effectiveAt?: number
  payload: object
}

describe('accepted: one fact, in the name of the person, with the key that makes it one', () => {
  const callId = `${accountId}/1/2026-03-01/calls/1`
  const letter = `${accountId}/1/2026-03-01/letter/1/letter`

  test.each<[Wish, CaseBuilder, Expected]>([
    [
      payment,
      opened,
      {
        kind: 'paymentPosted',
        key: 'payment/p-9',
        effectiveAt: local('2026-03-20'),
        payload: { paymentId: 'p-9', amountCents: 300_00, valueOn: '2026-03-20', postedOn: '2026-03-21' },
      },
    ],
    [
      reversal,
      paid,
      {
        kind: 'paymentReversed',
        key: 'payment/r-1',
        effectiveAt: local('2026-03-21'),
        payload: { paymentId: 'r-1' },
      },
    ],
    [
      plan,
      opened,
      { kind: 'planAgreed', key: 'plan/plan-1', payload: { instalments: plan.instalments, graceDays: 3 } },
    ],
    [
      { kind: 'cancelPlan', planId: 'x', because: 'bankDecision' },
      opened.plan('x', [['2026-04-01', 1]]),
      {
        kind: 'planEnded',
        key: 'plan/x/cancelled',
        payload: { planId: 'x', outcome: 'cancelled', on: '2026-03-21' },
      },
    ],
    [hardship, opened, { kind: 'hardshipAgreed', key: 'hardship/h-1', payload: { until: '2026-06-20' } }],
    [
      {
        kind: 'endHardship',
        agreementId: 'x',
        because: 'customerWish',
        evidence: 'call-3',
        note: 'by phone',
      },
      opened.hardship('x', '2026-03-05', '2026-04-05'),
      {
        kind: 'hardshipEnded',
        key: 'hardship/x/ended',
        payload: { agreementId: 'x', on: '2026-03-21', reason: 'customerWish', evidence: 'call-3' },
      },
    ],
    [hold, opened, { kind: 'holdPlaced', key: 'hold/hold-1', payload: { reason: 'dispute', from: now } }],
    [
      { ...hold, from: local('2026-03-10'), until: local('2026-03-30'), note: 'letter of 9 March' },
      opened,
      {
        kind: 'holdPlaced',
        key: 'hold/hold-1',
        effectiveAt: local('2026-03-10'),
        payload: { from: local('2026-03-10'), until: local('2026-03-30'), note: 'letter of 9 March' },
      },
    ],
    [
      { kind: 'completeCall', outcome: 'rightParty', note: 'pays on Friday' },
      calling,
      {
        kind: 'taskEnded',
        key: `task/${callId}/ended`,
        payload: { taskId: callId, outcome: 'rightParty', expired: false, note: 'pays on Friday' },
      },
    ],
    [
      { kind: 'completeCall', taskId: callId, outcome: 'noAnswer' },
      calling,
      { kind: 'taskEnded', key: `task/${callId}/ended`, payload: { outcome: 'noAnswer' } },
    ],
    [
      { kind: 'reportVisit', outcome: 'notHome' },
      calling.took('visit'),
      {
        kind: 'taskEnded',
        key: `task/${accountId}/1/2026-03-01/visit/1/ended`,
        payload: { outcome: 'notHome' },
      },
    ],
    [
      { kind: 'reportVisit', outcome: 'met' },
      calling.took('second-visit'),
      {
        kind: 'taskEnded',
        key: `task/${accountId}/1/2026-03-01/second-visit/1/ended`,
        payload: { outcome: 'met' },
      },
    ],
    [
      { kind: 'decideEscalation', outcome: 'approved' },
      asking,
      {
        kind: 'taskEnded',
        key: `task/${accountId}/1/2026-03-01/visit.approval/1/ended`,
        payload: { outcome: 'approved' },
      },
    ],
    [
      { kind: 'decideEscalation', outcome: 'failed' },
      calling.took('court.assessment'),
      {
        kind: 'taskEnded',
        key: `task/${accountId}/1/2026-03-01/court.assessment/1/ended`,
        payload: { outcome: 'failed' },
      },
    ],
    [
      { kind: 'completeTask', taskId: `${accountId}/1/2026-03-01/agency/1`, outcome: 'returned' },
      calling.took('agency'),
      {
        kind: 'taskEnded',
        key: `task/${accountId}/1/2026-03-01/agency/1/ended`,
        payload: { outcome: 'returned' },
      },
    ],
    [
      { kind: 'reportDelivery', contactKey: letter, outcome: 'delivered' },
      asking,
      {
        kind: 'deliveryReported',
        key: `delivery/${letter}/delivered`,
        payload: { contactKey: letter, outcome: 'delivered' },
      },
    ],
  ])('$kind', (wish, story, { kind, key, effectiveAt = now, payload }) => {
    const judgement = judged(story, wish)
    const envelope = { accountId, recordedAt: now, effectiveAt, actor: 'operator:lin', source: 'command/c-1' }
    expect(judgement).toEqual({ ok: true, facts: [{ ...envelope, kind, key, payload: expect.anything() }] })
    expect(judgement.ok && judgement.facts[0]?.payload).toMatchObject(payload)
  })
})

describe('refused, with a stable code and a message that says what would be right', () => {
  test.each<[string, Wish, CaseBuilder, RegExp]>([
    [
      'DATES_REVERSED',
      { ...payment, valueOn: '2026-03-22' },
      opened,
      /2026-03-22 is after the posting date 2026-03-21/,
    ],
    ['DATES_REVERSED', { ...hardship, until: '2026-03-20' }, opened, /ends before it begins/],
    ['DATES_REVERSED', { ...hold, until: now }, opened, /ends before it begins/],
    ['DATES_REVERSED', { ...hold, from: now + 2, until: now + 1 }, opened, /ends before it begins/],
    [
      'PAYMENT_KNOWN',
      { ...payment, paymentId: 'p-1', amountCents: 1 },
      paid,
      /p-1 is known with the amount 300.00/,
    ],
    ['POSTED_IN_FUTURE', { ...payment, postedOn: '2026-03-22' }, opened, /2026-03-22 has not come/],
    ['POSTED_IN_FUTURE', { ...reversal, postedOn: '2026-03-22' }, paid, /today is 2026-03-21/],
    ['PAYMENT_KNOWN', { ...reversal, paymentId: 'p-1' }, paid, /is the id of a payment/],
    ['PAYMENT_KNOWN', { ...payment, paymentId: 'back-1' }, paid.reversed('p-1', 1_00), /of a reversal/],
    [
      'DATES_REVERSED',
      { ...reversal, valueOn: '2026-03-01', postedOn: '2026-03-01' },
      paid,
      /cannot come back before/,
    ],
    [
      'PLAN_ENDED',
      { kind: 'cancelPlan', planId: 'plan-1', because: 'bankDecision' },
      opened.plan('plan-1', [['2026-04-01', 1]]).planCancelled('plan-1'),
      /plan-1 was cancelled on/,
    ],
    [
      'AGREEMENT_ENDED',
      { kind: 'endHardship', agreementId: 'h-1', because: 'bankDecision' },
      opened.hardship('h-1', '2026-03-02', '2026-06-30').hardshipEnded('h-1'),
      /h-1 ended on/,
    ],
    ['UNKNOWN_PAYMENT', { ...reversal, reversesPaymentId: 'p-2' }, paid, /there is no payment p-2/],
    ['REVERSAL_TOO_LARGE', { ...reversal, amountCents: 300_01 }, paid, /p-1 was 300.00/],
    [
      'REVERSAL_KNOWN',
      { ...reversal, paymentId: 'back-1' },
      paid.reversed('p-1', 50_00),
      /50.00 of payment p-1 came back/,
    ],
    [
      'REVERSAL_TOO_LARGE',
      { ...reversal, amountCents: 200_01 },
      paid.reversed('p-1', 100_00),
      /100.00 came back/,
    ],
    ['PLAN_KNOWN', plan, opened.plan('plan-1', [['2026-04-01', 1]]), /plan plan-1 exists/],
    ['NO_OPEN_CASE', plan, anAccount('2026-03-04'), /no open case/],
    ['NO_OPEN_CASE', plan, opened.closed(), /no open case/],
    [
      'INSTALMENTS_UNORDERED',
      { ...plan, instalments: [...plan.instalments].reverse() },
      opened,
      /rising due dates/,
    ],
    [
      'INSTALMENTS_UNORDERED',
      { ...plan, instalments: [plan.instalments[0], plan.instalments[0]] },
      opened,
      /rising/,
    ],
    [
      'INSTALMENT_PAST',
      { ...plan, instalments: [{ dueOn: '2026-03-20', amountCents: 1 }] },
      opened,
      /in the past/,
    ],
    [
      'UNKNOWN_PLAN',
      { kind: 'cancelPlan', planId: 'x', because: 'bankDecision' },
      opened,
      /there is no plan x/,
    ],
    ['NO_OPEN_CASE', hardship, opened.closed(), /no open case/],
    ['AGREEMENT_KNOWN', hardship, opened.hardship('h-1', '2026-03-05', '2026-04-05'), /agreement h-1 exists/],
    [
      'UNKNOWN_AGREEMENT',
      { kind: 'endHardship', agreementId: 'x', because: 'bankDecision' },
      opened,
      /no hardship agreement x/,
    ],
    ['HOLD_KNOWN', hold, opened.hold('hold-1'), /hold-1 exists; choose another id/],
    ['UNKNOWN_HOLD', { kind: 'liftHold', holdId: 'x' }, opened, /there is no hold x/],
    ['NO_OPEN_TASK', { kind: 'completeCall', outcome: 'noAnswer' }, opened, /no open task of the kind call/],
    ['NO_OPEN_TASK', { kind: 'reportVisit', outcome: 'met' }, calling, /visit or secondVisit/],
    ['NO_OPEN_TASK', { kind: 'completeCall', taskId: 'other', outcome: 'noAnswer' }, calling, /kind call/],
    [
      'NO_OPEN_TASK',
      { kind: 'completeTask', taskId: 'other', outcome: 'retry' },
      calling,
      /placement or matter or review/,
    ],
    [
      'UNKNOWN_OUTCOME',
      { kind: 'completeCall', outcome: 'gone' },
      calling,
      /ends with one of rightParty, noAnswer/,
    ],
    [
      'UNKNOWN_CONTACT',
      { kind: 'reportDelivery', contactKey: 'x', outcome: 'delivered' },
      asking,
      /no contact x/,
    ],
    [
      'UNKNOWN_CONTACT',
      { kind: 'reportDelivery', contactKey: 'withheld', outcome: 'delivered' },
      calling.add('contactMade', {
        contactKey: 'withheld',
        stepKey: '1/2026-03-01/reminder/1',
        channel: 'sms',
        outcome: 'withheld',
      }),
      /no contact withheld/,
    ],
  ])('%s: %j', (code, wish, story, message) => {
    const judgement = judged(story, wish)
    expect(judgement).toEqual({ ok: false, code, message: expect.stringMatching(message) })
  })
})

describe('a command sent twice is one command', () => {
  const once = (story: CaseBuilder, wish: Wish): Fact[] => {
    const judgement = judged(story, wish)
    if (!judgement.ok) throw new Error(judgement.message)
    return appended(story.facts, judgement.facts)
  }
  const tomorrow = now + 86_400_000 * 40

  test.each<[Wish, CaseBuilder]>([
    [payment, opened],
    [reversal, paid],
    [plan, opened],
    [hardship, opened],
    [{ ...hold, until: now + 1 }, opened],
    [{ kind: 'completeCall', outcome: 'rightParty' }, calling],
    [{ kind: 'decideEscalation', outcome: 'approved' }, asking],
  ])('$kind, also much later', (wish, story) => {
    expect(judged(once(story, wish), wish, 'c-1', tomorrow)).toEqual({ ok: true, facts: [] })
  })

  test('a call reported a second time does not end the next call', () => {
    const wish = { kind: 'completeCall', outcome: 'noAnswer' } as const
    const next = calling.append(judgedFacts(calling, wish)).at('2026-03-23 11:00').took('calls', { n: 2 })
    expect(judged(next, wish)).toEqual({ ok: true, facts: [] })
    expect(nextAt(next, '2026-03-23 12:00')).toBe('wait for task until 2026-03-24 18:00')
    expect(judged(next, wish, 'c-2')).toMatchObject({ ok: true, facts: [{ kind: 'taskEnded' }] })
  })

  test('the same payment from another sender is known, not refused', () => {
    expect(judged(paid, { ...payment, paymentId: 'p-1' })).toEqual({ ok: true, facts: [] })
    const reversed = appended(paid.facts, judgedFacts(paid, reversal))
    expect(judged(reversed, reversal, 'c-2')).toEqual({ ok: true, facts: [] })
  })

  test('the id of another command is refused, and nothing is swallowed', () => {
    const held = appended(opened.facts, judgedFacts(opened, hold))
    expect(judged(held, { ...hold, holdId: 'hold-2' })).toMatchObject({ ok: false, code: 'COMMAND_ID_USED' })
    expect(judged(held, { ...hold, holdId: 'hold-2' }, 'c-2').ok).toBe(true)
  })

  test.each<[string, Wish, Wish]>([
    ['amount', payment, { ...payment, amountCents: 300_01 }],
    ['date', hardship, { ...hardship, until: '2026-06-21' }],
    ['instalment', plan, { ...plan, instalments: plan.instalments.slice(1) }],
    ['end', { ...hold, until: now + 1 }, { ...hold, until: now + 2 }],
  ])('nor is another %s under the same id', (_, wish, other) => {
    expect(judged(once(opened, wish), other)).toMatchObject({ ok: false, code: 'COMMAND_ID_USED' })
  })

  function judgedFacts(story: CaseBuilder, wish: Wish) {
    const judgement = judged(story, wish)
    return judgement.ok ? judgement.facts : []
  }
})

test('payments and holds need no open case', () => {
  const closed = opened.closed()
  for (const wish of [payment, hold]) expect(judged(closed, wish).ok).toBe(true)
})

test('a person may report after the deadline as long as nobody recorded it', () => {
  const late = local('2026-03-23 09:00')
  expect(judged(calling, { kind: 'completeCall', outcome: 'rightParty' }, 'c-1', late).ok).toBe(true)
  const over = calling.at(late).settle()
  expect(judged(over, { kind: 'completeCall', outcome: 'rightParty' }, 'c-1', late)).toMatchObject({
    ok: false,
    code: 'NO_OPEN_TASK',
  })
})

describe('the shape of a command', () => {
  const base = { commandId: 'c-1', by: 'operator:lin' }
  test.each<[string, object]>([
    ['an unknown kind', { ...base, kind: 'forgive' }],
    ['a setting that it does not have', { ...base, ...hold, colour: 'red' }],
    ['no sender', { ...hold, commandId: 'c-1' }],
    ['no command id', { ...hold, by: 'operator:lin' }],
    ['an id with a space', { ...base, ...hold, holdId: 'hold 1' }],
    ['an unknown reason', { ...base, ...hold, reason: 'mood' }],
    ['a date that does not exist', { ...base, ...hardship, until: '2026-02-30' }],
    ['a date that no calendar of a case reaches', { ...base, ...hardship, until: '9999-12-31' }],
    ['a date before all contracts', { ...base, ...payment, valueOn: '0001-01-01' }],
    ['an instant that no database holds', { ...base, ...hold, until: 9e15 }],
    ['an instant of the year 2200', { ...base, ...hold, until: Date.parse('2200-01-01T00:00:00Z') }],
    ['an amount of nothing', { ...base, ...payment, amountCents: 0 }],
    ['half a cent', { ...base, ...payment, amountCents: 0.5 }],
    ['an endless note', { ...base, ...hold, note: 'x'.repeat(501) }],
    ['a plan without instalments', { ...base, ...plan, instalments: [] }],
    [
      'a plan of more instalments than five years have weeks',
      { ...base, ...plan, instalments: Array(262).fill(plan.instalments[0]) },
    ],
    ['a delivery that is none', { ...base, kind: 'reportDelivery', contactKey: 'x', outcome: 'lost' }],
  ])('%s is not a command', (_title, command) => {
    expect(commandSchema.safeParse(command).success).toBe(false)
  })

  test('a date out of reach is told the span that is taken', () => {
    const { error } = commandSchema.safeParse({ ...base, ...hardship, until: '9999-12-31' })
    expect(error?.issues.map(({ path, message }) => [...path, message])).toEqual([
      ['until', 'must be a date from 1900-01-01 to 2199-12-31'],
    ])
  })

  test('a plan without terms gets those of the strategy', () => {
    const { toleranceCents: _tolerance, graceDays: _grace, ...bare } = plan
    expect(judged(opened, bare)).toMatchObject({
      facts: [{ payload: { toleranceCents: 0, graceDays: 3, cureDays: 5, remindDaysBefore: 3 } }],
    })
  })
})
