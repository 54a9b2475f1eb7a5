// No visit without a delivered letter, no escalation without approval: what a rung needs comes first, is asked for again,
// and when it cannot be had the rung is passed over, in its own time, with the reason.
import { aCase, bill } from './case-builder'
import { linesOf, nextAt } from './journey'
import { rulesBut, rulesWith, testRung } from './test-strategy'

const bills = [bill('2026-03-01', { minimumDueCents: 2000_00 })]

/** All of the ladder up to the calls is done; the letter goes out on 31 March at 09:00. */
const called = aCase({ openedOn: '2026-03-02', bills })
  .at('2026-03-28 10:00')
  .took('reminder')
  .took('second-reminder')
  .took('calls')
  .ended('calls', 'refused')
const lettered = called.at('2026-03-31 09:00').took('letter')

describe('the delivered letter', () => {
  test.each([
    ['2026-04-01 10:00', 'wait for delivery until 2026-04-15 09:00'],
    ['2026-04-15 08:59', 'wait for delivery until 2026-04-15 09:00'],
    ['2026-04-15 09:00', 'letter/2 at 2026-04-15 09:00'],
  ])('without a report, at %s: %s', (moment, expected) => {
    expect(nextAt(lettered, moment)).toBe(expected)
  })

  test.each(['failed', 'returned', 'refused'] as const)('%s is sent again at once', (outcome) => {
    const story = lettered.at('2026-04-03 10:00').delivery('letter', outcome)
    expect(nextAt(story, '2026-04-03 10:00')).toBe('letter/2 at 2026-04-03 10:00')
  })

  test('delivered lets the rung pass', () => {
    const story = lettered.at('2026-04-03 10:00').delivery('letter', 'delivered')
    expect(nextAt(story, '2026-04-03 10:00')).toBe('visit.approval/1 at 2026-04-30 00:00')
  })

  test('a delivery is not taken back by a report that comes later or twice', () => {
    const story = lettered.at('2026-04-03 10:00').delivery('letter', 'delivered').delivery('letter', 'failed')
    expect(nextAt(story, '2026-04-03 10:00')).toBe('visit.approval/1 at 2026-04-30 00:00')
    const otherWay = lettered
      .at('2026-04-03 10:00')
      .delivery('letter', 'failed')
      .delivery('letter', 'delivered')
    expect(nextAt(otherWay, '2026-04-03 10:00')).toBe('visit.approval/1 at 2026-04-30 00:00')
  })

  const again = lettered.at('2026-04-03 10:00').delivery('letter', 'returned').took('letter', { n: 2 })

  test('the second letter is waited for as long as the first', () => {
    expect(nextAt(again, '2026-04-04 10:00')).toBe('wait for delivery until 2026-04-18 10:00')
  })

  test('either of the letters may be the one delivered', () => {
    for (const n of [1, 2]) {
      const story = again.at('2026-04-09 10:00').delivery('letter', 'delivered', n)
      expect(nextAt(story, '2026-04-09 10:00')).toBe('visit.approval/1 at 2026-04-30 00:00')
    }
  })

  test('that cannot be delivered keeps each rung from being taken when its own time comes', () => {
    expect(linesOf(lettered, '2027-01-01', { delivery: () => 'returned' })).toEqual([
      '2026-04-15 09:00 letter/2',
      '2026-04-30 00:00 visit/1 withheld: LETTER_UNDELIVERED',
      '2026-05-15 00:00 second-visit/1 withheld: NEEDS_visit',
      '2026-05-31 00:00 agency/1 withheld: LETTER_UNDELIVERED',
      '2026-08-28 00:00 court/1 withheld: LETTER_UNDELIVERED',
    ])
  })

  test('that is delivered after the visit was passed over still lets the agency have the case', () => {
    const story = again.at('2026-05-01 10:00').delivery('letter', 'returned', 2)
    const passed = linesOf(story, '2026-05-02')
    expect(passed).toEqual(['2026-05-01 10:00 visit/1 withheld: LETTER_UNDELIVERED'])
    const visitPassed = story
      .took('visit', { outcome: 'withheld' })
      .took('second-visit', { outcome: 'withheld' })
    const late = visitPassed.at('2026-05-20 10:00').delivery('letter', 'delivered', 2)
    expect(nextAt(late, '2026-05-20 10:00')).toBe('agency.approval/1 at 2026-05-31 00:00')
  })

  test('that is delivered during a hold is in time: a hold passes no rung over', () => {
    const held = again
      .at('2026-04-20 10:00')
      .delivery('letter', 'returned', 2)
      .at('2026-04-29 10:00')
      .hold('h')
    expect(nextAt(held, '2026-05-02 10:00')).toBe('wait for standstill')
    const delivered = held
      .at('2026-05-02 10:00')
      .settle()
      .at('2026-05-10 10:00')
      .delivery('letter', 'delivered', 2)
    const lifted = delivered.at('2026-05-20 10:00').lifted('h')
    expect(nextAt(lifted, '2026-05-20 10:00')).toBe('visit.approval/1 at 2026-05-20 10:00')
  })

  test('that a rule withheld is not asked for again and again: the rung is passed over', () => {
    const story = called
      .at('2026-03-31 09:00')
      .took('letter', { outcome: 'withheld', ruleId: 'NO_CONTACT_POINT' })
    expect(linesOf(story, '2026-05-02')).toEqual([
      '2026-03-31 09:00 letter/1 withheld: NO_CONTACT_POINT',
      '2026-04-30 00:00 visit/1 withheld: LETTER_UNDELIVERED',
    ])
  })

  test('whose second sending fails is tried again under a key of its own', () => {
    const failed = lettered.at('2026-04-15 09:00').took('letter', { n: 2, outcome: 'failed' })
    expect(nextAt(failed, '2026-04-15 09:00')).toBe('letter/3 at 2026-04-15 09:00')
  })

  test('whose second sending a rule withheld is waited for no longer than its own report', () => {
    const withheld = lettered.at('2026-04-10 09:00').took('letter', { n: 2, outcome: 'withheld' })
    expect(nextAt(withheld, '2026-04-11 09:00')).toBe('wait for delivery until 2026-04-15 09:00')
    expect(nextAt(withheld, '2026-04-15 09:00')).toBe('wait for delivery until 2026-04-30 00:00')
  })
})

