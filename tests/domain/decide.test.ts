// What decide() answers in each situation, with its reasons, and what due() records there first.
import { decide, due, episodeOf, liveFacts } from '../../domain/ladder/decide'
import { instructionOf } from '../../domain/ladder/instruction'
import { type CaseBuilder, aCase, anAccount, bill } from './case-builder'
import { decidedAt, nextAt } from './journey'
import { local, shown } from './log'
import { rulesBut, testRules } from './test-strategy'

const opened = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 2000_00 })] })
const reminded = opened.at('2026-03-02 09:00').took('reminder')
const calling = reminded.at('2026-03-21 09:00').took('second-reminder').took('calls')

/** `taskEnded at 2026-03-22 18:00 (acc-1/...)` of each fact that is due. */
function dueAt(story: CaseBuilder, moment: string): string[] {
  return due(story.facts, testRules, local(moment)).map(({ kind, effectiveAt, key }) => {
    return `${kind} at ${shown(effectiveAt)} (${key})`
  })
}

describe('the situations of a case', () => {
  const lettered = opened
    .at('2026-03-31 09:00')
    .took('reminder')
    .took('second-reminder')
    .took('calls')
    .ended('calls', 'refused')
    .took('letter')

  test.each<[string, CaseBuilder, string, string, string]>([
    ['a step to come', reminded, '2026-03-05', 'second-reminder/1 at 2026-03-11 09:00', 'CN-TIME-01'],
    [
      'a step in its window',
      reminded,
      '2026-03-11 09:30',
      'second-reminder/1 at 2026-03-11 09:00',
      'CN-TIME-01',
    ],
    ['a person at work', calling, '2026-03-21 10:00', 'wait for task until 2026-03-22 18:00', 'TASK'],
    ['a report awaited', lettered, '2026-04-01', 'wait for delivery until 2026-04-15 09:00', 'DELIVERY'],
    ['a hold', reminded.hold('h'), '2026-03-05', 'wait for standstill', 'HOLD'],
    [
      'a hold with an end',
      reminded.hold('h', { until: '2026-03-08 12:00' }),
      '2026-03-05',
      'wait for standstill until 2026-03-08 12:00',
      'HOLD',
    ],
    [
      'a plan that is kept so far',
      reminded.plan('p', [['2026-03-20', 500_00]]),
      '2026-03-05',
      'wait for standstill until 2026-03-21 00:00',
      'PLAN',
    ],
    [
      'a hardship agreement',
      reminded.hardship('a', '2026-03-02', '2026-04-30'),
      '2026-03-05',
      'wait for standstill until 2026-05-01 00:00',
      'HARDSHIP',
    ],
    ['an account missing from the drop', reminded.missing(), '2026-03-05', 'wait for standstill', 'MISSING'],
    ['a cure', reminded.paid(2000_00), '2026-03-02 09:00', 'closed: cured', 'CLOSED'],
    ['an exit', reminded.closed('exited:sold'), '2026-03-05', 'closed: exited:sold', 'CLOSED'],
  ])('%s', (_title, story, moment, next, ruleId) => {
    expect(nextAt(story, moment)).toBe(next)
    expect(decidedAt(story, moment).reasons.map((reason) => reason.ruleId)).toContain(ruleId)
  })

  test('an account without a case is closed, and one without a position is an error; nothing is due', () => {
    const account = anAccount('2026-03-04')
    const asOf = local('2026-03-05')
    expect(decide(account.facts, testRules, asOf)).toMatchObject({
      ...{ episode: 0, next: { kind: 'closed', reason: 'neverOpened' } },
    })
    expect(() => decide([], testRules, asOf)).toThrow('a reported position')
    expect([...due(account.facts, testRules, asOf), ...due([], testRules, asOf)]).toEqual([])
  })
})

describe('standstills together', () => {
  test('the case looks again at the first end, and waits on for the other', () => {
    const both = reminded
      .hold('a', { until: '2026-03-10 12:00' })
      .hold('b', { until: '2026-03-20 12:00', reason: 'dispute' })
    expect(nextAt(both, '2026-03-05')).toBe('wait for standstill until 2026-03-10 12:00')
    expect(nextAt(both, '2026-03-10 12:00')).toBe('wait for standstill until 2026-03-20 12:00')
    // The holds came at the very beginning of the five days' wait: all of it is left.
    expect(nextAt(both, '2026-03-20 12:00')).toBe('second-reminder/1 at 2026-03-25 12:00')
  })

  test('every one of them is among the reasons', () => {
    const both = reminded
      .hold('a', { reason: 'legal' })
      .hold('b', { reason: 'dispute' })
      .plan('p', [['2026-03-20', 500_00]])
    expect(decidedAt(both, '2026-03-05').reasons.map(({ text }) => text)).toEqual([
      'the ladder stands still: legal (a)',
      'the ladder stands still: dispute (b)',
      'the ladder stands still: plan, next instalment due 2026-03-20 (p)',
    ])
  })

  test('a plan under a hold that puts nothing off is still judged at its own instant', () => {
    const both = reminded.hold('a', { reason: 'legal' }).plan('p', [['2026-03-20', 500_00]])
    expect(nextAt(both, '2026-03-05')).toBe('wait for standstill until 2026-03-21 00:00')
    expect(nextAt(both, '2026-03-21')).toBe('wait for standstill')
  })
})

