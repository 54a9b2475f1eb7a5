// When the ladder stands still, and that it keeps what was left of a wait, to the millisecond.
import type { Instant } from '../../domain/calendar-date'
import {
  type Standstill,
  inForce,
  laterOnLadder,
  outsideStandstills,
  standstills,
  stretched,
} from '../../domain/ladder/standstill'
import { type CaseBuilder, aCase } from './case-builder'
import { local, shown } from './log'
import { testRules, zone } from './test-strategy'

/** `dispute from 2026-03-06 10:00 until ...` of each standstill known at a moment. */
function spans(story: Pick<CaseBuilder, 'facts'>, asOf = '2026-12-31'): string[] {
  return standstills(story.facts, testRules, local(asOf)).map(({ why, from, until }) => {
    const end = until === undefined ? 'on' : `until ${shown(until)}`
    return `${why} from ${shown(from)} ${end}`
  })
}

const story = aCase().at('2026-03-06 10:00')

describe('holds', () => {
  test.each<[string, CaseBuilder, string[]]>([
    ['last until they are lifted', story.hold('h'), ['dispute from 2026-03-06 10:00 on']],
    [
      'end when they are lifted',
      story.hold('h').at('2026-03-09 16:30').lifted('h'),
      ['dispute from 2026-03-06 10:00 until 2026-03-09 16:30'],
    ],
    [
      'end by themselves when a date was set',
      story.hold('h', { until: '2026-03-20' }),
      ['dispute from 2026-03-06 10:00 until 2026-03-20 00:00'],
    ],
    [
      'that are lifted before their date end early',
      story.hold('h', { until: '2026-03-20' }).at('2026-03-09 16:30').lifted('h'),
      ['dispute from 2026-03-06 10:00 until 2026-03-09 16:30'],
    ],
    [
      'that are lifted after their date ended at their date',
      story.hold('h', { until: '2026-03-20' }).at('2026-03-29 16:30').lifted('h'),
      ['dispute from 2026-03-06 10:00 until 2026-03-20 00:00'],
    ],
    [
      'may have begun before they became known',
      story.hold('h', { from: '2026-03-05 08:00', until: '2026-03-20' }),
      ['dispute from 2026-03-05 08:00 until 2026-03-20 00:00'],
    ],
    [
      'are extended by a further hold',
      story.hold('h', { until: '2026-03-20' }).hold('h2', { from: '2026-03-20', until: '2026-04-01' }),
      [
        'dispute from 2026-03-06 10:00 until 2026-03-20 00:00',
        'dispute from 2026-03-20 00:00 until 2026-04-01 00:00',
      ],
    ],
    [
      'are lifted one by one',
      story.hold('a', { reason: 'dispute' }).hold('b', { reason: 'legal' }).at('2026-03-08').lifted('a'),
      ['dispute from 2026-03-06 10:00 until 2026-03-08 00:00', 'legal from 2026-03-06 10:00 on'],
    ],
  ])('%s', (_title, held, expected) => {
    expect(spans(held)).toEqual(expected)
  })
})

describe('hardship agreements hold for whole days, the last one included', () => {
  test.each<[string, CaseBuilder, string]>([
    ['to their end', story.hardship('a', '2026-03-06', '2026-04-30'), '2026-05-01 00:00'],
    [
      'to the day on which they were ended',
      story.hardship('a', '2026-03-06', '2026-04-30').at('2026-04-10 11:00').hardshipEnded('a'),
      '2026-04-11 00:00',
    ],
    [
      'not beyond their end when they are ended later',
      story.hardship('a', '2026-03-06', '2026-04-30').at('2026-06-10 11:00').hardshipEnded('a'),
      '2026-05-01 00:00',
    ],
  ])('%s', (_title, agreed, until) => {
    expect(spans(agreed)).toEqual([
      `hardship agreement until 2026-04-30 from 2026-03-06 00:00 until ${until}`,
    ])
  })
})

describe('an account missing from the drop', () => {
  const why = 'the account is missing from the drop without an exit row'

  test('is not collected until it is found', () => {
    expect(spans(story.missing())).toEqual([`${why} from 2026-03-06 10:00 on`])
    expect(spans(story.missing().at('2026-03-08 03:00').found())).toEqual([
      `${why} from 2026-03-06 10:00 until 2026-03-08 03:00`,
    ])
  })

  test('twice is two standstills, each ending with the next drop that has it, however they arrive', () => {
    const twice = story
      .missing()
      .at('2026-03-08 03:00')
      .found()
      .at('2026-03-12 03:00')
      .missing()
      .at('2026-03-13 03:00')
      .found()
    const expected = [
      `${why} from 2026-03-06 10:00 until 2026-03-08 03:00`,
      `${why} from 2026-03-12 03:00 until 2026-03-13 03:00`,
    ]
    expect(spans(twice)).toEqual(expected)
    expect(spans({ facts: [...twice.facts].reverse() })).toEqual(expected)
  })
})