describe('approval', () => {
  const delivered = lettered.at('2026-04-03 10:00').delivery('letter', 'delivered')
  const asked = delivered.at('2026-04-30 00:00').took('visit.approval')

  test('is asked for when the rung is due, at any hour: a colleague is no customer', () => {
    expect(nextAt(delivered, '2026-04-29 10:00')).toBe('visit.approval/1 at 2026-04-30 00:00')
  })

  test('is waited for, at most to its deadline', () => {
    expect(nextAt(asked, '2026-05-01 10:00')).toBe('wait for task until 2026-05-05 18:00')
  })

  test('once given lets the step happen in permitted hours', () => {
    expect(nextAt(asked.at('2026-05-02 20:30').ended('visit.approval', 'approved'), '2026-05-02 20:30')).toBe(
      'visit/1 at 2026-05-03 09:00',
    )
  })

  test.each(['refused', 'notDecided'])('%s is asked again after the strategy’s wait', (outcome) => {
    const story = asked.at('2026-05-02 10:00').ended('visit.approval', outcome)
    expect(nextAt(story, '2026-05-02 10:00')).toBe('visit.approval/2 at 2026-05-16 10:00')
  })

  test('not decided by the deadline counts as not given', () => {
    expect(nextAt(asked, '2026-05-05 18:00')).toBe('visit.approval/2 at 2026-05-19 18:00')
  })

  test('refused as often as the strategy asks: the rung is passed over and the next one comes', () => {
    const twice = asked
      .at('2026-05-02 10:00')
      .ended('visit.approval', 'refused')
      .at('2026-05-16 10:00')
      .took('visit.approval', { n: 2 })
      .at('2026-05-17 10:00')
      .ended('visit.approval', 'refused', 2)
    expect(linesOf(twice, '2026-06-04')).toEqual([
      '2026-05-17 10:00 visit/1 withheld: APPROVAL_REFUSED',
      '2026-05-31 10:00 second-visit/1 withheld: NEEDS_visit',
      '2026-06-03 10:00 agency.approval/1',
    ])
  })

  test('that could not be asked for technically is asked for again at once, not counted as refused', () => {
    const failed = delivered.at('2026-04-30 00:00').took('visit.approval', { outcome: 'failed' })
    expect(nextAt(failed, '2026-04-30 00:00')).toBe('visit.approval/2 at 2026-04-30 00:00')
    const reviewed = failed
      .review('visit.approval', 'retry')
      .at('2026-04-30 11:00')
      .reviewed('visit.approval', 'retry')
    expect(nextAt(reviewed, '2026-04-30 11:00')).toBe('visit.approval/2 at 2026-04-30 11:00')
  })
})