describe('a hold that is known before it begins', () => {
  const ahead = (from: string, until?: string) => reminded.hold('h', { from, ...(until ? { until } : {}) })

  test.each([
    ['before it the ladder goes on', ahead('2026-03-12'), 'second-reminder/1 at 2026-03-11 09:00'],
    [
      'a step that would fall into it comes after it',
      ahead('2026-03-11 08:00', '2026-03-14 22:30'),
      'second-reminder/1 at 2026-03-15 09:00',
    ],
    ['with no end in sight nothing is announced', ahead('2026-03-11 08:00'), 'wait for standstill'],
  ])('%s', (_title, story, expected) => {
    expect(nextAt(story, '2026-03-05')).toBe(expected)
  })
})

describe('a decision tells', () => {
  const decision = decidedAt(calling, '2026-03-21 10:00')

  test('the debt, the strategy and what it knew', () => {
    expect(decision).toMatchObject({
      episode: 1,
      asOf: local('2026-03-21 10:00'),
      seq: calling.facts.length,
      strategy: { id: 'test-ladder', version: '1' },
      standstill: null,
      debt: {
        daysPastDue: 20,
        bucket: 'M1',
        overdueCents: 2000_00,
        currency: 'CNY',
        oldestUnpaidDueOn: '2026-03-01',
      },
    })
  })

  test('the rules behind a step, the binding one last', () => {
    expect(decidedAt(reminded, '2026-03-05').reasons).toEqual([
      { ruleId: 'LADDER', text: 'second-reminder is the next rung of test-ladder' },
      { ruleId: 'ENTRY', text: '10 days past due on 2026-03-11' },
      { ruleId: 'WAIT', text: '5 days after the rung before ended' },
      { ruleId: 'GAP', text: '5 days between two steps of the kind reminder' },
      { ruleId: 'CN-TIME-01', text: 'second-reminder waits for the permitted hours' },
    ])
  })

  test.each<[string, string, CaseBuilder]>([
    ['nothing', 'early', opened],
    ['a call', 'early', calling],
    ['asking for approval of a visit', 'early', calling.took('visit.approval')],
    ['a visit', 'field', calling.took('visit')],
    ['a visit that was passed over', 'early', calling.took('visit', { outcome: 'withheld' })],
    ['an agency', 'external', calling.took('visit').took('agency')],
    [
      'an agency and a reminder for the next bill',
      'external',
      calling.took('agency').took('reminder', { n: 2 }),
    ],
  ])('the highest stage really reached: after %s %s', (_title, stage, story) => {
    expect(decide(story.facts, testRules, local('2026-03-21 10:00')).stage).toBe(stage)
  })

  test('which kind of standstill is in force', () => {
    expect(decidedAt(calling.hold('h'), '2026-03-21 10:00').standstill).toBe('hold')
    expect(decidedAt(calling.hold('h'), '2026-03-20 10:00').standstill).toBeNull()
  })

  test('the workflow its part, without personal data', () => {
    expect(instructionOf(decision, 7)).toEqual({
      episode: 1,
      next: { kind: 'wait', for: 'task', at: local('2026-03-22 18:00') },
      seq: decision.seq,
      turn: 7,
      stage: 'early',
      standstill: null,
      strategy: 'test-ladder@1',
      why: 'a person has the task call; if nothing is reported it ends with noAnswer',
      decidedAt: decision.asOf,
    })
  })
})

