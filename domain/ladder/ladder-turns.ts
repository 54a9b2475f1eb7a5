// When does time alone make another rung the next one? A bill that is known falls due and the debt is no longer small,
// or the debt outgrows the age of a rung. No fact comes on such a day, so decide() must know of it beforehand.
import { type CalendarDate, type Instant, addDays, instantAt } from '../calendar-date'
import { type LadderView, nextRung } from './candidate'
import { collectableAt } from '../money/collectable'
import { ofTheLadder, outsideStandstills } from './standstill'

/** The first instant after `asOf`, and up to `limit` when given, at which another rung will have become the next one. */
export function nextTurn(view: LadderView, limit: Instant | null): Instant | null {
  const now = nextRung(view).rung
  for (const { day, at } of turningDays(view)) {
    if (at <= view.asOf || (limit !== null && at > limit) || rungOn(view, day) === now) continue
    // During a standstill nothing is taken: its end is early enough.
    const free = outsideStandstills(at, ofTheLadder(view.standing))
    return free !== null && (limit === null || free <= limit) ? free : null
  }
  return null
}

/** The last instant since `view.since`, up to `asOf`, before which another rung was the next one. */
export function lastTurn(view: LadderView): Instant | null {
  const now = nextRung(view).rung
  const turn = turningDays(view).findLast(({ day, at }) => {
    const past = at > view.since && at <= view.asOf
    return past && rungOn(view, addDays(day, -1)) !== now
  })
  return turn?.at ?? null
}

/** Days on which the debt meets other conditions than on the day before, although nobody paid. */
function turningDays(view: LadderView): { day: CalendarDate; at: Instant }[] {
  const fallDue = view.position.bills.map((bill) => addDays(bill.dueOn, 1))
  const outgrow = view.strategy.ladder
    .map((rung) => rung.enter.daysPastDue.max)
    .filter((max) => max !== undefined)
    .map((max) => addDays(view.anchor.dueOn, max + 1))
  const days = [...new Set([...fallDue, ...outgrow])].sort()
  return days.map((day) => ({ day, at: instantAt(day, view.strategy.zone) }))
}

function rungOn(view: LadderView, day: CalendarDate) {
  return nextRung({ ...view, position: collectableAt(view.facts, day) ?? view.position }).rung
}
