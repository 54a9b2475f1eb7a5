// Complaints: by anybody on any channel, each with its deadline, its lawful extension and its answer; late ones go up from
// level to level, and collection goes on with care meanwhile.
import { readFileSync } from 'node:fs'
import { type Command, commandSchema, judgeCommand } from '../../../domain/commands/commands'
import { statusesOf } from '../../../domain/contact/person-standing'
import { factsOf } from '../../../domain/facts'
import { complaintsOf, isLate } from '../../../domain/protection/complaint-state'
import { complaintDays, parseComplaintRules } from '../../../domain/protection/complaint-terms'
import { type CaseBuilder, aCase, anAccount } from '../case-builder'
import { nextAt } from '../journey'
import { accountId, local, shown } from '../log'
import { testRules, zone } from '../test-strategy'

const { complaints: rules, calendar } = testRules.terms
const story = aCase({ openedOn: '2026-03-05' })
const by = 'operator:lin'

function judged(to: CaseBuilder, wish: object, at: string, commandId = 'c-1') {
  const command: Command = commandSchema.parse({ commandId, by, ...wish })
  return judgeCommand(to.facts, command, { accountId, asOf: local(at), zone, rules: testRules })
}

function after(to: CaseBuilder, wish: object, at: string, commandId = at.replace(/\D/g, '-')): CaseBuilder {
  const judgement = judged(to, wish, at, commandId)
  if (!judgement.ok) throw new Error(judgement.message)
  return to.at(at).append(judgement.facts)
}

const received = (change: object = {}) => ({
  ...{ kind: 'recordComplaint', complaintId: 'k-1', from: 'customer', channel: 'hotline' },
  ...{ category: 'contactTooOften', owner: 'operator:wu', ...change },
})
const extended = (to: string, who = by) => ({
  ...{ kind: 'extendComplaint', complaintId: 'k-1', to, notice: 'letters/4', by: who },
})
const answered = (change: object = {}) => ({
  ...{ kind: 'answerComplaint', complaintId: 'k-1', outcome: 'upheld', rootCause: 'process' },
  ...{ document: 'letters/5', ...change },
})
const open = after(story, received(), '2026-03-06 10:00')

test.each([
  ['ordinary', undefined, '2026-09-20', '2026-10-05', '2026-09-30'],
  ['complex', undefined, '2026-09-20', '2026-10-20', '2026-10-20'],
  ['special', undefined, '2026-09-20', '2026-11-19', '2026-11-19'],
  ['ordinary', '12345', '2026-03-06', '2026-03-11', '2026-03-11'],
  ['ordinary', 'centralBank', '2026-03-06', '2026-03-21', '2026-03-20'],
  ['complex', 'centralBank', '2026-03-06', '2026-04-05', '2026-04-03'],
] as const)('%s, passed on by %s, received on %s', (term, authority, receivedOn, answerBy, targetOn) => {
  // The shortest counts; a day of rest makes the bank's own day earlier (conduct rules, case 23).
  expect(complaintDays(rules, { receivedOn, term, authority }, calendar)).toEqual({ answerBy, targetOn })
})

test('a year without a calendar makes no day later', () => {
  const complaint = { receivedOn: '2031-09-20', term: 'ordinary' } as const
  expect(complaintDays(rules, complaint, calendar)).toEqual({
    answerBy: '2031-10-05',
    targetOn: '2031-10-05',
  })
})

test('an extension that shortens is refused when the file is read', () => {
  const text = readFileSync('policies/complaints.yaml', 'utf8').replace(
    'complex: 30, special: 60 }',
    'complex: 3, special: 60 }',
  )
  expect(parseComplaintRules(text, [])).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringMatching(/answerDays: an extension must not be shorter/) }],
  })
})

