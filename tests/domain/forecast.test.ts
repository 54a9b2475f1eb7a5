// What will happen to a case when no new fact comes: in order, with its contacts, ending with what the case waits for.
import {
  type AskedContact,
  type ContactAnswer,
  type ForecastOptions,
  forecast,
} from '../../domain/ladder/forecast'
import type { ForecastEntry } from '../../domain/ladder/forecast-entry'
import { type CaseBuilder, aCase, bill } from './case-builder'
import { commandSchema, judgeCommand } from '../../domain/commands/commands'
import { accountId, local, shown } from './log'
import { reaching } from './reaching'
import { rulesWith, testRules, zone } from './test-strategy'

const opened = aCase({ openedOn: '2026-03-02', bills: [bill('2026-03-01', { minimumDueCents: 2000_00 })] })

function linesOf(
  story: CaseBuilder,
  from: string,
  options: Partial<ForecastOptions> = {},
  rules = testRules,
) {
  const until = local('2027-06-01')
  const entries = forecast(story.facts, rules, local(from), {
    mayContact: reaching('sms', 'email', 'letter'),
    until,
    ...options,
  })
  return entries.map(lineOf)
}

function lineOf({ at, what, text, contacts }: ForecastEntry): string {
  const by = contacts.length === 0 ? '' : ` by ${contacts.join(' and ')}`
  return `${shown(at)} ${what} ${text}${by}`
}

test('a case that nobody answers is told to its end: no report of a delivery is assumed', () => {
  expect(linesOf(opened, '2026-03-02 03:00')).toEqual([
    '2026-03-02 09:00 step reminder: reminder by sms and email',
    '2026-03-11 09:00 step second-reminder: reminder by sms and email',
    '2026-03-21 09:00 step calls: call',
    '2026-03-22 18:00 deadline task ends with noAnswer: acc-1/1/2026-03-01/calls/1',
    '2026-03-24 18:00 step calls: call',
    '2026-03-25 18:00 deadline task ends with noAnswer: acc-1/1/2026-03-01/calls/2',
    '2026-03-27 18:00 step calls: call',
    '2026-03-28 18:00 deadline task ends with noAnswer: acc-1/1/2026-03-01/calls/3',
    '2026-04-01 09:00 step letter: letter by letter',
    '2026-04-16 09:00 step letter: letter by letter',
    '2026-05-01 09:00 passedOver visit is withheld: LETTER_UNDELIVERED',
    '2026-05-15 09:00 passedOver second-visit is withheld: NEEDS_visit',
    '2026-05-31 00:00 passedOver agency is withheld: LETTER_UNDELIVERED',
    '2026-08-28 00:00 passedOver court is withheld: LETTER_UNDELIVERED',
    '2026-08-28 00:00 waits waits for facts',
  ])
})

test('steps carry their keys and reasons', () => {
  const until = local('2026-03-05')
  const [entry] = forecast(opened.facts, testRules, local('2026-03-02 03:00'), {
    mayContact: reaching('sms'),
    until,
  })
  expect(entry).toMatchObject({ key: '1/2026-03-01/reminder/1', contacts: ['sms'] })
  expect(entry?.reasons.map(({ ruleId }) => ruleId)).toEqual([
    'LADDER',
    'ENTRY',
    'CN-TIME-01',
    'NO_CONTACT_POINT',
  ])
})

describe('it stops', () => {
  test('at the date asked for', () => {
    expect(linesOf(opened, '2026-03-02 03:00', { until: local('2026-03-11 08:59') })).toHaveLength(1)
    expect(linesOf(opened, '2026-03-02 03:00', { until: local('2026-03-11 09:00') })).toHaveLength(2)
  })

  test.each<[string, CaseBuilder, string]>([
    ['at a hold that somebody must lift', opened.hold('h'), '2026-03-02 03:00 waits waits for standstill'],
    ['at a cure', opened.paid(2000_00).closed(), '2026-03-02 03:00 closed cured'],
  ])('%s', (_title, story, last) => {
    expect(linesOf(story, '2026-03-02 03:00')).toEqual([last])
  })

  test('at a task that never ends by itself only at its deadline', () => {
    const rules = rulesWith([
      { id: 'agency', step: 'outsourcing', task: { deadlineDays: 60, defaultOutcome: 'expired' } },
    ])
    expect(linesOf(opened, '2026-03-02 03:00', {}, rules)).toEqual([
      '2026-03-02 09:00 step agency: outsourcing',
      '2026-05-01 18:00 deadline task ends with expired: acc-1/1/2026-03-01/agency/1',
      '2026-05-01 18:00 waits waits for facts',
    ])
  })
})

test('a plan is assumed to break when nothing is paid, and the ladder to go on', () => {
  const planned = opened
    .at('2026-03-02 09:00')
    .took('reminder')
    .plan('p', [['2026-04-15', 2000_00]])
  expect(linesOf(planned, '2026-03-03', { until: local('2026-04-25') })).toEqual([
    '2026-03-03 00:00 waits waits for standstill',
    // The wait of five days had just begun.
    '2026-04-21 09:00 step second-reminder: reminder by sms and email',
    '2026-04-22 09:00 step calls: call',
    '2026-04-23 18:00 deadline task ends with noAnswer: acc-1/1/2026-03-01/calls/1',
  ])
})

test('a hold that will begin is counted in', () => {
  const held = opened
    .at('2026-03-02 09:00')
    .took('reminder')
    .hold('h', { from: '2026-03-10', until: '2026-03-20 12:00' })
  expect(linesOf(held, '2026-03-03', { until: local('2026-03-21') })).toEqual([
    '2026-03-20 12:00 step second-reminder: reminder by sms and email',
  ])
})

