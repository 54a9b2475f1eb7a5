// Whether a promise to pay is kept, how several share what is paid, and which promises are taken at all.
import fc from 'fast-check'
import { promiseStates } from '../../../domain/arrangements/promise'
import { promiseTerms } from '../../../domain/arrangements/promise-terms'
import { type Judgement, commandSchema, judgeCommand } from '../../../domain/commands/commands'
import type { Rules } from '../../../domain/ladder/decide'
import { type CaseBuilder, aCase, bill } from '../case-builder'
import { nextAt } from '../journey'
import { accountId, local, shown } from '../log'
import { testRules, zone } from '../test-strategy'

/** `p-1 open 0, p-2 kept 300 at 2026-03-20 10:00` */
function statesOf(story: CaseBuilder, moment: string): string {
  return promiseStates(story.facts, zone, local(moment))
    .map(({ promiseId, status, paidCents, endedAt }) =>
      [promiseId, status, paidCents / 100, ...(endedAt === null ? [] : ['at', shown(endedAt)])].join(' '),
    )
    .join(', ')
}

const opened = aCase({ bills: [bill('2026-03-01', { minimumDueCents: 2_000_00 })] })
const promised = opened.at('2026-03-10 14:00').promise('p-1', 300_00, '2026-03-20', { graceDays: 1 })

test.each<[string, CaseBuilder, string, string]>([
  ['unpaid, it is open until its days of grace are over', promised, '2026-03-21 23:59', 'p-1 open 0'],
  ['then it is broken', promised, '2026-03-22 00:00', 'p-1 broken 0 at 2026-03-22 00:00'],
  [
    'paid, it is kept at once',
    promised.at('2026-03-15 10:00').paid(300_00),
    '2026-03-15 10:00',
    'p-1 kept 300 at 2026-03-15 10:00',
  ],
  [
    'what was known before it was made does not count, also when it was paid on that day',
    opened.at('2026-03-10 09:00').paid(300_00).at('2026-03-10 14:00').promise('p-1', 300_00, '2026-03-20'),
    '2026-03-15 10:00',
    'p-1 open 0',
  ],
  [
    'what was paid on that day and became known later does',
    promised.at('2026-03-11 03:00').paid(300_00, { valueOn: '2026-03-10' }),
    '2026-03-15 10:00',
    'p-1 kept 300 at 2026-03-11 03:00',
  ],
  [
    'a cent less is open',
    promised.at('2026-03-15 10:00').paid(299_99),
    '2026-03-15 10:00',
    'p-1 open 299.99',
  ],
  [
    'the tolerance forgives so much and no more',
    opened
      .at('2026-03-10 14:00')
      .promise('p-1', 300_00, '2026-03-20', { toleranceCents: 5_00 })
      .at('2026-03-11 09:00')
      .paid(295_00),
    '2026-03-11 09:00',
    'p-1 kept 295 at 2026-03-11 09:00',
  ],
  [
    'a payment that is learnt late and has the value date of the last day of grace heals it',
    promised.at('2026-03-24 03:00').paid(300_00, { valueOn: '2026-03-21', postedOn: '2026-03-23' }),
    '2026-03-24 03:00',
    'p-1 kept 300 at 2026-03-24 03:00',
  ],
  [
    'one of a day later does not',
    promised.at('2026-03-24 03:00').paid(300_00, { valueOn: '2026-03-22', postedOn: '2026-03-23' }),
    '2026-03-24 03:00',
    'p-1 broken 0 at 2026-03-22 00:00',
  ],
  [
    'a payment that comes back in time opens it again',
    promised.at('2026-03-15 10:00').paid(300_00).at('2026-03-17 10:00').reversed('pay-1', 300_00),
    '2026-03-17 10:00',
    'p-1 open 0',
  ],
  [
    'one that comes back later breaks it when it becomes known',
    promised.at('2026-03-15 10:00').paid(300_00).at('2026-04-17 10:00').reversed('pay-1', 300_00),
    '2026-04-17 10:00',
    'p-1 broken 0 at 2026-04-17 10:00',
  ],
  [
    'taken back, it is cancelled whatever is paid later',
    promised.at('2026-03-12 10:00').promiseCancelled('p-1').at('2026-03-15 10:00').paid(300_00),
    '2026-03-16 00:00',
    'p-1 cancelled 0 at 2026-03-12 10:00',
  ],
  [
    'when the books cure the case and no payment does, it is settled',
    promised.at('2026-03-15 03:00').reported('2026-03-14', []).settle(),
    '2026-03-22 00:00',
    'p-1 settled 0 at 2026-03-15 03:00',
  ],
  [
    'also in the next case',
    promised
      .at('2026-03-15 03:00')
      .reported('2026-03-14', [])
      .settle()
      .at('2026-03-18 03:00')
      .reported('2026-03-17', [bill('2026-03-14')])
      .opened(2)
      .settle(),
    '2026-03-22 00:00',
    'p-1 settled 0 at 2026-03-15 03:00',
  ],
  [
    'when a payment cures it that is not the whole of what was promised, it is still open',
    aCase({ bills: [bill('2026-03-01', { minimumDueCents: 200_00, totalCents: 2_000_00 })] })
      .at('2026-03-10 14:00')
      .promise('p-1', 300_00, '2026-03-20')
      .at('2026-03-15 10:00')
      .paid(200_00)
      .settle(),
    '2026-03-16 00:00',
    'p-1 open 200',
  ],
  [
    'of an account that is sold it is settled',
    promised.at('2026-03-15 03:00').exited('sold').closed('exited:sold').settle(),
    '2026-03-22 00:00',
    'p-1 settled 0 at 2026-03-15 03:00',
  ],
])('%s', (_title, story, moment, states) => {
  expect(statesOf(story, moment)).toBe(states)
})