describe('a plan stands still from its agreement', () => {
  const plan = story.plan('p', [['2026-04-01', 500_00]])

  test.each<[string, CaseBuilder, string, string[]]>([
    ['while it runs', plan, '2026-04-01', ['plan, next instalment due 2026-04-01 from 2026-03-06 10:00 on']],
    ['until it breaks', plan, '2026-04-02', ['plan from 2026-03-06 10:00 until 2026-04-02 00:00']],
    [
      'until it is kept',
      plan.at('2026-03-20 12:00').paid(500_00),
      '2026-04-02',
      ['plan from 2026-03-06 10:00 until 2026-03-20 12:00'],
    ],
    [
      'until it is cancelled',
      plan.at('2026-03-20 12:00').planCancelled('p'),
      '2026-04-02',
      ['plan from 2026-03-06 10:00 until 2026-03-20 12:00'],
    ],
  ])('%s', (_title, agreed, asOf, expected) => {
    expect(spans(agreed, asOf)).toEqual(expected)
  })
})

const at = (day: number, hour = 0): Instant =>
  local(`2026-03-${String(day).padStart(2, '0')}`) + hour * 3_600_000

function still(fromDay: number, untilDay?: number): Standstill {
  const until = untilDay === undefined ? {} : { until: at(untilDay) }
  return { kind: 'hold', id: `${fromDay}`, why: 'dispute', from: at(fromDay), ...until }
}

test('a standstill is in force from its first instant to the one before its end', () => {
  const [span] = [still(5, 8)]
  const moments = [at(5) - 1, at(5), at(8) - 1, at(8)]
  expect(moments.map((moment) => inForce([span], moment).length)).toEqual([0, 1, 1, 0])
})

describe('a wait from the 2nd to the 10th', () => {
  test.each<[string, Standstill[], number | null]>([
    ['runs on without standstills', [], 10],
    ['is not moved by one that was over', [still(1, 2)], 10],
    ['is not moved by one that begins at its end', [still(10, 12)], 10],
    ['is longer by one inside it', [still(4, 7)], 13],
    ['keeps what is left when one covers its end', [still(8, 15)], 17],
    ['begins after one that covers its beginning', [still(1, 5)], 13],
    ['counts nested ones once', [still(3, 9), still(4, 5), still(6, 7)], 16],
    ['counts the same one twice once', [still(3, 9), still(3, 9)], 16],
    ['counts overlapping ones once', [still(3, 6), still(5, 8)], 15],
    ['counts adjoining ones together', [still(3, 5), still(5, 8)], 15],
    ['is stretched into further ones', [still(9, 12), still(12, 14), still(14, 20)], 21],
    ['does not depend on their order', [still(12, 14), still(9, 12)], 15],
    ['has no end while one without an end covers it', [still(4, 6), still(8)], null],
    ['ends before one without an end that begins later', [still(4, 6), still(12)], 12],
  ])('%s', (_title, list, day) => {
    const expected = day === null ? null : at(day)
    expect(stretched(at(2), at(10), list)).toBe(expected)
    expect(stretched(at(2), at(10), [...list].reverse())).toBe(expected)
    expect(laterOnLadder(at(2), 8, list, zone)).toBe(expected)
  })
})

test('what is left of a wait is kept to the millisecond', () => {
  const hold: Standstill = { kind: 'hold', id: 'h', why: 'dispute', from: at(4) + 1, until: at(6) + 8 }
  expect(stretched(at(2) + 3, at(9) + 5, [hold])).toBe(at(11) + 12)
})

describe('an instant outside all standstills', () => {
  test.each<[string, Standstill[], Instant | null]>([
    ['stays as it is', [still(6, 8)], at(5)],
    ['moves to the end of the one that covers it', [still(4, 8)], at(8)],
    ['moves on through those that follow', [still(4, 8), still(8, 9), still(7, 12)], at(12)],
    ['is never before one without an end', [still(4)], null],
    ['is never when the next one has no end', [still(4, 8), still(7)], null],
  ])('%s', (_title, list, expected) => {
    expect(outsideStandstills(at(5), list)).toBe(expected)
  })
})
