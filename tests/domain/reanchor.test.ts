// What a payment does to the ladder: a partial one begins it anew under the next bill, one that comes back finds the old
// place again, a cure ends it. Nothing is counted, so nothing is lost and no rung is skipped.
import { aCase, bill } from './case-builder'
import { linesOf, nextAt } from './journey'
import { rulesBut, testRules } from './test-strategy'

const bills = [bill('2026-03-01'), bill('2026-04-01'), bill('2026-05-01')]
const opened = aCase({ openedOn: '2026-03-02', bills })

/** In the middle of the ladder: letter delivered, approval for the visit asked for. */
const deep = opened
  .at('2026-04-01 09:00')
  .took('reminder')
  .took('second-reminder')
  .took('calls')
  .ended('calls', 'refused')
  .took('letter')
  .delivery('letter', 'delivered')
  .at('2026-05-03 00:00')
  .took('visit.approval')

describe('a partial payment that moves the oldest unpaid bill', () => {
  const moved = deep.at('2026-05-04 10:00').paid(500_00)

  test('withdraws the task about the old one and begins the ladder anew', () => {
    expect(nextAt(moved, '2026-05-04 10:00')).toBe('reminder/1 at 2026-05-04 10:00')
    expect(linesOf(moved, '2026-06-01')).toEqual([
      '2026-05-04 10:00 reminder/1',
      '2026-05-09 10:00 second-reminder/1',
      '2026-05-10 10:00 calls/1',
      '2026-05-13 18:00 calls/2',
      '2026-05-16 18:00 calls/3',
      '2026-05-21 09:00 letter/1',
    ])
  })

  test('counts the days past due from the new oldest bill', () => {
    const twice = moved.at('2026-05-05 10:00').paid(500_00)
    expect(nextAt(twice, '2026-05-05 10:00')).toBe('reminder/1 at 2026-05-05 10:00')
    expect(nextAt(twice.took('reminder'), '2026-05-06 10:00')).toBe('second-reminder/1 at 2026-05-11 09:00')
  })

  test('that does not move it changes nothing but the amount', () => {
    const part = deep.at('2026-05-04 10:00').paid(100_00)
    expect(nextAt(part, '2026-05-04 10:00')).toBe(nextAt(deep, '2026-05-04 10:00'))
  })

  test('in the night waits for the morning', () => {
    expect(nextAt(deep.at('2026-05-04 23:00').paid(500_00), '2026-05-04 23:00')).toBe(
      'reminder/1 at 2026-05-05 09:00',
    )
  })
})

describe('a payment that comes back', () => {
  const moved = deep.at('2026-05-04 10:00').paid(500_00).settle()

  test('finds the old place on the ladder again: what was taken is not taken twice', () => {
    const reminded = moved.took('reminder').at('2026-05-20 10:00').reversed('pay-1', 500_00)
    expect(nextAt(reminded, '2026-05-20 10:00')).toBe('visit.approval/2 at 2026-05-20 10:00')
  })

  test('does not take the withdrawal of a task for its result', () => {
    const back = moved.at('2026-05-20 10:00').reversed('pay-1', 500_00)
    const approved = back
      .took('visit.approval', { n: 2 })
      .at('2026-05-20 15:00')
      .ended('visit.approval', 'approved', 2)
    expect(nextAt(approved, '2026-05-20 15:00')).toBe('visit/1 at 2026-05-20 15:00')
  })

  test('has a visit that was withdrawn before it took place arranged again', () => {
    const visiting = deep
      .at('2026-05-03 10:00')
      .ended('visit.approval', 'approved')
      .took('visit')
      .at('2026-05-04 10:00')
      .paid(500_00)
      .settle()
    const back = visiting.at('2026-05-20 10:00').reversed('pay-1', 500_00)
    expect(nextAt(back, '2026-05-20 10:00')).toBe('visit/2 at 2026-05-20 10:00')
    const skipping = rulesBut('visit', { catchUp: { afterHours: 24, rule: 'skip', replanDays: 1 } })
    expect(nextAt(back, '2026-05-20 10:00', skipping)).toBe('visit/2 at 2026-05-20 10:00')
  })

  test('does not count a call that was withdrawn among the calls made', () => {
    const calls = opened.at('2026-03-21 09:00').took('reminder').took('second-reminder').took('calls')
    const twice = calls.ended('calls', 'noAnswer').at('2026-03-23 09:00').took('calls', { n: 2 })
    const away = twice.at('2026-03-23 12:00').paid(500_00).settle()
    const back = away.at('2026-04-10 10:00').reversed('pay-1', 500_00).reopened()
    const answer = () => 'noAnswer'
    expect(linesOf(back, '2026-04-14', { answer })).toEqual([
      '2026-03-23 12:00 closed: cured',
      '2026-04-10 10:00 calls/3',
      '2026-04-12 11:00 calls/4',
    ])
  })

  test('has a letter that came back in the meantime sent again at once: nothing is late', () => {
    const replanning = rulesBut('letter', { catchUp: { afterHours: 24, rule: 'replan', replanDays: 1 } })
    const sent = opened
      .at('2026-04-01 09:00')
      .took('reminder')
      .took('second-reminder')
      .took('calls')
      .ended('calls', 'refused')
      .took('letter')
    const away = sent.at('2026-04-02 10:00').delivery('letter', 'returned').paid(500_00)
    const back = away.at('2026-04-20 10:00').reversed('pay-1', 500_00)
    expect(nextAt(back, '2026-04-20 10:00', replanning)).toBe('letter/2 at 2026-04-20 10:00')
  })

  test('is no outage: a step due in the meantime is neither skipped nor put off', () => {
    const story = opened.at('2026-03-03 09:00').took('reminder').at('2026-03-09 10:00').paid(500_00)
    const back = story.closed().at('2026-04-10 10:00').reversed('pay-1', 500_00).reopened()
    expect(nextAt(back, '2026-04-10 10:00')).toBe('second-reminder/1 at 2026-04-10 10:00')
  })
})

