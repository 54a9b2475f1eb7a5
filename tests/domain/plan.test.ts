// Whether a repayment plan is kept: judged by value dates, instalment by instalment, and corrected by what comes later.
import { planStates } from '../../domain/arrangements/plan'
import { liveFacts } from '../../domain/ladder/case-view'
import { type CaseBuilder, aCase } from './case-builder'
import { local, shown } from './log'
import { zone } from './test-strategy'

/** A plan of 200.00 on 1 April and 300.00 on 1 May, agreed on 10 March at 14:00. */
const agreed = aCase()
  .at('2026-03-10 14:00')
  .plan('p-1', [
    ['2026-04-01', 200_00],
    ['2026-05-01', 300_00],
  ])

/** `running, 2026-04-01 due`, `kept at ...`, `broken at ...`, `cancelled at ...` */
function stateOf(story: CaseBuilder, moment: string): string {
  const [plan] = planStates(liveFacts(story.facts), zone, local(moment))
  if (!plan) throw new Error('no plan')
  const { status, endedAt, nextDueOn } = plan
  return endedAt === null ? `${status}, ${nextDueOn} due` : `${status} at ${shown(endedAt)}`
}

test.each([
  ['2026-03-10 14:00', 'running, 2026-04-01 due'],
  ['2026-04-01 23:59', 'running, 2026-04-01 due'],
  ['2026-04-02 00:00', 'broken at 2026-04-02 00:00'],
  ['2027-01-01 00:00', 'broken at 2026-04-02 00:00'],
])('unpaid, at %s it is %s', (moment, state) => {
  expect(stateOf(agreed, moment)).toBe(state)
})

test('the instant at which it would break is told beforehand', () => {
  const [plan] = planStates(agreed.facts, zone, local('2026-03-20'))
  expect(plan?.nextCheckAt).toBe(local('2026-04-02'))
})

const firstPaid = agreed.at('2026-03-30 10:00').paid(200_00)
const bothPaid = firstPaid.at('2026-04-30 10:00').paid(300_00)

test.each<[string, CaseBuilder, string, string]>([
  [
    'an instalment paid in time leaves the next one due',
    firstPaid,
    '2026-04-15 00:00',
    'running, 2026-05-01 due',
  ],
  [
    'the second instalment breaks it as the first would',
    firstPaid,
    '2026-05-02 00:00',
    'broken at 2026-05-02 00:00',
  ],
  [
    'all paid in time: kept when the last payment became known',
    bothPaid,
    '2026-06-01',
    'kept at 2026-04-30 10:00',
  ],
  [
    'all paid at once: kept at once',
    agreed.at('2026-03-12 10:00').paid(500_00),
    '2026-03-12 10:00',
    'kept at 2026-03-12 10:00',
  ],
  [
    'more paid than due counts towards the next instalment',
    agreed.at('2026-03-30 10:00').paid(450_00),
    '2026-05-01 23:59',
    'running, 2026-05-01 due',
  ],
  [
    'a day late is broken',
    agreed.at('2026-04-02 09:00').paid(200_00),
    '2026-04-02 10:00',
    'broken at 2026-04-02 00:00',
  ],
  [
    'money paid before the day of the agreement does not count',
    aCase()
      .at('2026-03-09 10:00')
      .paid(100_00)
      .at('2026-03-10 14:00')
      .plan('p-1', [['2026-04-01', 100_00]]),
    '2026-04-02 00:00',
    'broken at 2026-04-02 00:00',
  ],
  [
    'money of the day of the agreement that was known before it does not count either',
    aCase()
      .at('2026-03-10 10:00')
      .paid(100_00)
      .at('2026-03-10 14:00')
      .plan('p-1', [['2026-04-01', 100_00]]),
    '2026-04-02 00:00',
    'broken at 2026-04-02 00:00',
  ],
  [
    'nor does it break the plan when it comes back',
    aCase()
      .at('2026-03-10 10:00')
      .paid(100_00)
      .at('2026-03-10 14:00')
      .plan('p-1', [['2026-04-01', 400_00]])
      .at('2026-03-12 10:00')
      .reversed('pay-1', 100_00)
      .paid(400_00),
    '2026-04-02 00:00',
    'kept at 2026-03-12 10:00',
  ],
  [
    'money of that day that became known after it counts',
    agreed.at('2026-03-11 03:00').paid(500_00, { valueOn: '2026-03-10' }),
    '2026-03-11 03:00',
    'kept at 2026-03-11 03:00',
  ],
])('%s', (_title, story, moment, state) => {
  expect(stateOf(story, moment)).toBe(state)
})

