// Are the times at which somebody may be called those that the law and the rung's hours both allow?
import { instantAt } from '../../domain/calendar-date'
import { type CallHours, callableUntil, nextCallAt } from '../../domain/contact/call-time'
import { maskedNumber } from '../../domain/masked'
import { byPriority, priorityOf } from '../../domain/ladder/work-priority'

const zone = 'Asia/Shanghai'
const at = (moment: string) => instantAt(moment.slice(0, 10), zone, moment.slice(11))
const shown = (instant: number | null) =>
  instant === null ? null : new Date(instant + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')

/** Lawful on every day within the spans. */
function lawfulWithin(...spans: [from: string, to: string][]): CallHours['lawfulFrom'] {
  return (moment) => {
    for (let day = 0; day < 3; day += 1) {
      const date = shown(moment + day * 86_400_000)?.slice(0, 10) ?? ''
      for (const [from, to] of spans) {
        if (moment < at(`${date} ${to}`)) return Math.max(moment, at(`${date} ${from}`))
      }
    }
    return null
  }
}

const hours = { from: '09:00', to: '20:00' }
const cases: [
  title: string,
  law: CallHours['lawfulFrom'],
  from: string,
  notAfter: string | null,
  ...answer: (string | null)[],
][] = [
  [
    'both allow it at once',
    lawfulWithin(['08:00', '22:00']),
    '2026-03-05 10:00',
    null,
    '2026-03-05 10:00',
    '2026-03-05 20:00',
  ],
  [
    'the rung opens later than the law',
    lawfulWithin(['08:00', '22:00']),
    '2026-03-05 08:00',
    null,
    '2026-03-05 09:00',
    '2026-03-05 20:00',
  ],
  [
    'the law closes earlier than the rung',
    lawfulWithin(['08:00', '18:10']),
    '2026-03-05 10:00',
    null,
    '2026-03-05 10:00',
    '2026-03-05 18:10',
  ],
  [
    'the day is over',
    lawfulWithin(['08:00', '22:00']),
    '2026-03-05 20:00',
    null,
    '2026-03-06 09:00',
    '2026-03-06 20:00',
  ],
  [
    'the law allows two spans of a day',
    lawfulWithin(['08:00', '09:30'], ['19:00', '22:00']),
    '2026-03-05 09:40',
    null,
    '2026-03-05 19:00',
    '2026-03-05 20:00',
  ],
  [
    'the two meet for a moment only',
    lawfulWithin(['08:00', '09:07'], ['21:00', '22:00']),
    '2026-03-05 12:00',
    null,
    '2026-03-06 09:00',
    '2026-03-06 09:07',
  ],
  [
    'the task ends before',
    lawfulWithin(['08:00', '22:00']),
    '2026-03-05 20:30',
    '2026-03-06 08:59',
    null,
    null,
  ],
  [
    'the task ends within',
    lawfulWithin(['08:00', '22:00']),
    '2026-03-05 10:00',
    '2026-03-05 18:00',
    '2026-03-05 10:00',
    '2026-03-05 18:00',
  ],
  ['the two never meet', lawfulWithin(['21:00', '22:00']), '2026-03-05 10:00', null, null, null],
  ['nothing is lawful', () => null, '2026-03-05 10:00', null, null, null],
]

test.each(cases)('%s', (_, lawfulFrom, from, end, begins, ends) => {
  const notAfter = end === null ? null : at(end)
  const wanted: CallHours = { zone, hours, notAfter, lawfulFrom }
  const next = nextCallAt(at(from), wanted)
  expect(shown(next)).toBe(begins)
  expect(next === null ? null : shown(callableUntil(next, wanted))).toBe(ends)
})

describe('priority', () => {
  const now = at('2026-03-05 10:00')
  const work = {
    taskId: 'a',
    dueAt: at('2026-03-20 18:00'),
    daysPastDue: 0,
    overdueCents: 5_000,
    isVulnerable: false,
    hasBrokenPlan: false,
  }

  test.each([
    [{}, 0],
    [{ dueAt: at('2026-03-05 14:00') }, 30],
    [{ dueAt: at('2026-03-05 09:00') }, 30],
    [{ dueAt: at('2026-03-06 10:00') }, 20],
    [{ dueAt: at('2026-03-08 10:00') }, 10],
    [{ isVulnerable: true }, 20],
    [{ hasBrokenPlan: true }, 20],
    [{ overdueCents: 10_000 }, 5],
    [{ overdueCents: 99_999_999_00 }, 15],
    [{ overdueCents: 0 }, 0],
    [{ daysPastDue: 24 }, 2],
    [{ daysPastDue: 900 }, 15],
  ])('%j has %i points', (more, points) => {
    expect(priorityOf({ ...work, ...more }, now)).toBe(points)
  })

  test('everything together is a hundred, and equals are settled by deadline and id', () => {
    const most = {
      dueAt: now,
      isVulnerable: true,
      hasBrokenPlan: true,
      overdueCents: 99_999_999,
      daysPastDue: 400,
    }
    expect(priorityOf({ ...work, ...most }, now)).toBe(100)
    const list = [
      { ...work, taskId: 'c', priority: 5 },
      { ...work, taskId: 'b', priority: 5 },
      { ...work, taskId: 'd', priority: 5, dueAt: now },
      { ...work, taskId: 'a', priority: 9 },
    ]
    expect(list.sort(byPriority).map(({ taskId }) => taskId)).toEqual(['a', 'd', 'b', 'c'])
  })
})

test.each([['+8610012345678', '+86********678']])('%s is shown as %s', (number, masked) => {
  expect(maskedNumber(number)).toBe(masked)
})