describe('several promises share what is paid, no cent counts twice', () => {
  const two = promised.promise('p-2', 200_00, '2026-03-30')

  test('the earliest due is paid first', () => {
    expect(statesOf(two.at('2026-03-15 10:00').paid(350_00), '2026-03-15 10:00')).toBe(
      'p-1 kept 300 at 2026-03-15 10:00, p-2 open 50',
    )
  })

  test('a promise that is recorded later and due earlier comes first', () => {
    const earlier = two.at('2026-03-11 10:00').promise('p-0', 100_00, '2026-03-12')
    expect(statesOf(earlier.at('2026-03-12 10:00').paid(350_00), '2026-03-12 10:00')).toBe(
      'p-0 kept 100 at 2026-03-12 10:00, p-1 open 250, p-2 open 0',
    )
  })

  test('what came in time for a broken one stays with it, what came later is for the next', () => {
    const paid = two.at('2026-03-15 10:00').paid(100_00).at('2026-03-25 10:00').paid(200_00)
    expect(statesOf(paid, '2026-03-25 10:00')).toBe(
      'p-1 broken 100 at 2026-03-22 00:00, p-2 kept 200 at 2026-03-25 10:00',
    )
  })

  test('a cancelled one takes nothing', () => {
    const paid = two.at('2026-03-11 10:00').promiseCancelled('p-1').at('2026-03-12 10:00').paid(200_00)
    expect(statesOf(paid, '2026-03-12 10:00')).toBe(
      'p-1 cancelled 0 at 2026-03-11 10:00, p-2 kept 200 at 2026-03-12 10:00',
    )
  })

  test('whatever is paid and comes back, promises never count more than there is', () => {
    const movement = fc.record({ cents: fc.integer({ min: 1, max: 400_00 }), back: fc.boolean() })
    fc.assert(
      fc.property(fc.array(movement, { maxLength: 6 }), (movements) => {
        const story = movements.reduce<CaseBuilder>((told, { cents, back }, index) => {
          const paid = told.at(`2026-03-1${index + 2} 10:00`).paid(cents)
          return back ? paid.reversed(`pay-${index + 1}`, cents) : paid
        }, two)
        const paidCents = movements.reduce((sum, { cents, back }) => sum + (back ? 0 : cents), 0)
        const counted = promiseStates(story.facts, zone, local('2026-03-19')).map((one) => one.paidCents)
        expect(counted).toEqual([
          Math.min(paidCents, 300_00),
          Math.min(Math.max(0, paidCents - 300_00), 200_00),
        ])
      }),
    )
  })
})