describe('a corrected drop that takes a report back', () => {
  const reported = opened
    .at('2026-03-03 09:00')
    .took('reminder')
    .at('2026-04-03 03:00')
    .reported('2026-04-02', bills.slice(1))
  const corrected = reported.at('2026-04-09 10:00').withdrawn('drop-2', '2026-04-03 03:00')

  test('puts the old bill back into its place, from the correction on', () => {
    expect(nextAt(reported, '2026-04-03 10:00')).toBe('reminder/1 at 2026-04-03 09:00')
    expect(nextAt(corrected, '2026-04-09 10:00')).toBe('second-reminder/1 at 2026-04-09 10:00')
  })
})

describe('a cure', () => {
  const cured = deep.at('2026-05-04 10:00').paid(1500_00)

  test('closes the case at once and withdraws its tasks', () => {
    expect(nextAt(cured, '2026-05-04 10:00')).toBe('closed: cured')
    expect(linesOf(cured, '2027-01-01')).toEqual(['2026-05-04 10:00 closed: cured'])
  })

  test('is one also when only minimums not yet due are left', () => {
    const paid = opened.at('2026-03-04 10:00').paid(500_00)
    expect(nextAt(paid, '2026-03-04 10:00')).toBe('closed: cured')
  })

  test('is one also during a hold, and no later hold undoes it', () => {
    expect(nextAt(opened.at('2026-03-04 10:00').hold('h').paid(500_00), '2026-03-04 10:00')).toBe(
      'closed: cured',
    )
    expect(nextAt(opened.at('2026-03-04 10:00').paid(500_00).closed().hold('h'), '2026-03-05')).toBe(
      'closed: cured',
    )
  })

  test('that is reversed re-opens the same case at the step it had come to', () => {
    const back = cured.settle().at('2026-05-20 10:00').reversed('pay-1', 1500_00)
    expect(nextAt(back, '2026-05-20 10:00')).toBe('closed: cured')
    expect(nextAt(back.reopened(), '2026-05-20 10:00')).toBe('visit.approval/2 at 2026-05-20 10:00')
  })

  test('is followed by a new case that begins at the bottom when the account falls behind again', () => {
    const again = cured
      .closed()
      .at('2026-06-03 03:00')
      .reported('2026-06-02', [bill('2026-06-01')])
      .opened(2)
    expect(nextAt(again, '2026-06-03 03:00')).toBe('reminder/1 at 2026-06-03 09:00')
    expect(linesOf(again, '2026-06-12').slice(1)).toEqual([
      '2026-06-03 09:00 reminder/1',
      '2026-06-11 09:00 second-reminder/1',
    ])
  })
})

test.each([
  ['paid', 'cured'],
  ['sold', 'exited:sold'],
  ['writtenOff', 'exited:writtenOff'],
] as const)('an account that left the drop (%s) is closed as the drop said', (reason, because) => {
  const left = deep
    .at('2026-05-10 03:00')
    .exited(reason)
    .closed(because === 'cured' ? 'cured' : because)
  expect(nextAt(left, '2026-05-10 03:00')).toBe(`closed: ${because}`)
})

test('an opening that a corrected drop took back closes the case and withdraws its tasks', () => {
  const calling = opened.at('2026-03-21 09:00').took('reminder').took('second-reminder').took('calls')
  const withdrawn = calling.at('2026-03-21 12:00').withdrawn('drop-1', '2026-03-02 03:00')
  expect(nextAt(withdrawn, '2026-03-21 12:00', testRules)).toBe('closed: withdrawn')
  expect(linesOf(withdrawn, '2026-12-01')).toEqual([])
})
