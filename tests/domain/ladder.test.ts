// The ladder as a customer who never answers meets it, rung by rung: entry age, waits, gaps, repeats until an outcome.
import { type CaseBuilder, aCase, bill } from './case-builder'
import { linesOf, nextAt } from './journey'
import { rulesBut, rulesWith, testRules } from './test-strategy'

const big = [bill('2026-03-01', { minimumDueCents: 2000_00 })]
const opened = aCase({ openedOn: '2026-03-02', bills: big })

const approve = (step: string) =>
  step.includes('.approval') ? 'approved' : step.includes('.assessment') ? 'passed' : undefined

test('a customer who never answers goes from the first reminder to the court in order', () => {
  const answer = (step: string) => approve(step) ?? (step === 'visit/1' ? 'notHome' : undefined)
  expect(linesOf(opened, '2027-06-01', { answer, delivery: () => 'delivered' })).toEqual([
    '2026-03-02 09:00 reminder/1',
    '2026-03-11 09:00 second-reminder/1',
    '2026-03-21 09:00 calls/1',
    '2026-03-24 18:00 calls/2',
    '2026-03-27 18:00 calls/3',
    '2026-04-01 09:00 letter/1',
    '2026-04-30 00:00 visit.approval/1',
    '2026-04-30 09:00 visit/1',
    '2026-05-15 00:00 second-visit.approval/1',
    '2026-05-15 09:00 second-visit/1',
    '2026-05-31 00:00 agency.approval/1',
    '2026-05-31 09:00 agency/1',
    '2026-08-28 00:00 court.assessment/1',
    '2026-08-28 01:00 court.approval/1',
    '2026-08-28 09:00 court/1',
  ])
})

describe('a rung is entered at its days past due', () => {
  test.each([
    ['2026-03-09 10:00', 'second-reminder/1 at 2026-03-11 09:00'],
    ['2026-03-10 23:59', 'second-reminder/1 at 2026-03-11 09:00'],
    ['2026-03-11 08:00', 'second-reminder/1 at 2026-03-11 09:00'],
    ['2026-03-11 10:00', 'second-reminder/1 at 2026-03-11 09:00'],
  ])('decided at %s: %s', (moment, expected) => {
    expect(nextAt(opened.at('2026-03-02 09:00').took('reminder'), moment)).toBe(expected)
  })

  test('and not before the case began to know of it', () => {
    const late = aCase({ openedOn: '2026-03-20', bills: big })
    expect(nextAt(late, '2026-03-20 03:00')).toBe('reminder/1 at 2026-03-20 09:00')
  })
})

describe('waits and gaps run from the step before', () => {
  test('a wait is counted from the end of the rung before', () => {
    const rules = rulesWith([{ id: 'first' }, { id: 'second', waitDays: 4 }])
    expect(linesOf(opened, '2026-04-01', {}, rules)).toEqual([
      '2026-03-02 09:00 first/1',
      '2026-03-06 09:00 second/1',
    ])
  })

  test('a gap is counted from the last step of the same kind, and the longer one rules', () => {
    const rules = rulesWith([
      { id: 'first' },
      { id: 'letter', step: 'letter', waitDays: 1 },
      { id: 'second', waitDays: 1, gapDays: 6 },
      { id: 'third', waitDays: 8, gapDays: 6 },
    ])
    expect(linesOf(opened, '2026-04-01', {}, rules)).toEqual([
      '2026-03-02 09:00 first/1',
      '2026-03-03 09:00 letter/1',
      '2026-03-08 09:00 second/1',
      '2026-03-16 09:00 third/1',
    ])
  })

  test('asking for approval is no visit: the gap between visits does not run from it', () => {
    const answered = opened
      .at('2026-04-20 09:00')
      .took('letter')
      .delivery('letter', 'delivered')
      .at('2026-04-30 00:00')
      .took('visit.approval')
      .at('2026-04-30 01:00')
      .ended('visit.approval', 'approved')
    expect(nextAt(answered, '2026-04-30 01:00')).toBe('visit/1 at 2026-04-30 09:00')
  })

  test('the gap runs on under another oldest bill', () => {
    const two = [bill('2026-03-01'), bill('2026-03-03')]
    const rules = rulesWith([{ id: 'reminder', gapDays: 5 }])
    const reminded = aCase({ openedOn: '2026-03-05', bills: two }).at('2026-03-05 09:00').took('reminder')
    const moved = reminded.at('2026-03-06 10:00').paid(500_00)
    expect(nextAt(moved, '2026-03-06 10:00', rules)).toBe('reminder/1 at 2026-03-10 09:00')
  })
})