describe('recording', () => {
  test("gives its owner a task, due when the office closes on the bank's own day", () => {
    expect(judged(story, received({ agencyId: 'north' }), '2026-03-06 10:00')).toMatchObject({
      ok: true,
      facts: [
        {
          kind: 'complaintReceived',
          payload: { answerBy: '2026-03-21', targetOn: '2026-03-20', agencyId: 'north' },
        },
        { kind: 'taskOpened', payload: { kind: 'complaint', dueAt: local('2026-03-20 18:00') } },
      ],
    })
  })

  test.each<[string, object, RegExp]>([
    ['COMPLAINT_KNOWN', received(), /k-1 exists/],
    ['RECEIVED_IN_FUTURE', received({ complaintId: 'k-2', receivedOn: '2026-03-08' }), /today is 2026-03-07/],
    ['UNKNOWN_AUTHORITY', received({ complaintId: 'k-2', authority: 'mayor' }), /known are .*12378/],
    ['OWNER_CONCERNED', received({ complaintId: 'k-2', staffId: 'operator:wu' }), /somebody else/],
  ])('%s', (code, wish, message) => {
    const refused = { ok: false, code, message: expect.stringMatching(message) }
    expect(judged(open, wish, '2026-03-07 10:00', 'c-9')).toEqual(refused)
  })

  test('twice is once, also much later', () => {
    const once = after(story, received(), '2026-03-06 10:00', 'c-1')
    expect(judged(once, received(), '2026-05-06 10:00')).toEqual({ ok: true, facts: [] })
  })
})

describe('extending', () => {
  const complex = after(open, extended('complex'), '2026-03-10 10:00')

  test('first because it is complex, then with the approval of a manager who is not its owner', () => {
    expect(complaintsOf(complex.facts)).toMatchObject([
      { term: 'complex', answerBy: '2026-04-05', targetOn: '2026-04-03' },
    ])
    const special = after(complex, extended('special', 'manager:zhou'), '2026-04-01 10:00')
    expect(complaintsOf(special.facts)).toMatchObject([{ term: 'special', answerBy: '2026-05-05' }])
    expect(factsOf(special.facts, 'taskEnded').map(({ payload }) => payload.outcome)).toEqual([
      'extended',
      'extended',
    ])
    expect(factsOf(special.facts, 'taskOpened').map(({ payload }) => shown(payload.dueAt))).toEqual([
      '2026-03-20 18:00',
      '2026-04-03 18:00',
      '2026-04-30 18:00',
    ])
  })

  const ownedByManager = after(
    after(story, received({ owner: 'manager:zhou' }), '2026-03-06 10:00'),
    extended('complex'),
    '2026-03-07 10:00',
  )
  test.each<[string, CaseBuilder, object, string]>([
    ['NOT_EXTENDABLE', open, extended('special', 'manager:zhou'), '2026-03-10 10:00'],
    ['NOT_EXTENDABLE', complex, extended('complex'), '2026-03-11 10:00'],
    ['AUTHORITY_EXCEEDED', complex, extended('special'), '2026-04-01 10:00'],
    ['SAME_PERSON', ownedByManager, extended('special', 'manager:zhou'), '2026-03-11 10:00'],
    ['DEADLINE_PASSED', open, extended('complex'), '2026-03-22 00:00'],
    ['UNKNOWN_COMPLAINT', story, extended('complex'), '2026-03-11 10:00'],
    [
      'COMPLAINT_ANSWERED',
      after(open, answered(), '2026-03-10 10:00'),
      extended('complex'),
      '2026-03-11 10:00',
    ],
  ])('%s', (code, to, wish, at) => {
    expect(judged(to, wish, at, 'c-9')).toEqual({
      ok: false,
      code,
      message: expect.stringMatching(/\w+ \w+/),
    })
  })
})