test('while nobody decides on a death: why collection stands still, the work asked for again and again, and that it still does', () => {
  const told = forecast(dead().facts, testRules, local('2026-03-11'), {
    mayContact: reaching('sms'),
    until: local('2027-01-01'),
  })
  expect(told.map(lineOf)).toEqual([
    '2026-03-11 00:00 waits waits for standstill',
    '2026-03-25 18:00 deadline task ends with notDecided: acc-1/circumstance/k1/check/1',
    '2026-03-25 18:00 deadline task ends with notDone: acc-1/circumstance/k1/care/1',
    '2027-01-01 00:00 waits waits for standstill',
  ])
  for (const { what, reasons, again } of told) {
    if (what === 'waits')
      expect(reasons).toMatchObject([
        { ruleId: 'CIRCUMSTANCE', text: 'the ladder stands still: deceased, not proven yet (k1)' },
      ])
    else expect(again).toMatchObject({ everyDays: 15, times: 18 })
  }
})

test('after a standstill the case ends with what it then waits for', () => {
  const rules = rulesWith([{ id: 'only', step: 'reminder', channels: ['sms'] }])
  const held = opened.hold('h', { until: '2026-03-10 12:00' })
  expect(linesOf(held, '2026-03-03', {}, rules)).toEqual([
    '2026-03-03 00:00 waits waits for standstill',
    '2026-03-10 12:00 step only: reminder by sms',
    '2026-03-10 12:00 waits waits for facts',
  ])
})

/** Said on 10 March by nobody who can prove it. */
function dead(): CaseBuilder {
  const story = opened.at('2026-03-10 10:00')
  const said = { kind: 'recordCircumstance', circumstanceId: 'k1', circumstance: 'deceased' }
  const command = commandSchema.parse({ ...said, commandId: 'c-1', by: 'operator:lin' })
  const judgement = judgeCommand(story.facts, command, {
    ...{ accountId, asOf: local('2026-03-10 10:00') },
    ...{ zone, rules: testRules },
  })
  if (!judgement.ok) throw new Error(judgement.message)
  return story.append(judgement.facts)
}

test('whoever cannot be reached is not promised a message', () => {
  expect(linesOf(opened, '2026-03-02 03:00', { mayContact: reaching('email') })[0]).toContain('by email')
  expect(linesOf(opened, '2026-03-02 03:00', { mayContact: reaching(), until: local('2026-03-15') })).toEqual(
    [
      '2026-03-02 09:00 passedOver reminder is withheld: NO_CONTACT_POINT',
      '2026-03-11 09:00 passedOver second-reminder is withheld: NO_CONTACT_POINT',
    ],
  )
  const lines = linesOf(opened, '2026-03-02 03:00', {
    mayContact: reaching('sms'),
    until: local('2026-04-15'),
  })
  expect(lines.at(-1)).toBe('2026-04-01 09:00 passedOver letter is withheld: NO_CONTACT_POINT')
})

test('the facts given are left as they were', () => {
  const before = JSON.stringify(opened.facts)
  linesOf(opened, '2026-03-02 03:00')
  expect(JSON.stringify(opened.facts)).toBe(before)
})

describe('it asks what may be done at each moment', () => {
  const tomorrow = local('2026-03-03 08:00')
  const putOff = ({ channel }: AskedContact, at: number): ContactAnswer =>
    channel === 'voice' || at >= tomorrow
      ? { kind: 'allowed' }
      : { kind: 'withheld', ruleId: 'BANK-DAY', text: 'one message a day', until: tomorrow }

  test('a message that has to wait is told with the rule and the earliest lawful time', () => {
    const until = local('2026-03-10')
    const [first, second] = forecast(opened.facts, testRules, local('2026-03-02 03:00'), {
      mayContact: putOff,
      until,
    })
    expect(first).toMatchObject({
      what: 'putOff',
      text: 'reminder: not before 2026-03-03T00:00:00.000Z',
      reasons: [{ ruleId: 'BANK-DAY' }, { ruleId: 'BANK-DAY' }],
    })
    expect(second && lineOf(second)).toBe('2026-03-03 09:00 step reminder: reminder by sms and email')
  })

  test('a message that no time makes lawful is passed over by its rule', () => {
    const never = () => ({ kind: 'withheld' as const, ruleId: 'CN-DEC-01', text: 'never' })
    const [first] = linesOf(opened, '2026-03-02 03:00', { mayContact: never })
    expect(first).toBe('2026-03-02 09:00 passedOver reminder is withheld: CN-DEC-01')
  })

  test('each contact that is assumed counts for those after it', () => {
    const asked: number[] = []
    const mayContact: ForecastOptions['mayContact'] = (_contact, _at, assumed) => {
      asked.push(assumed.length)
      return { kind: 'allowed' }
    }
    linesOf(opened, '2026-03-02 03:00', { mayContact, until: local('2026-03-20') })
    expect(asked).toEqual([0, 0, 2, 2])
  })

  test('a call is told with the earliest time at which it may be made', () => {
    const until = local('2026-03-22')
    const noon = local('2026-03-21 12:00')
    const mayContact: ForecastOptions['mayContact'] = ({ channel, caller }) =>
      channel === 'voice' && caller === 'human'
        ? { kind: 'withheld', ruleId: 'CN-FREQ-02', text: 'six unanswered calls', until: noon }
        : { kind: 'allowed' }
    const call = forecast(opened.facts, testRules, local('2026-03-02 03:00'), { mayContact, until }).at(-1)
    expect(call?.text).toBe('calls: call')
    expect(call?.reasons.at(-1)).toEqual({
      ruleId: 'CN-FREQ-02',
      text: 'earliest lawful call: 2026-03-21T04:00:00.000Z, because six unanswered calls',
    })
  })
})