describe('tolerance and grace', () => {
  const lenient = (terms: { toleranceCents?: number; graceDays?: number }) =>
    aCase()
      .at('2026-03-10 14:00')
      .plan('p-1', [['2026-04-01', 200_00]], terms)

  test.each([
    [10_00, 189_99, 'broken at 2026-04-02 00:00'],
    [10_00, 190_00, 'kept at 2026-03-30 10:00'],
  ])('tolerance %i, paid %i: %s', (toleranceCents, cents, state) => {
    const story = lenient({ toleranceCents }).at('2026-03-30 10:00').paid(cents)
    expect(stateOf(story, '2026-04-02 00:00')).toBe(state)
  })

  test('the tolerance is one for the whole plan, not one for each instalment', () => {
    const two = aCase()
      .at('2026-03-10 14:00')
      .plan(
        'p-1',
        [
          ['2026-04-01', 200_00],
          ['2026-05-01', 200_00],
        ],
        { toleranceCents: 10_00 },
      )
    const paid = two.at('2026-03-30 10:00').paid(190_00).at('2026-04-30 10:00').paid(190_00)
    expect(stateOf(paid, '2026-05-02 00:00')).toBe('broken at 2026-05-02 00:00')
  })

  test.each([
    ['2026-04-04', 'kept at 2026-04-05 03:00'],
    ['2026-04-05', 'broken at 2026-04-05 00:00'],
  ])('three days of grace: a value date of %s is %s', (valueOn, state) => {
    const story = lenient({ graceDays: 3 }).at('2026-04-05 03:00').paid(200_00, { valueOn })
    expect(stateOf(story, '2026-04-06 00:00')).toBe(state)
  })
})

describe('a payment with an earlier value date that arrives later heals a broken plan', () => {
  const healed = agreed.at('2026-04-06 03:00').paid(200_00, { valueOn: '2026-04-01', postedOn: '2026-04-05' })

  test('it was broken, and runs again as if it had never been', () => {
    expect(stateOf(agreed, '2026-04-05 00:00')).toBe('broken at 2026-04-02 00:00')
    expect(stateOf(healed, '2026-04-06 03:00')).toBe('running, 2026-05-01 due')
  })

  test('a value date one day too late does not', () => {
    const late = agreed.at('2026-04-06 03:00').paid(200_00, { valueOn: '2026-04-02', postedOn: '2026-04-05' })
    expect(stateOf(late, '2026-04-06 03:00')).toBe('broken at 2026-04-02 00:00')
  })

  test('it may break again at a later instalment', () => {
    expect(stateOf(healed, '2026-05-02 00:00')).toBe('broken at 2026-05-02 00:00')
  })
})

