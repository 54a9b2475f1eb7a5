// Is a provider left alone for as long as it asks, whichever way it says so?
import { waitAskedFor } from '../../platform/retry-after'

test.each<[string, object, number | null]>([
  ['seconds', { 'retry-after': '45' }, 45_000],
  ['seconds, however the header is written', { 'Retry-After': ' 3 ' }, 3_000],
  [
    'a date',
    { 'retry-after': 'Thu, 05 Mar 2026 10:01:30 GMT', date: 'Thu, 05 Mar 2026 10:00:00 GMT' },
    90_000,
  ],
  [
    'a date that has passed',
    { 'retry-after': 'Thu, 05 Mar 2026 09:00:00 GMT', date: 'Thu, 05 Mar 2026 10:00:00 GMT' },
    0,
  ],
  ['a date without the server’s own', { 'retry-after': 'Thu, 05 Mar 2026 10:01:30 GMT' }, null],
  ['nothing that can be read', { 'retry-after': 'soon' }, null],
  ['nothing', {}, null],
])('%s', (_, headers, waitMs) => expect(waitAskedFor(headers)).toBe(waitMs))
