// Steps that did not go as planned: a technical failure, a message of unknown fate, a rule that forbids it.
import { factsOf } from '../../domain/facts'
import { type CaseBuilder, aCase, bill } from './case-builder'
import { nextAt } from './journey'
import { local } from './log'
import { rulesBut } from './test-strategy'

const opened = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 2000_00 })] })

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

describe('a service notice that fails technically', () => {
  const planned = opened.at('2026-03-10 10:00').plan('p1', [['2026-03-15', 1000_00]])
  // The notice tells of the instalment's date, which is not that of the oldest bill.
  const stepKey = '1/2026-03-15/service-instalment-reminder.p1/1'
  const review = { taskId: 'acc-1/notice/review', kind: 'review' as const, stepKey, defaultOutcome: 'retry' }
  const failed = planned
    .at('2026-03-12 12:00')
    .add('stepTaken', { stepKey, rung: 'service-instalment-reminder.p1', outcome: 'failed' })
    .add('taskOpened', { ...review, dueAt: local('2026-03-14 12:00') })
  const ends = (story: CaseBuilder) => factsOf(story.facts, 'taskEnded').map(({ payload }) => payload.outcome)

  test('waits for a person: its review is not superseded by the oldest bill', () => {
    expect(ends(failed.settle())).toEqual([])
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
