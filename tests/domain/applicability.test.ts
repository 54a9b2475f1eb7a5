// Which rungs apply to a debt: by amount, product, risk and age, and when time alone changes that.
import { aCase, bill } from './case-builder'
import { linesOf, nextAt } from './journey'
import { rulesBut, rulesWith } from './test-strategy'

const big = [bill('2026-03-01', { minimumDueCents: 2000_00 })]

const approve = (step: string) =>
  step.includes('.approval') ? 'approved' : step.includes('.assessment') ? 'passed' : undefined

describe('a rung applies by the debt', () => {
  const old = (cents: number, change: Parameters<typeof aCase>[0] = {}) =>
    aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: cents })], ...change })
      .at('2026-04-01 09:00')
      .took('reminder')
      .took('second-reminder')
      .took('calls')
      .ended('calls', 'refused')
      .took('letter')
      .delivery('letter', 'delivered')

  test.each([
    [299_99, 'small-debt-calls/1 at 2026-04-15 09:00'],
    [300_00, 'visit.approval/1 at 2026-04-30 00:00'],
  ])('overdue %i: %s', (cents, expected) => {
    expect(nextAt(old(cents), '2026-04-02 09:00')).toBe(expected)
  })

  test('small debts are called, not visited, not placed and not taken to court', () => {
    expect(linesOf(old(299_99), '2027-06-01', { answer: approve })).toEqual([
      '2026-04-15 09:00 small-debt-calls/1',
      '2026-05-17 18:00 small-debt-calls/2',
    ])
    expect(
      nextAt(
        old(299_99).at('2026-06-19').took('small-debt-calls').ended('small-debt-calls', 'refused'),
        '2026-06-20',
      ),
    ).toBe('wait for facts')
  })

  test('a prerequisite is not taken for a debt that it does not fit', () => {
    const rules = rulesWith([
      {
        id: 'big-letter',
        step: 'letter',
        enter: { daysPastDue: { min: 1 }, overdueCents: { min: 1000_00 } },
      },
      {
        id: 'visit',
        step: 'visit',
        enter: { daysPastDue: { min: 5 } },
        needs: [{ kind: 'delivered', rung: 'big-letter', reportWithinDays: 5, attempts: 1 }],
      },
      {
        id: 'second',
        step: 'secondVisit',
        enter: { daysPastDue: { min: 9 } },
        needs: [{ kind: 'rung', rung: 'big-letter' }],
      },
    ])
    const small = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 400_00 })] })
    expect(linesOf(small, '2026-06-01', {}, rules)).toEqual([
      '2026-03-06 00:00 visit/1 withheld: LETTER_UNDELIVERED',
      '2026-03-10 00:00 second/1 withheld: NEEDS_big-letter',
    ])
  })

  test.each([
    ['card', 'card-only/1'],
    ['personalLoan', 'all/1'],
  ] as const)('a rung for cards only, on a %s: %s', (product, first) => {
    const rules = rulesWith([
      { id: 'card-only', enter: { daysPastDue: { min: 1 }, products: ['card'] } },
      { id: 'all' },
    ])
    expect(linesOf(old(500_00, { product }), '2026-04-03', {}, rules)[0]).toContain(first)
  })

  test.each([
    ['high', 'high-only/1'],
    ['unknown', 'all/1'],
  ] as const)('a rung for high risk only, on a customer of %s risk: %s', (riskSegment, first) => {
    const rules = rulesWith([
      { id: 'high-only', enter: { daysPastDue: { min: 1 }, riskSegments: ['high'] } },
      { id: 'all' },
    ])
    expect(linesOf(old(500_00, { riskSegment }), '2026-04-03', {}, rules)[0]).toContain(first)
  })

  test('a repeated rung ends when the debt no longer fits it', () => {
    const called = old(400_00)
      .at('2026-05-01 10:00')
      .took('visit.approval')
      .ended('visit.approval', 'approved')
    const visited = called.took('visit').at('2026-05-02 10:00').ended('visit', 'notHome')
    const twice = rulesBut('visit', { repeat: { times: 2, everyDays: 5, until: ['met'] } })
    expect(nextAt(visited, '2026-05-03 10:00', twice)).toBe('visit/2 at 2026-05-07 10:00')
    const smaller = visited.at('2026-05-04 10:00').paid(150_00)
    expect(nextAt(smaller, '2026-05-04 10:00', twice)).toBe('wait for facts')
  })
})

describe('time alone changes what applies', () => {
  const growing = [
    bill('2026-03-01', { minimumDueCents: 200_00 }),
    bill('2026-05-20', { minimumDueCents: 200_00 }),
  ]
  const story = aCase({ openedOn: '2026-03-02', bills: growing })
    .at('2026-04-01 09:00')
    .took('letter')
    .delivery('letter', 'delivered')
  const ended = story.at('2026-04-15 09:00').took('small-debt-calls').ended('small-debt-calls', 'refused')

  test('a bill that falls due makes a small debt a big one, and the case is awake on that day', () => {
    expect(nextAt(ended, '2026-04-16 09:00')).toBe('wait for facts until 2026-05-21 00:00')
    expect(nextAt(ended, '2026-05-21 00:00')).toBe('visit.approval/1 at 2026-05-21 00:00')
  })

  test('a step that comes to apply so is not late: the system was not down', () => {
    const rules = rulesBut('visit', { needs: [], catchUp: { afterHours: 24, rule: 'skip', replanDays: 1 } })
    expect(nextAt(ended, '2026-05-21 00:00', rules)).toBe('visit/1 at 2026-05-21 09:00')
  })

  test('a rung that the debt will have outgrown is not announced', () => {
    const rules = rulesWith([
      { id: 'first' },
      { id: 'young', enter: { daysPastDue: { min: 1, max: 10 } }, waitDays: 20 },
      { id: 'old', enter: { daysPastDue: { min: 5 } } },
    ])
    const reminded = aCase({ openedOn: '2026-03-02', bills: big })
    expect(linesOf(reminded, '2026-06-01', {}, rules)).toEqual([
      '2026-03-02 09:00 first/1',
      '2026-03-12 09:00 old/1',
    ])
  })

  test('a rung below one that has begun is not gone back to', () => {
    const rules = rulesWith([
      { id: 'big-only', enter: { daysPastDue: { min: 1 }, overdueCents: { min: 300_00 } } },
      { id: 'any', enter: { daysPastDue: { min: 60 } }, repeat: { times: 3, everyDays: 20, until: [] } },
    ])
    expect(linesOf(aCase({ openedOn: '2026-03-02', bills: growing }), '2026-07-01', {}, rules)).toEqual([
      '2026-04-30 09:00 any/1',
      '2026-05-20 09:00 any/2',
      '2026-06-09 09:00 any/3',
    ])
  })
})