describe('answering', () => {
  test('says what came of it and why, and ends the task', () => {
    const over = after(open, answered({ agencyId: 'north' }), '2026-03-12 10:00')
    expect(complaintsOf(over.facts)).toMatchObject([
      { answer: { outcome: 'upheld', rootCause: 'process', agencyId: 'north' } },
    ])
    expect(factsOf(over.facts, 'taskEnded')).toMatchObject([
      { payload: { outcome: 'answered', expired: false } },
    ])
    expect(judged(over, answered(), '2026-03-13 10:00', 'c-9')).toMatchObject({
      ok: false,
      code: 'COMPLAINT_ANSWERED',
    })
  })

  test('is not for whom it is about', () => {
    const about = after(story, received({ staffId: by }), '2026-03-06 10:00')
    expect(judged(about, answered(), '2026-03-12 10:00', 'c-9')).toMatchObject({
      ok: false,
      code: 'OWNER_CONCERNED',
    })
    // Whoever names somebody else in the answer is concerned all the same, and so is whoever names themselves.
    for (const [to, staffId] of [[about, 'operator:wang'] as const, [open, by] as const])
      expect(judged(to, answered({ staffId }), '2026-03-12 10:00', 'c-9')).toMatchObject({
        ok: false,
        code: 'OWNER_CONCERNED',
      })
    expect(judged(about, extended('complex'), '2026-03-12 10:00', 'c-9')).toMatchObject({
      ok: false,
      code: 'OWNER_CONCERNED',
    })
    expect(judged(story, answered(), '2026-03-12 10:00')).toMatchObject({
      ok: false,
      code: 'UNKNOWN_COMPLAINT',
    })
  })

  test("late is after the last day of the law, not after the bank's own", () => {
    const [complaint] = complaintsOf(open.facts)
    expect(complaint && isLate(complaint, local('2026-03-21 23:59'), zone)).toBe(false)
    expect(complaint && isLate(complaint, local('2026-03-22 00:00'), zone)).toBe(true)
  })
})

test('while it is open every contact is marked, and the ladder goes on', () => {
  const over = after(open, answered(), '2026-03-12 10:00')
  const since = local('2026-03-06 10:00')
  expect(statusesOf(open.facts as never, ['other'], zone)).toEqual([
    { status: 'complaintOpen', from: since, until: Infinity },
  ])
  expect(statusesOf(over.facts as never, ['other'], zone)).toMatchObject([
    { until: local('2026-03-12 10:00') },
  ])
  expect(nextAt(open, '2026-03-06 11:00')).toBe(nextAt(story, '2026-03-06 11:00'))
})

test('an account that never had a case awaits its answers too', () => {
  const small = after(anAccount('2026-03-05'), received(), '2026-03-06 10:00')
  expect(nextAt(small, '2026-03-06 11:00')).toBe('wait for agenda until 2026-03-17 09:00')
  const late = small.at('2026-03-17 09:00').settle().at('2026-03-20 18:00').settle()
  expect(factsOf(late.facts, 'taskOpened').map(({ payload }) => payload.stepKey)).toEqual([
    'complaint/k-1/1',
    'warning/complaint/k-1/1',
    'complaint/k-1/2',
  ])
  expect(nextAt(after(late, answered(), '2026-03-21 10:00'), '2026-03-21 11:00')).toBe('closed: neverOpened')
})

test('nobody answers: the next level is warned, and each takes over, also after the case has closed', () => {
  const closed = open.at('2026-03-08 10:00').paid(500_00).settle()
  expect(factsOf(closed.facts, 'episodeClosed')).toHaveLength(1)
  expect(nextAt(closed, '2026-03-08 11:00')).toBe('wait for agenda until 2026-03-17 09:00')
  const warned = closed.at('2026-03-17 09:00').settle()
  expect(factsOf(warned.facts, 'taskOpened').at(-1)?.payload).toMatchObject({
    ...{ kind: 'warning', stepKey: 'warning/complaint/k-1/1', dueAt: local('2026-03-20 18:00') },
    detail: { level: 'teamLead', answerBy: '2026-03-21' },
  })
  const late = warned.at('2026-03-20 18:00').settle()
  expect(factsOf(late.facts, 'taskOpened').at(-1)?.payload).toMatchObject({
    stepKey: 'complaint/k-1/2',
    detail: { level: 'teamLead' },
  })
  const over = after(late, answered(), '2026-03-21 10:00')
  expect(nextAt(over, '2026-03-21 11:00')).toBe('closed: cured')
})