describe('what time makes true', () => {
  const held = calling.at('2026-03-21 12:00').hold('h')

  test.each<[string, CaseBuilder, string, string[]]>([
    ['nothing before a deadline', calling, '2026-03-22 17:59', []],
    [
      'a deadline, as of the deadline',
      calling,
      '2026-03-25 09:00',
      ['taskEnded at 2026-03-22 18:00 (task/acc-1/1/2026-03-01/calls/1/ended)'],
    ],
    ['no deadline during a hold', held, '2026-03-25 09:00', []],
    [
      'no deadline right after it: what was left is kept',
      held.at('2026-03-25').lifted('h'),
      '2026-03-25 09:00',
      [],
    ],
    [
      'the deadline, moved by as long as the hold',
      held.at('2026-03-25').lifted('h'),
      '2026-03-27 00:00',
      ['taskEnded at 2026-03-26 06:00 (task/acc-1/1/2026-03-01/calls/1/ended)'],
    ],
    [
      'a cure',
      calling.paid(2000_00),
      '2026-03-21 09:30',
      ['episodeClosed at 2026-03-21 09:30 (episode/1/closed/1)'],
    ],
    [
      'a second cure of the same case, under a key of its own',
      reminded.closed().reopened().paid(2000_00),
      '2026-03-21 09:30',
      ['episodeClosed at 2026-03-21 09:30 (episode/1/closed/2)'],
    ],
    [
      'tasks that a closed case needs no more',
      calling.closed(),
      '2026-03-21 09:30',
      ['taskEnded at 2026-03-21 09:30 (task/acc-1/1/2026-03-01/calls/1/ended)'],
    ],
    [
      'a broken plan, as of the instant at which it broke',
      reminded.plan('p', [['2026-03-20', 500_00]]),
      '2026-03-21 00:00',
      ['planEnded at 2026-03-21 00:00 (plan/p/1/broken)'],
    ],
    [
      'a kept plan',
      reminded
        .plan('p', [['2026-03-20', 500_00]])
        .at('2026-03-10 10:00')
        .paid(500_00),
      '2026-03-10 10:00',
      ['planEnded at 2026-03-10 10:00 (plan/p/1/kept)'],
    ],
    [
      'no cancelled plan: that is a fact already',
      reminded.plan('p', [['2026-03-20', 1]]).planCancelled('p'),
      '2026-03-03',
      [],
    ],
  ])('%s', (_title, story, moment, expected) => {
    expect(dueAt(story, moment)).toEqual(expected)
  })

  test('once it is recorded it is not due again', () => {
    const broken = reminded
      .plan('p', [['2026-03-20', 500_00]])
      .at('2026-03-21 00:00')
      .settle()
    expect(dueAt(broken, '2026-03-21 00:00')).toEqual([])
    expect(dueAt(calling.at('2026-03-25 09:00').settle(), '2026-03-25 09:00')).toEqual([])
  })

  test('a caller who did not record it is told to look again at once', () => {
    const rules = rulesBut('second-reminder', {
      needs: [{ kind: 'rung', rung: 'reminder', outcomes: ['skipped'] }],
    })
    const { next } = decide(reminded.facts, rules, local('2026-03-11 09:00'))
    expect(next).toEqual({ kind: 'wait', for: 'facts', at: local('2026-03-11 09:00') })
  })
})

test('of two open tasks the first deadline wakes the case', () => {
  const two = calling.review('reminder', 'resolved')
  expect(nextAt(two, '2026-03-21 10:00')).toBe('wait for task until 2026-03-22 09:00')
})

describe('facts that count', () => {
  test('are in the order in which they became known, whatever the order of rows', () => {
    const shuffled = [...calling.facts].reverse()
    expect(liveFacts(shuffled)).toEqual(liveFacts(calling.facts))
  })

  test('leave out what a corrected drop took back', () => {
    const withdrawn = reminded
      .at('2026-03-05 03:00')
      .missing()
      .at('2026-03-06 03:00')
      .withdrawn('d', '2026-03-05 03:00')
    expect(nextAt(withdrawn, '2026-03-06 03:00')).toBe('second-reminder/1 at 2026-03-11 09:00')
  })
})

describe('the newest case of an account', () => {
  test.each<[string, CaseBuilder, number | null, string | null]>([
    ['none', anAccount('2026-03-01'), null, null],
    ['open', opened, 1, null],
    ['closed', opened.closed(), 1, 'cured'],
    ['open again', opened.closed().at('2026-03-09').reopened(), 1, null],
    ['closed again', opened.closed().reopened().closed('exited:sold'), 1, 'exited:sold'],
    ['a second one', opened.closed().at('2026-06-01').opened(2), 2, null],
  ])('%s', (_title, story, episode, closed) => {
    const state = episodeOf(story.facts)
    expect([state?.episode ?? null, state?.closed ?? null]).toEqual([episode, closed])
  })

  test('counts from its opening, or from when it was opened again', () => {
    expect(shown(episodeOf(opened.facts)?.since ?? 0)).toBe('2026-03-02 03:00')
    const again = opened.closed().at('2026-03-09 11:00').reopened()
    expect(shown(episodeOf(again.facts)?.since ?? 0)).toBe('2026-03-09 11:00')
  })
})
