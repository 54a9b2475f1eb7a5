// The ladder as a customer who never answers meets it, rung by rung: entry age, waits, gaps, repeats until an outcome.
import { aCase, bill } from './case-builder'
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

  test('a gap of one day is a gap', () => {
    const rules = rulesWith([{ id: 'first' }, { id: 'second', gapDays: 1 }])
    expect(linesOf(opened, '2026-04-01', {}, rules)).toEqual([
      '2026-03-02 09:00 first/1',
      '2026-03-03 09:00 second/1',
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