describe('which promises are taken', () => {
  const rules: Rules = {
    ...testRules,
    strategy: {
      ...testRules.strategy,
      arrangements: {
        ...testRules.strategy.arrangements,
        promise: promiseTerms.parse({
          furthestDays: 14,
          leastPercent: 10,
          tolerance: 1,
          brokenWithinDays: 30,
        }),
      },
    },
  }
  const wish = { kind: 'makePromise' as const, promiseId: 'p-9', amountCents: 200_00, dueOn: '2026-03-24' }
  const now = '2026-03-10 15:00'

  function judged(story: CaseBuilder, change: object = {}, moment = now, commandId = 'c-1'): Judgement {
    const command = commandSchema.parse({ ...wish, ...change, commandId, by: 'operator:lin' })
    return judgeCommand(story.facts, command, { accountId, asOf: local(moment), zone, rules })
  }

  test('accepted at the furthest day and the least amount, with the terms of the strategy in the fact', () => {
    expect(judged(opened)).toMatchObject({
      ok: true,
      facts: [
        {
          kind: 'promiseMade',
          key: 'promise/p-9',
          actor: 'operator:lin',
          payload: {
            promiseId: 'p-9',
            amountCents: 200_00,
            dueOn: '2026-03-24',
            toleranceCents: 1_00,
            graceDays: 1,
            standsStill: true,
            remindDaysBefore: 1,
          },
        },
      ],
    })
  })

  test('the same command again records nothing', () => {
    const first = judged(opened)
    if (!first.ok) throw new Error(first.message)
    expect(judged(opened.append(first.facts))).toEqual({ ok: true, facts: [] })
  })

  const broken = opened.promise('p-1', 10_00, '2026-03-06').promise('p-2', 10_00, '2026-03-07')

  /** Two promises of 6 March, for which the ladder waited until they were taken back. */
  function takenBack(moment: string): CaseBuilder {
    const two = opened.at('2026-03-06 10:00').promise('p-1', 1, '2026-03-20').promise('p-2', 1, '2026-03-20')
    return two.at(moment).promiseCancelled('p-1').promiseCancelled('p-2')
  }
  const tiny = aCase({ bills: [bill('2026-03-01', { minimumDueCents: 5_00 })] })
  const relief = {
    ...{ reliefId: 'r-1', purpose: 'relief' as const, owedOn: '2026-03-09', validUntil: '2026-03-20' },
    ...{ owedCents: { fees: 0, interest: 0, principal: 1_000_00 }, termMonths: 1, waived: [], billIds: [] },
    ...{ waivedCents: { fees: 0, interest: 0, principal: 0 }, toleranceCents: 0, graceDays: 0, cureDays: 0 },
    instalments: [{ dueOn: '2026-04-01', amountCents: 1_000_00 }],
  }
  const underRelief = opened
    .at('2026-03-09 10:00')
    .add('reliefProposed', relief)
    .add('reliefAgreed', { reliefId: 'r-1', consent: { kind: 'portal', id: 'doc-1' } })

  test('one that is taken back on its own day, or replaced by a plan, was not in vain', () => {
    expect(judged(takenBack('2026-03-06 18:00'))).toMatchObject({ ok: true })
    const agreed = opened
      .at('2026-03-06 10:00')
      .promise('p-1', 1, '2026-03-20')
      .promise('p-2', 1, '2026-03-20')
    const replaced = ['p-1', 'p-2'].reduce(
      (story, promiseId) =>
        story.add(
          'promiseEnded',
          { promiseId, outcome: 'cancelled', on: '2026-03-08', because: 'planAgreed' },
          { key: `promise/${promiseId}/cancelled` },
        ),
      agreed.at('2026-03-08 10:00'),
    )
    expect(judged(replaced)).toMatchObject({ ok: true })
  })

  test.each<[string, CaseBuilder, object, string, string]>([
    ['PROMISE_KNOWN', promised, { promiseId: 'p-1' }, now, 'choose another id'],
    ['NO_OPEN_CASE', opened.at('2026-03-09 10:00').closed(), {}, now, 'no open case'],
    ['PLAN_RUNNING', opened.plan('big', [['2026-04-01', 500_00]]), {}, now, 'plan big runs'],
    ['PROMISE_PAST', opened, { dueOn: '2026-03-09' }, now, 'today is 2026-03-10'],
    ['PROMISE_TOO_FAR', opened, { dueOn: '2026-03-25' }, now, '2026-03-24 at the latest (14 days)'],
    [
      'PROMISE_TOO_SMALL',
      opened,
      { amountCents: 199_99 },
      now,
      '200.00 at least (10 % of the 2,000.00 overdue)',
    ],
    ['PROMISES_TOO_MANY', promised.promise('p-2', 1, '2026-03-12'), {}, now, 'at most 2 promises are open'],
    [
      'PROMISES_BROKEN',
      broken,
      {},
      now,
      '2 promises were broken or taken back within 30 days: offer a plan instead',
    ],
    ['PROMISES_BROKEN', takenBack('2026-03-09 10:00'), {}, now, '2 promises were broken or taken back'],
    ['PROMISE_TOO_SMALL', tiny, { amountCents: 1_00 }, now, 'more than the 1.00 that may be missing'],
    ['RELIEF_RUNNING', underRelief, {}, now, 'r-1 runs'],
  ])('refused as %s', (code, story, change, moment, says) => {
    const answer = judged(story, change, moment)
    expect(answer).toMatchObject({ ok: false, code })
    expect(answer).toHaveProperty('message', expect.stringContaining(says))
  })

  test('broken ones are forgotten after their span', () => {
    const later = { dueOn: '2026-04-10' }
    expect(judged(broken, later, '2026-04-06 00:00')).toMatchObject({ code: 'PROMISES_BROKEN' })
    expect(judged(broken, later, '2026-04-06 00:01')).toMatchObject({ ok: true })
  })

  test.each([
    ['UNKNOWN_PROMISE', opened, 'there is no promise p-1'],
    ['PROMISE_ENDED', promised.at('2026-03-10 14:30').paid(300_00), 'p-1 was kept on 2026-03-10'],
    ['PROMISE_ENDED', promised.promiseCancelled('p-1'), 'p-1 was cancelled on 2026-03-10'],
  ])('taking it back is refused as %s', (code, story, says) => {
    const command = commandSchema.parse({
      kind: 'cancelPromise',
      promiseId: 'p-1',
      commandId: 'c-2',
      by: 'operator:lin',
    })
    const answer = judgeCommand(story.facts, command, { accountId, asOf: local(now), zone, rules })
    expect(answer).toMatchObject({ ok: false, code })
    expect(answer).toHaveProperty('message', expect.stringContaining(says))
  })
})

describe('the ladder', () => {
  const begun = opened.at('2026-03-05 09:00').took('reminder')
  const waiting = begun.at('2026-03-10 14:00').promise('p-1', 300_00, '2026-03-20')

  test('waits while a promise is open', () => {
    expect(nextAt(waiting, '2026-03-11 09:00')).toMatch(/^wait for standstill/)
  })

  test('goes on when it is broken, with the wait that was left', () => {
    expect(nextAt(begun, '2026-03-10 14:00')).toBe('second-reminder/1 at 2026-03-11 09:00')
    expect(nextAt(waiting, '2026-03-21 00:00')).toBe('second-reminder/1 at 2026-03-21 09:00')
  })

  test('does not wait when the strategy says so', () => {
    const going = begun.at('2026-03-10 14:00').promise('p-1', 300_00, '2026-03-20', { standsStill: false })
    expect(nextAt(going, '2026-03-11 08:00')).toBe('second-reminder/1 at 2026-03-11 09:00')
  })
})
