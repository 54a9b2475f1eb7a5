// When a step may begin: 08:00 is lawful, 22:00 is not, and one person's steps stay together.
import fc from 'fast-check'
import { dateAt, instantAt } from '../../domain/calendar-date'
import { nextSlot } from '../../domain/ladder/contact-window'
import { local, shown } from './log'
import { zone } from './test-strategy'

const lawful = [{ id: 'CN-TIME-01', hours: [{ from: '08:00', to: '22:00' }] }]
const allDay = { from: '00:00', to: '23:59' }
const base = { zone, hours: allDay, lawful, personId: 'person-1', spreadMinutes: 0 }

function slot(
  from: string,
  change: Partial<typeof base> = {},
): [at: string, notAfter: string, ...movedBy: string[]] {
  const { at, notAfter, movedBy } = nextSlot(local(from), { ...base, ...change })
  return [shown(at), shown(notAfter), ...movedBy]
}

test.each([
  ['2026-03-05 07:59:59.999', '2026-03-05 08:00', '2026-03-05 22:00', ['CN-TIME-01']],
  ['2026-03-05 08:00', '2026-03-05 08:00', '2026-03-05 22:00', []],
  ['2026-03-05 12:34', '2026-03-05 12:34', '2026-03-05 22:00', []],
  ['2026-03-05 21:59:59.999', '2026-03-05 21:59', '2026-03-05 22:00', []],
  ['2026-03-05 22:00', '2026-03-06 08:00', '2026-03-06 22:00', ['CN-TIME-01']],
  ['2026-03-05 23:30', '2026-03-06 08:00', '2026-03-06 22:00', ['CN-TIME-01']],
  ['2026-03-06 00:00', '2026-03-06 08:00', '2026-03-06 22:00', ['CN-TIME-01']],
])('a step from %s begins at %s and not after %s', (from, at, notAfter, movedBy) => {
  expect(slot(from)).toEqual([at, notAfter, ...movedBy])
})

test('a step that may begin now is not moved by a millisecond', () => {
  const from = local('2026-03-05 12:34:56.789')
  expect(nextSlot(from, { ...base, spreadMinutes: 120 }).at).toBe(from)
})

describe('the hours of the rung count within the lawful ones', () => {
  const hours = { from: '09:00', to: '20:00' }
  test.each([
    ['2026-03-05 08:30', ['2026-03-05 09:00', '2026-03-05 20:00', 'RUNG_HOURS']],
    ['2026-03-05 20:00', ['2026-03-06 09:00', '2026-03-06 20:00', 'RUNG_HOURS']],
    ['2026-03-05 23:00', ['2026-03-06 09:00', '2026-03-06 20:00', 'CN-TIME-01']],
  ])('from %s', (from, expected) => {
    expect(slot(from, { hours })).toEqual(expected)
  })

  test('wider hours of a rung do not widen the lawful ones', () => {
    expect(slot('2026-03-05 06:30', { hours: { from: '06:00', to: '23:00' } })[0]).toBe('2026-03-05 08:00')
    expect(slot('2026-03-05 22:30', { hours: { from: '06:00', to: '23:00' } })[0]).toBe('2026-03-06 08:00')
  })

  test('every rule pack counts: the latest opening and the earliest end', () => {
    const packs = [...lawful, { id: 'BANK-01', hours: [{ from: '10:00', to: '19:00' }] }]
    expect(slot('2026-03-05 08:30', { lawful: packs })).toEqual([
      '2026-03-05 10:00',
      '2026-03-05 19:00',
      'BANK-01',
    ])
    expect(slot('2026-03-05 23:30', { lawful: packs })).toEqual([
      '2026-03-06 10:00',
      '2026-03-06 19:00',
      'CN-TIME-01',
      'BANK-01',
    ])
  })

  test('of several spans a day the next one is taken', () => {
    const rules = [
      {
        id: 'TWO',
        hours: [
          { from: '09:00', to: '11:00' },
          { from: '14:00', to: '16:00' },
        ],
      },
    ]
    expect(slot('2026-03-05 08:00', { lawful: rules })).toEqual([
      '2026-03-05 09:00',
      '2026-03-05 11:00',
      'TWO',
    ])
    expect(slot('2026-03-05 10:59', { lawful: rules })).toEqual(['2026-03-05 10:59', '2026-03-05 11:00'])
    expect(slot('2026-03-05 11:00', { lawful: rules })).toEqual([
      '2026-03-05 14:00',
      '2026-03-05 16:00',
      'TWO',
    ])
    expect(slot('2026-03-05 16:00', { lawful: rules })).toEqual([
      '2026-03-06 09:00',
      '2026-03-06 11:00',
      'TWO',
    ])
    expect(
      slot('2026-03-05 10:00', {
        lawful: [...rules, { id: 'LATE', hours: [{ from: '10:30', to: '15:00' }] }],
      }),
    ).toEqual(['2026-03-05 10:30', '2026-03-05 11:00', 'LATE'])
  })

  test('hours that leave no time are an error, not a step at some other time', () => {
    expect(() => slot('2026-03-05 10:00', { hours: { from: '22:00', to: '23:00' } })).toThrow(
      'the hours 22:00-23:00, CN-TIME-01 leave no time to act',
    )
  })
})

