// Holds that overlap, nest, are learnt late, extended, shortened and lifted: whatever was said about them, the wait that
// was left is kept. Held against an oracle that walks hour by hour.
import fc from 'fast-check'
import type { HoldReason } from '../../../domain/protection/hold-facts'
import { frozenDays, holdSpans } from '../../../domain/protection/hold-spans'
import { holdingBack, standstills, stretched } from '../../../domain/ladder/standstill'
import { type CaseBuilder, aCase } from '../case-builder'
import { local, shown } from '../log'
import { testRules, zone } from '../test-strategy'

const hourMs = 3_600_000
const begin = local('2026-03-06 10:00')

interface Said {
  saidAt: number
  act: 'place' | 'extend' | 'lift'
  holdId: string
  reason: HoldReason
  from: number
  hours: number | null
}

const said: fc.Arbitrary<Said> = fc.record({
  saidAt: fc.nat(200),
  act: fc.constantFrom('place', 'place', 'extend', 'lift'),
  holdId: fc.constantFrom('a', 'b', 'c', 'd'),
  reason: fc.constantFrom('dispute', 'legal', 'complaint', 'vulnerable'),
  from: fc.integer({ min: -40, max: 260 }),
  hours: fc.option(fc.integer({ min: 1, max: 90 }), { freq: 6 }),
})

/** Tells them in the order in which they were said; only what the commands would let through. */
function told(words: readonly Said[]): CaseBuilder {
  return [...words]
    .sort((a, b) => a.saidAt - b.saidAt)
    .reduce((story, { saidAt, act, holdId, reason, from, hours }) => {
      const now = story.at(begin + saidAt * hourMs)
      const placed = story.facts.some(({ kind, key }) => kind === 'holdPlaced' && key === `hold/${holdId}`)
      const end = hours === null ? {} : { until: begin + (from + hours) * hourMs }
      if (act === 'place' && !placed) {
        const payload = { holdId, reason, from: begin + from * hourMs, ...end }
        return now.add('holdPlaced', payload, { key: `hold/${holdId}` })
      }
      if (act === 'extend' && placed) return now.add('holdExtended', { holdId, ...end })
      return act === 'lift' && placed ? now.lifted(holdId) : story
    }, aCase())
}

/** Whether a hold stands in the hour that begins `hour` hours after the beginning, looked up word by word. */
function stands(words: readonly Said[], hour: number, escalates: boolean): boolean {
  const order = [...words].sort((a, b) => a.saidAt - b.saidAt)
  return ['a', 'b', 'c', 'd'].some((holdId) => {
    const about = order.filter((word) => word.holdId === holdId)
    const first = about.findIndex(({ act }) => act === 'place')
    const place = about[first]
    if (!place || (!escalates && ['complaint', 'vulnerable'].includes(place.reason))) return false
    let end = place.hours === null ? Infinity : place.from + place.hours
    for (const { act, from, hours, saidAt } of about.slice(first + 1)) {
      if (act === 'extend') end = hours === null ? Infinity : from + hours
      if (act === 'lift') end = Math.min(end, saidAt)
    }
    return place.from <= hour && hour < end
  })
}

/** Counts free hours one by one; null: there are not enough of them for years. */
function walked(words: readonly Said[], from: number, wait: number, escalates: boolean): number | null {
  let left = wait
  for (let hour = from; hour < 2000; hour += 1) {
    if (left === 0) return hour
    if (!stands(words, hour, escalates)) left -= 1
  }
  return null
}

const once = (words: readonly Said[]) =>
  words.filter((word, index) => {
    // A lift is the last word on a hold, as the commands see to it.
    return !words
      .slice(0, index)
      .some(({ act, holdId, saidAt }) => act === 'lift' && holdId === word.holdId && saidAt <= word.saidAt)
  })

test.each([
  ['a reminder', 'reminder', false],
  ['a visit', 'visit', true],
] as const)(
  'the wait before %s is longer by exactly the hours that holds took of it',
  (_title, step, escalates) => {
    fc.assert(
      fc.property(
        fc.uniqueArray(said, { maxLength: 9, selector: ({ saidAt }) => saidAt }),
        fc.nat(100),
        fc.integer({ min: 1, max: 150 }),
        (all, from, wait) => {
          const words = once([...all].sort((a, b) => a.saidAt - b.saidAt))
          const list = holdingBack(standstills(told(words).facts, testRules, begin), step)
          const end = stretched(begin + from * hourMs, begin + (from + wait) * hourMs, list)
          const hour = walked(words, from, wait, escalates)
          expect(end).toBe(hour === null ? null : begin + hour * hourMs)
        },
      ),
      { seed: 20261122, numRuns: 400 },
    )
  },
)

describe('what was said last counts', () => {
  const story = aCase().at('2026-03-06 10:00').hold('h', { until: '2026-03-20' })

  test.each<[string, CaseBuilder, string[]]>([
    ['extended', story.at('2026-03-12').extended('h', '2026-04-01'), ['2026-03-06 10:00 2026-04-01 00:00']],
    ['shortened', story.at('2026-03-12').extended('h', '2026-03-14'), ['2026-03-06 10:00 2026-03-14 00:00']],
    ['left open', story.at('2026-03-12').extended('h'), ['2026-03-06 10:00 on']],
    [
      'extended, then lifted',
      story.at('2026-03-12').extended('h', '2026-04-01').at('2026-03-15 09:00').lifted('h'),
      ['2026-03-06 10:00 2026-03-15 09:00'],
    ],
    [
      'wholly in the past',
      aCase().at('2026-03-20').hold('h', { from: '2026-03-06', until: '2026-03-08' }),
      ['2026-03-06 00:00 2026-03-08 00:00'],
    ],
    ['over before it began', story.at('2026-03-12').extended('h', '2026-03-01'), []],
  ])('%s', (_title, held, expected) => {
    const spans = holdSpans(held.facts).map(
      ({ from, until }) => `${shown(from)} ${until === undefined ? 'on' : shown(until)}`,
    )
    expect(spans).toEqual(expected)
  })
})

describe('days without interest', () => {
  const context = { holds: testRules.terms.holds, zone, what: 'interest' } as const
  const story = aCase().at('2026-03-06 10:00')

  test.each<[string, CaseBuilder, object[]]>([
    [
      'every day that it touches',
      story.hold('h', { reason: 'moratorium', until: '2026-03-08 10:00' }),
      [{ from: '2026-03-06', until: '2026-03-08' }],
    ],
    [
      'not the day at whose midnight it ends',
      story.hold('h', { reason: 'moratorium', until: '2026-03-08' }),
      [{ from: '2026-03-06', until: '2026-03-07' }],
    ],
    ['while it goes on', story.hold('h', { reason: 'bankruptcy' }), [{ from: '2026-03-06', until: null }]],
    ['none, where interest runs', story.hold('h', { reason: 'dispute' }), []],
  ])('%s', (_title, held, expected) => {
    expect(frozenDays(held.facts, context)).toMatchObject(expected)
    expect(frozenDays(held.facts, context)).toHaveLength(expected.length)
  })
})
