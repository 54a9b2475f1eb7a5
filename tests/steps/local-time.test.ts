// What do people read where a command prints an instant?
import { localTimeIn } from '../../cli/local-time'

test.each([
  ['Asia/Shanghai', '2026-03-05T01:30:00.000Z', '2026-03-05 09:30'],
  ['Asia/Shanghai', '2026-03-05T16:00:59.999Z', '2026-03-06 00:00'],
  ['Europe/London', '2026-03-29T00:59:00.000Z', '2026-03-29 00:59'],
  ['Europe/London', '2026-03-29T01:00:00.000Z', '2026-03-29 02:00'],
  ['America/New_York', '2026-01-01T03:00:00.000Z', '2025-12-31 22:00'],
])('in %s %s is shown as %s, given as text or as a number', (zone, instant, shown) => {
  expect(localTimeIn(zone)(instant)).toBe(shown)
  expect(localTimeIn(zone)(Date.parse(instant))).toBe(shown)
})