test.each([
  ['Saturday', '2026-03-07'],
  ['Sunday', '2026-03-08'],
  ["New Year's Day", '2027-01-01'],
])('%s is a day like any other: no rule of the packs forbids it', (_name, day) => {
  expect(slot(`${day} 10:00`)[0]).toBe(`${day} 10:00`)
  expect(slot(`${day} 00:00`)[0]).toBe(`${day} 08:00`)
})

test('a zone with daylight saving opens at its local 08:00 on every day', () => {
  const berlin = 'Europe/Berlin'
  for (const day of ['2026-03-28', '2026-03-29', '2026-10-25']) {
    const { at, notAfter } = nextSlot(instantAt(day, berlin), { ...base, zone: berlin })
    expect([at, notAfter]).toEqual([instantAt(day, berlin, '08:00'), instantAt(day, berlin, '22:00')])
  }
})

describe('the steps of a morning are spread by person', () => {
  const morning = (personId: string, day = '2026-03-05') =>
    nextSlot(local(day), { ...base, personId, spreadMinutes: 120 }).at - local(`${day} 08:00`)

  test('a person has the same minute every morning, on every account', () => {
    expect(morning('person-7', '2026-03-06')).toBe(morning('person-7'))
    expect(morning('person-7', '2027-11-30')).toBe(morning('person-7'))
  })

  test('many persons fill the whole span evenly', () => {
    const minutes = Array.from({ length: 6000 }, (_, n) => morning(`person-${n}`) / 60_000)
    expect(new Set(minutes).size).toBe(120)
    expect(minutes.every((minute) => Number.isInteger(minute) && minute >= 0 && minute < 120)).toBe(true)
    const perQuarter = Array.from({ length: 8 }, (_, quarter) =>
      minutes.filter((minute) => Math.floor(minute / 15) === quarter),
    )
    for (const share of perQuarter) expect(share.length).toBeGreaterThan(500)
  })

  test('a span longer than the window ends within it', () => {
    const options = { ...base, hours: { from: '09:00', to: '10:00' }, spreadMinutes: 720 }
    for (let n = 0; n < 50; n++) {
      const { at, notAfter } = nextSlot(local('2026-03-05'), { ...options, personId: `person-${n}` })
      expect(at).toBeLessThan(notAfter)
    }
  })
})

test('every slot lies in lawful hours, on the day of the wish or the next, never before it', () => {
  const instants = fc.integer({ min: local('2026-01-01'), max: local('2027-12-31') })
  const persons = fc.string({ maxLength: 8 })
  fc.assert(
    fc.property(instants, persons, fc.nat(720), (from, personId, spreadMinutes) => {
      const { at, notAfter } = nextSlot(from, { ...base, personId, spreadMinutes })
      const day = dateAt(at, zone)
      expect(at).toBeGreaterThanOrEqual(from)
      expect(at).toBeGreaterThanOrEqual(instantAt(day, zone, '08:00'))
      expect(at).toBeLessThan(instantAt(day, zone, '22:00'))
      expect(notAfter).toBe(instantAt(day, zone, '22:00'))
      expect(at - from).toBeLessThan(36 * 3_600_000)
    }),
    { numRuns: 1000 },
  )
})