test('the court needs letter, assessment and approval, in that order', () => {
  const visited = lettered
    .at('2026-05-31 10:00')
    .took('visit', { outcome: 'withheld' })
    .took('second-visit', { outcome: 'withheld' })
    .took('agency', { outcome: 'withheld' })
  const delivered = visited.at('2026-06-01 10:00').delivery('letter', 'delivered')
  expect(nextAt(visited, '2026-06-02')).toBe('letter/2 at 2026-06-02 09:00')
  expect(nextAt(delivered, '2026-06-02')).toBe('court.assessment/1 at 2026-08-28 00:00')
  const failed = delivered
    .at('2026-08-28 00:00')
    .took('court.assessment')
    .at('2026-08-29')
    .ended('court.assessment', 'failed')
  expect(nextAt(failed, '2026-08-29')).toBe('court.assessment/2 at 2026-10-28 00:00')
  const passed = delivered
    .at('2026-08-28 00:00')
    .took('court.assessment')
    .at('2026-08-29')
    .ended('court.assessment', 'passed')
  expect(nextAt(passed, '2026-08-29')).toBe('court.approval/1 at 2026-08-28 00:00')
})

describe('a needed rung', () => {
  test.each([
    ['met', 'second-visit.approval/1 at 2026-05-16 10:00'],
    ['notHome', 'second-visit.approval/1 at 2026-05-16 10:00'],
    ['moved', 'wait for delivery until 2026-05-16 10:00'],
    ['notReported', 'wait for delivery until 2026-05-16 10:00'],
  ])('a first visit that ended with %s: %s', (outcome, expected) => {
    const visited = lettered
      .at('2026-05-02 09:00')
      .took('visit')
      .at('2026-05-02 10:00')
      .ended('visit', outcome)
    expect(nextAt(visited, '2026-05-02 10:00')).toBe(expected)
  })

  test('that is too young for the debt is still taken first: old debts begin with the prerequisites', () => {
    const rules = rulesWith([
      { id: 'warning', enter: { daysPastDue: { min: 1, max: 30 } } },
      {
        ...testRung('letter'),
        enter: { daysPastDue: { min: 10 } },
        needs: [{ kind: 'rung', rung: 'warning' }],
      },
    ])
    const old = aCase({ openedOn: '2026-08-01', bills })
    expect(linesOf(old, '2026-09-01', {}, rules)).toEqual([
      '2026-08-01 09:00 warning/1',
      '2026-08-04 09:00 letter/1',
    ])
  })
})

test('an old debt that arrives late starts at the bottom, not at the rung of its age', () => {
  const late = aCase({ openedOn: '2027-02-01', bills })
  expect(nextAt(late, '2027-02-01 03:00')).toBe('calls/1 at 2027-02-01 09:00')
  const answer = (step: string) => (step.includes('.approval') ? 'approved' : 'rightParty')
  expect(linesOf(late, '2027-03-01', { answer, delivery: () => 'delivered' })).toEqual([
    '2027-02-01 09:00 calls/1',
    '2027-02-04 10:00 letter/1',
    '2027-02-07 10:00 visit.approval/1',
    '2027-02-07 11:00 visit/1',
    '2027-02-21 12:00 second-visit/1 withheld: NEEDS_visit',
    '2027-02-24 12:00 agency.approval/1',
    '2027-02-24 13:00 agency/1',
    '2027-02-27 14:00 court.assessment/1',
  ])
})

test('a prerequisite that is under way when its rung comes is waited for', () => {
  const rules = rulesBut('letter', { needs: [{ kind: 'rung', rung: 'calls' }] })
  const calling = aCase({ openedOn: '2026-03-02', bills })
    .at('2026-03-21 09:00')
    .took('reminder')
    .took('second-reminder')
    .took('calls')
  expect(nextAt(calling, '2026-03-21 10:00', rules)).toBe('wait for task until 2026-03-22 18:00')
})