describe('a payment that comes back', () => {
  test('before the due date only leaves the instalment unpaid', () => {
    expect(stateOf(firstPaid.at('2026-03-31 10:00').reversed('pay-1', 200_00), '2026-04-01 12:00')).toBe(
      'running, 2026-04-01 due',
    )
  })

  test('after the due date breaks the plan when it becomes known, not before', () => {
    const back = firstPaid.at('2026-04-20 03:00').reversed('pay-1', 200_00)
    expect(stateOf(firstPaid, '2026-04-20 02:59')).toBe('running, 2026-05-01 due')
    expect(stateOf(back, '2026-04-20 03:00')).toBe('broken at 2026-04-20 03:00')
  })

  test('opens a kept plan again', () => {
    const back = bothPaid.at('2026-05-20 03:00').reversed('pay-2', 300_00)
    expect(stateOf(back, '2026-05-20 03:00')).toBe('broken at 2026-05-20 03:00')
  })

  test('in part takes only that part', () => {
    const little = firstPaid.at('2026-03-31 09:00').reversed('pay-1', 50_00)
    expect(stateOf(little.paid(50_00), '2026-04-15 00:00')).toBe('running, 2026-05-01 due')
    expect(stateOf(little, '2026-04-15 00:00')).toBe('broken at 2026-04-02 00:00')
  })

  test('and is paid anew keeps the plan, from when the new payment is known', () => {
    const anew = bothPaid.at('2026-05-01 09:00').reversed('pay-2', 300_00).at('2026-05-01 15:00').paid(300_00)
    expect(stateOf(anew, '2026-06-01')).toBe('kept at 2026-05-01 15:00')
  })

  test('of a plan broken long before changes nothing about when it broke', () => {
    const back = agreed.at('2026-03-30 10:00').paid(50_00).at('2026-06-01 10:00').reversed('pay-1', 50_00)
    expect(stateOf(back, '2026-06-01 10:00')).toBe('broken at 2026-04-02 00:00')
  })
})

describe('a voided payment', () => {
  test('never counted', () => {
    expect(stateOf(firstPaid.at('2026-04-10 10:00').voided('pay-1'), '2026-04-10 10:00')).toBe(
      'broken at 2026-04-02 00:00',
    )
  })

  test('does not date the keeping of a plan', () => {
    const story = agreed
      .at('2026-03-12 10:00')
      .paid(500_00)
      .voided('pay-1')
      .at('2026-03-20 10:00')
      .paid(500_00)
    expect(stateOf(story, '2026-03-21 00:00')).toBe('kept at 2026-03-20 10:00')
  })
})

describe('a cancelled plan', () => {
  const cancelled = agreed.at('2026-03-20 11:00').planCancelled('p-1')

  test('ends when it was cancelled', () => {
    expect(stateOf(cancelled, '2026-03-20 11:00')).toBe('cancelled at 2026-03-20 11:00')
    expect(stateOf(cancelled, '2026-06-01 00:00')).toBe('cancelled at 2026-03-20 11:00')
  })

  test('stays cancelled whatever is paid afterwards', () => {
    const paid = cancelled.at('2026-04-15 10:00').paid(500_00)
    expect(stateOf(paid, '2026-06-01 00:00')).toBe('cancelled at 2026-03-20 11:00')
  })

  test.each<[string, CaseBuilder]>([
    [
      'a payment that comes back',
      firstPaid.at('2026-04-10 11:00').planCancelled('p-1').reversed('pay-1', 200_00),
    ],
    ['a payment that never was', firstPaid.at('2026-04-10 11:00').planCancelled('p-1').voided('pay-1')],
    [
      'a drop that is taken back',
      firstPaid.at('2026-04-10 11:00').planCancelled('p-1').withdrawn('drop-1', '2026-03-30 10:00'),
    ],
  ])('is not broken afterwards by %s', (_, story) => {
    expect(stateOf(story.at('2026-04-20 10:00'), '2026-06-01 00:00')).toBe('cancelled at 2026-04-10 11:00')
  })

  test('that had been kept before stays kept', () => {
    const late = agreed.at('2026-03-12 10:00').paid(500_00).at('2026-03-20 11:00').planCancelled('p-1')
    expect(stateOf(late, '2026-06-01 00:00')).toBe('kept at 2026-03-12 10:00')
  })

  test('does not touch another plan', () => {
    const other = cancelled.plan('p-2', [['2026-04-10', 100_00]])
    const states = planStates(other.facts, zone, local('2026-04-01'))
    expect(states.map(({ planId, status }) => [planId, status])).toEqual([
      ['p-1', 'cancelled'],
      ['p-2', 'running'],
    ])
  })
})
