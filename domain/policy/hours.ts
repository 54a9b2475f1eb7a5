// Is this a permitted time of day? Several spans a day, days that are left alone, consent to other hours: each rule in
// each zone that counts. An objection ends exactly when the rule first permits the contact.
import { type CalendarDate, type Instant, addDays, dateAt, timeOfDayAt, timeOn } from '../calendar-date'
import { type Weekday, dayKind, weekdayOf, weekdays } from './calendar'
import { concerns, consentsFor } from './concern'
import { type Objection, failClosed, objectionOf } from './objection'
import type { RulePack } from './pack-file'
import type { WindowRule } from './rule-shape'
import type { Situation } from './situation'

interface Span {
  from: Instant
  /** Not included. */
  to: Instant
}

/** A rule that permits nothing for more than a year permits nothing. */
const daysAhead = 400
const minuteMs = 60_000

/** What the rule has against the contact at `at`, in any of the zones. */
export function judgeHours(
  rule: WindowRule,
  situation: Situation,
  pack: RulePack,
  zones: readonly string[],
  at: Instant,
): Objection[] {
  if (!concerns(rule, situation, at)) return []
  return zones.flatMap((zone) => {
    const opening = firstPermitted(rule, situation, pack, zone, at)
    if (opening === at) return []
    if (typeof opening === 'object') {
      const { missing, until } = opening
      return [
        {
          ...failClosed('CALENDAR-MISSING', pack.policy, `${missing}, which ${rule.id} asks for`),
          endsAt: until,
        },
      ]
    }
    return [objectionOf(pack, rule, opening === Infinity ? null : opening, `in ${zone}`)]
  })
}

/** Nobody can say what kind of day it is, until the next year of the calendar perhaps. */
interface Missing {
  missing: string
  until: Instant
}

/** The first instant from `at` on that the rule permits; Infinity: none; or what is missing to say. */
function firstPermitted(
  rule: WindowRule,
  situation: Situation,
  pack: RulePack,
  zone: string,
  at: Instant,
): Instant | Missing {
  const today = dateAt(at, zone)
  const marginMs = situation.channel === 'voice' ? rule.callMarginMinutes * minuteMs : 0
  for (let ahead = 0; ahead <= daysAhead; ahead += 1) {
    const day = addDays(today, ahead)
    const spans = spansOn(rule, situation, pack, day, zone)
    if (spans === null) return missingYear(pack, day, zone)
    // What goes on after midnight has no end there, and so no margin.
    const goesOn = marginMs > 0 && spans.some(({ to }) => to === timeOn(day, zone, '24:00'))
    const next = (goesOn && spansOn(rule, situation, pack, addDays(day, 1), zone)) || []
    const openings = joined([...spans, ...next])
      .map(({ from, to }) => ({ from: Math.max(from, at), to: to - marginMs }))
      .filter(({ from, to }) => from < to)
      .map(({ from }) => from)
    if (openings.length > 0) return Math.min(...openings)
  }
  return Infinity
}

/** Every span of a day that the rule or a consent permits; null: the calendar cannot say what day it is. */
function spansOn(
  rule: WindowRule,
  situation: Situation,
  pack: RulePack,
  day: CalendarDate,
  zone: string,
): Span[] | null {
  const subject = isSubject(rule, pack, day)
  if (subject === null) return null
  const open = rule.allow.map(({ from, to }) => ({
    from: timeOn(day, zone, from),
    to: timeOn(day, zone, to),
  }))
  return [...(subject ? open : [wholeDay(day, zone)]), ...consented(rule, situation, day, zone)]
}

function missingYear({ calendar }: RulePack, day: CalendarDate, zone: string): Missing {
  const year = day.slice(0, 4)
  return {
    missing: `the calendar ${calendar?.calendar ?? ''} has no ${year}`,
    until: timeOn(`${Number(year) + 1}-01-01`, zone, '00:00'),
  }
}

/** Whether the rule is about this day; null: the calendar cannot say. */
function isSubject({ days }: WindowRule, { calendar }: RulePack, day: CalendarDate): boolean | null {
  if (!days) return true
  const weekday = weekdayOf(day)
  if (days.includes(weekday)) return true
  if (days.every((item) => weekdays.includes(item as Weekday))) return false
  const kind = calendar && dayKind(calendar, day)
  return kind === null ? null : days.includes(kind)
}

/** Spans that touch or overlap are one: a call may run on from one into the next. */
function joined(spans: readonly Span[]): Span[] {
  const inOrder = [...spans].sort((a, b) => a.from - b.from)
  return inOrder.reduce<Span[]>((done, span) => {
    const last = done.at(-1)
    if (last && span.from <= last.to)
      return [...done.slice(0, -1), { ...last, to: Math.max(last.to, span.to) }]
    return [...done, span]
  }, [])
}

function consented(rule: WindowRule, situation: Situation, day: CalendarDate, zone: string): Span[] {
  const whole = wholeDay(day, zone)
  return consentsFor(rule.override, situation, zone).flatMap(({ from, until, consent }) => {
    const hours = consent.hours.map((span) => ({
      from: timeOn(day, zone, span.from),
      to: timeOn(day, zone, span.to),
    }))
    return (hours.length > 0 ? hours : [whole])
      .map((span) => ({ from: Math.max(span.from, from), to: Math.min(span.to, until) }))
      .filter((span) => span.from < span.to)
  })
}

function wholeDay(day: CalendarDate, zone: string): Span {
  return { from: timeOn(day, zone, '00:00'), to: timeOn(day, zone, '24:00') }
}

/**
 * Times at which the person has said not to be contacted, in the person's own zones. Not a rule of a pack: whoever is
 * told so must keep to it under every one of them.
 */
export function inconvenience(situation: Situation, zones: readonly string[], at: Instant): Instant | null {
  const ends = zones.flatMap((zone) => {
    const today = dateAt(at, zone)
    const clock = timeOfDayAt(at, zone)
    const closed = joined(
      [-1, 0, 1].flatMap((ahead) =>
        situation.inconvenient.map(({ from, to }) => {
          const begin = timeOn(addDays(today, ahead), zone, from)
          // An hour that clocks repeat is meant both times.
          const isNow = ahead === 0 && from <= clock && clock < to
          return { from: isNow ? Math.min(begin, at) : begin, to: timeOn(addDays(today, ahead), zone, to) }
        }),
      ),
    )
    return closed.filter(({ from, to }) => from <= at && at < to).map(({ to }) => to)
  })
  return ends.length > 0 ? Math.max(...ends) : null
}