describe('a rung is repeated until an outcome', () => {
  const calling = opened.at('2026-03-21 09:00').took('reminder').took('second-reminder').took('calls')

  test.each([
    ['noAnswer', 'calls/2 at 2026-03-23 11:00'],
    ['voicemail', 'calls/2 at 2026-03-23 11:00'],
    ['rightParty', 'letter/1 at 2026-03-31 09:00'],
    ['refused', 'letter/1 at 2026-03-31 09:00'],
  ])('after %s comes %s', (outcome, expected) => {
    const story = calling.at('2026-03-21 11:00').ended('calls', outcome)
    expect(nextAt(story, '2026-03-21 11:00')).toBe(expected)
  })

  test('while a person is at it the case waits for them, at most to the deadline', () => {
    expect(nextAt(calling, '2026-03-21 10:00')).toBe('wait for task until 2026-03-22 18:00')
  })

  test('at the deadline the default outcome is recorded as of the deadline', () => {
    expect(nextAt(calling, '2026-03-22 18:00')).toBe('calls/2 at 2026-03-24 18:00')
    expect(nextAt(calling, '2026-03-24 11:00')).toBe('calls/2 at 2026-03-24 18:00')
  })

  test('after the last attempt the next rung follows', () => {
    const answer = (step: string) => (step === 'calls/3' ? 'noAnswer' : undefined)
    expect(linesOf(calling, '2026-04-02', { answer })).toEqual([
      '2026-03-24 18:00 calls/2',
      '2026-03-27 18:00 calls/3',
      '2026-03-31 09:00 letter/1',
    ])
  })

  test('the results of other rungs do not count', () => {
    const story = calling.at('2026-03-21 11:00').ended('calls', 'rightParty')
    const rules = rulesBut('letter', { needs: [{ kind: 'rung', rung: 'calls', outcomes: ['noAnswer'] }] })
    expect(linesOf(story, '2026-04-05', {}, rules)[0]).toBe('2026-03-31 00:00 letter/1 withheld: NEEDS_calls')
  })
})

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

describe('a step that fails technically', () => {
  const failing = (times: number): CaseBuilder => {
    let story: CaseBuilder = opened
    for (let n = 1; n <= times; n++) {
      story = story
        .at(`2026-03-0${n + 1} 09:00`)
        .took('reminder', { n, outcome: 'failed' })
        .review('reminder', 'retry', n)
      if (n < times) story = story.at(`2026-03-0${n + 2} 08:00`).reviewed('reminder', 'retry', n)
    }
    return story
  }

  test('waits for a person, at most to the end of the review', () => {
    expect(nextAt(failing(1), '2026-03-02 10:00')).toBe('wait for task until 2026-03-03 09:00')
  })

  test.each([
    ['retry', 'reminder/2 at 2026-03-02 12:00'],
    ['skip', 'second-reminder/1 at 2026-03-11 09:00'],
    ['resolved', 'second-reminder/1 at 2026-03-11 09:00'],
  ] as const)('and when the person says %s: %s', (outcome, expected) => {
    const story = failing(1).at('2026-03-02 12:00').reviewed('reminder', outcome)
    expect(nextAt(story, '2026-03-02 12:00')).toBe(expected)
  })

  test('is tried again when nobody says anything', () => {
    expect(nextAt(failing(1), '2026-03-03 09:00')).toBe('reminder/2 at 2026-03-03 09:00')
  })

  test('is given up after the third failure', () => {
    const story = failing(3).at('2026-03-05 08:00').reviewed('reminder', 'retry', 3)
    expect(nextAt(story, '2026-03-05 08:00')).toBe('second-reminder/1 at 2026-03-11 09:00')
  })
})

describe('a message of unknown fate', () => {
  const unknown = opened.at('2026-03-02 09:00').took('reminder').review('reminder', 'resolved')

  test.each([
    ['resolved', 'second-reminder/1 at 2026-03-11 09:00'],
    ['skip', 'second-reminder/1 at 2026-03-11 09:00'],
    ['retry', 'reminder/2 at 2026-03-02 15:00'],
  ] as const)('counts as sent unless a person says otherwise: %s, then %s', (outcome, expected) => {
    const story = unknown.at('2026-03-02 15:00').reviewed('reminder', outcome)
    expect(nextAt(story, '2026-03-02 15:00')).toBe(expected)
  })

  test('counts as sent when nobody looks', () => {
    expect(nextAt(unknown, '2026-03-03 09:00')).toBe('second-reminder/1 at 2026-03-11 09:00')
  })
})

test('a step that a rule forbids is passed by, and the rung after it waits from then', () => {
  const story = opened
    .at('2026-03-02 09:00')
    .took('reminder', { outcome: 'withheld', ruleId: 'NO_CONTACT_POINT' })
  const rules = rulesBut('second-reminder', { enter: { daysPastDue: { min: 1 } } })
  expect(nextAt(story, '2026-03-02 09:00', rules)).toBe('second-reminder/1 at 2026-03-07 09:00')
})

test('with every rung taken the case waits for facts, without a timer', () => {
  const rules = rulesWith([{ id: 'reminder' }])
  expect(nextAt(opened.at('2026-03-02 09:00').took('reminder'), '2026-03-03', rules)).toBe('wait for facts')
})

test('an unknown rung in a prerequisite is named', () => {
  const rules = rulesWith([{ id: 'letter', step: 'letter', needs: [{ kind: 'rung', rung: 'nothing' }] }])
  expect(() => nextAt(opened, '2026-03-03', rules)).toThrow(
    `strategy ${testRules.strategy.id} has no rung nothing`,
  )
})
