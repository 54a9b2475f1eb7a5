// Days are calendar days in a zone, never spans of 24 hours.
import { addDays, addDaysAt, addMonths, dateAt, daysBetween, instantAt } from '../../domain/calendar-date'

const berlin = 'Europe/Berlin'
const shanghai = 'Asia/Shanghai'

test.each([
  ['2026-03-01', 1, '2026-03-02'],
  ['2026-02-28', 1, '2026-03-01'],
  ['2028-02-28', 1, '2028-02-29'],
  ['2026-12-31', 1, '2027-01-01'],
  ['2026-03-01', -1, '2026-02-28'],
  ['2026-03-01', 400, '2027-04-05'],
])('%s and %i days is %s, and back again', (from, days, to) => {
  expect(addDays(from, days)).toBe(to)
  expect(daysBetween(from, to)).toBe(days)
})

test.each([
  ['15:59:59.999Z', '2026-03-05'],
  ['16:00:00.000Z', '2026-03-06'],
])('at %s the date in Shanghai is %s', (time, date) => {
  expect(dateAt(Date.parse(`2026-03-05T${time}`), shanghai)).toBe(date)
})

test('a date begins at its local midnight', () => {
  expect(new Date(instantAt('2026-03-05', shanghai)).toISOString()).toBe('2026-03-04T16:00:00.000Z')
  expect(new Date(instantAt('2026-03-05', shanghai, '09:30')).toISOString()).toBe('2026-03-05T01:30:00.000Z')
})

test('a date beyond the years of four digits is an error, and not a text that orders wrongly', () => {
  expect(addDays('9999-12-30', 1)).toBe('9999-12-31')
  expect(() => addDays('9999-12-31', 1)).toThrow(RangeError)
  expect(() => addMonths('9999-12-01', 1)).toThrow(/0000 to 9999: \+010000-01-01/)
  expect(() => addDays('0000-01-01', -1)).toThrow(RangeError)
})

test('an impossible date or time is named', () => {
  expect(() => instantAt('2026-02-30', shanghai)).toThrow(/Asia\/Shanghai: 2026-02-30 00:00/)
  expect(() => instantAt('2026-03-05', shanghai, '25:00')).toThrow(RangeError)
})

test.each([
  ['the day that clocks go forward has 23 hours', '2026-03-29', 23],
  ['the day that clocks go back has 25 hours', '2026-10-25', 25],
  ['any other day has 24 hours', '2026-06-01', 24],
])('%s', (_title, day, hours) => {
  const noon = instantAt(day, berlin, '00:00')
  expect(addDaysAt(noon, 1, berlin) - noon).toBe(hours * 3_600_000)
  expect(instantAt(addDays(day, 1), berlin) - noon).toBe(hours * 3_600_000)
})

test('a wait of days keeps the local time of day over daylight saving', () => {
  const before = instantAt('2026-03-28', berlin, '10:15')
  expect(addDaysAt(before, 3, berlin)).toBe(instantAt('2026-03-31', berlin, '10:15'))
})

describe('at a change of clocks', () => {
  test('a time that is skipped is the one after the skip', () => {
    expect(instantAt('2026-03-29', berlin, '02:30')).toBe(Date.parse('2026-03-29T03:30:00+02:00'))
    expect(addDaysAt(instantAt('2026-03-28', berlin, '02:30'), 1, berlin)).toBe(
      Date.parse('2026-03-29T03:30:00+02:00'),
    )
  })

  test('of a time that is repeated the later one counts, in summer and in winter', () => {
    const later = Date.parse('2026-10-25T02:30:00+01:00')
    for (const today of ['2026-07-01', '2027-01-01']) {
      jest.useFakeTimers({ now: Date.parse(today) })
      expect(instantAt('2026-10-25', berlin, '02:30')).toBe(later)
    }
    jest.useRealTimers()
  })

  test.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia'])(
    'every hour of a year in %s has its date, and every date its beginning',
    (zone) => {
      for (let instant = Date.parse('2026-01-01'); instant < Date.parse('2027-01-01'); instant += 3_600_000) {
        const date = dateAt(instant, zone)
        expect(instantAt(date, zone)).toBeLessThanOrEqual(instant)
        expect(instantAt(addDays(date, 1), zone)).toBeGreaterThan(instant)
      }
    },
  )
})
