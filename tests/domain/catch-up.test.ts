// After an outage each late step follows its rule: sent late, planned anew, or skipped. Only an outage counts as late:
// holds, agreements and news that came late do not.
import { aCase, bill } from './case-builder'
import { linesOf, nextAt } from './journey'
import { rulesBut } from './test-strategy'

const opened = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 2000_00 })] })
const reminded = opened.at('2026-03-02 09:00').took('reminder')

describe('a step is late when its rule allows no more whole hours', () => {
  // second-reminder: due on 11 March at 09:00, skipped when more than 24 hours late.
  test.each([
    ['2026-03-11 09:00', 'second-reminder/1 at 2026-03-11 09:00'],
    ['2026-03-11 21:00', 'second-reminder/1 at 2026-03-12 09:00'],
    ['2026-03-12 09:00', 'second-reminder/1 at 2026-03-12 09:00'],
    ['2026-03-12 09:59', 'second-reminder/1 at 2026-03-12 09:59'],
    ['2026-03-12 10:00', 'calls/1 at 2026-03-21 09:00'],
  ])('asked at %s: %s', (moment, expected) => {
    expect(nextAt(reminded, moment)).toBe(expected)
  })
})

test('a step that would be too late by the next window is not announced for it', () => {
  const strict = rulesBut('second-reminder', { catchUp: { afterHours: 6, rule: 'skip', replanDays: 1 } })
  expect(nextAt(reminded, '2026-03-11 15:59', strict)).toBe('second-reminder/1 at 2026-03-11 09:00')
  expect(nextAt(reminded, '2026-03-11 21:00', strict)).toBe('calls/1 at 2026-03-21 09:00')
})

test('skip: the step is recorded as skipped, and the ladder goes on', () => {
  expect(
    linesOf(reminded.at('2026-03-15 10:00').hold('h', { until: '2026-03-15 10:00:00.001' }), '2026-03-22'),
  ).toEqual(['2026-03-15 10:00 second-reminder/1 skipped: CATCH_UP', '2026-03-21 09:00 calls/1'])
})

describe('replan', () => {
  test('the step is planned for the next morning, not sent in the middle of the catching up', () => {
    expect(nextAt(opened, '2026-03-07 10:00')).toBe('reminder/1 at 2026-03-08 09:00')
  })

  test('by as many days as the strategy says', () => {
    const rules = rulesBut('reminder', { catchUp: { afterHours: 24, rule: 'replan', replanDays: 3 } })
    expect(nextAt(opened, '2026-03-07 10:00', rules)).toBe('reminder/1 at 2026-03-10 09:00')
  })

  test('again after a second outage', () => {
    const planned = opened.at('2026-03-07 10:00').add('stepReplanned', {
      stepKey: opened.keyOf('reminder'),
      notBefore: Date.parse('2026-03-08T00:00:00+08:00'),
    })
    expect(nextAt(planned, '2026-03-08 10:00')).toBe('reminder/1 at 2026-03-08 09:00')
    expect(nextAt(planned, '2026-03-14 10:00')).toBe('reminder/1 at 2026-03-15 09:00')
  })

  test('a step that a performer put off is planned from there', () => {
    const put = reminded.at('2026-03-11 09:00').add('stepReplanned', {
      stepKey: reminded.keyOf('second-reminder'),
      notBefore: Date.parse('2026-03-12T00:00:00+08:00'),
    })
    expect(nextAt(put, '2026-03-11 09:00')).toBe('second-reminder/1 at 2026-03-12 09:00')
  })
})

describe('send late', () => {
  test('the step is taken at once, in permitted hours', () => {
    const story = reminded.took('second-reminder')
    expect(nextAt(story, '2026-05-05 10:00')).toBe('calls/1 at 2026-05-05 10:00')
    expect(nextAt(story, '2026-05-05 21:00')).toBe('calls/1 at 2026-05-06 09:00')
  })

  test('a long outage skips no legal step: letter, approval and waits follow one after the other', () => {
    const story = reminded
      .took('second-reminder')
      .at('2026-10-01 10:00')
      .hold('h', { until: '2026-10-01 10:00:00.001' })
    const answer = (step: string) => (step.startsWith('calls') ? 'refused' : 'approved')
    expect(linesOf(story, '2026-10-12', { answer, delivery: () => 'delivered' })).toEqual([
      '2026-10-01 10:00 calls/1',
      '2026-10-04 11:00 letter/1',
      '2026-10-07 11:00 visit.approval/1',
      '2026-10-07 12:00 visit/1',
    ])
  })
})

describe('no outage', () => {
  test.each([
    [
      'a hold over the day of the step',
      reminded.at('2026-03-10 10:00').hold('h').at('2026-03-20 10:00').lifted('h'),
    ],
    [
      'a hold placed in the hour of the step',
      reminded.at('2026-03-11 09:00:00.001').hold('h').at('2026-03-20 10:00').lifted('h'),
    ],
    [
      'a hold placed in the night before it',
      reminded.at('2026-03-11 03:00').hold('h').at('2026-03-20 10:00').lifted('h'),
    ],
    [
      'a plan that broke',
      reminded
        .at('2026-03-10 10:00')
        .plan('p', [['2026-03-19', 500_00]])
        .at('2026-03-20 10:00')
        .hold('x', { until: '2026-03-20 10:00:00.001' }),
    ],
    [
      'a plan that looked kept until the payment came back',
      reminded
        .at('2026-03-10 10:00')
        .plan('p', [
          ['2026-03-12', 500_00],
          ['2026-06-12', 500_00],
        ])
        .paid(500_00)
        .at('2026-03-20 10:00')
        .reversed('pay-1', 500_00),
    ],
    [
      'an account missing from the drop',
      reminded.at('2026-03-10 10:00').missing().at('2026-03-20 10:00').found(),
    ],
  ])('%s: the step is taken, not skipped', (_title, story) => {
    expect(linesOf(story, '2026-03-21')[0]).toMatch(/^2026-03-(20|21) \d\d:00 second-reminder\/1$/)
  })

  test('a wait that a hold interrupted keeps what was left of it', () => {
    // Five days from the 2nd; two had passed when the hold came.
    const rules = rulesBut('second-reminder', { enter: { daysPastDue: { min: 1 } } })
    const held = reminded.at('2026-03-04 09:00').hold('h').at('2026-04-10 14:00').lifted('h')
    expect(nextAt(held, '2026-04-10 14:00', rules)).toBe('second-reminder/1 at 2026-04-13 14:00')
  })
})
