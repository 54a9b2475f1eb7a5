// Is it too early after something? Waits in whole calendar days after a conversation or an event, and events that must
// have happened first. Seven days are seven dates in the person's zone, never 168 hours.
import { type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import { concerns, consentsFor, includes } from './concern'
import { type Objection, objectionOf } from './objection'
import type { RulePack } from './pack-file'
import type { WaitRule } from './rule-shape'
import type { Situation } from './situation'

/** What the rule has against it at `at`. */
export function judgeWait(
  rule: WaitRule,
  situation: Situation,
  pack: RulePack,
  zones: readonly string[],
  at: Instant,
): Objection[] {
  if (rule.actions && !rule.actions.includes(situation.action)) return []
  if (!concerns(rule, situation, at)) return []
  const starts = startsOf(rule, situation)
  if (rule.required && starts.every((start) => start > at)) {
    const next = starts.filter((start) => start > at)
    return [objectionOf(pack, rule, next.length > 0 ? Math.min(...next) : null, 'it has not happened')]
  }
  return zones.flatMap((zone) => {
    const consents = consentsFor(rule.override, situation, zone)
    if (consents.some(({ from, until }) => from <= at && at < until)) return []
    const ends = starts
      .filter((start) => (rule.required ? start <= at : dateAt(start, zone) <= dateAt(at, zone)))
      .map((start) => endOfWait(rule, start, zone))
    // What must have happened is satisfied by the earliest such event, a conversation is waited for after the last.
    const end = rule.required ? Math.min(...ends) : Math.max(...ends)
    return ends.length > 0 && at < end ? [objectionOf(pack, rule, end)] : []
  })
}

function endOfWait({ calendarDays, firstDay }: WaitRule, start: Instant, zone: string): Instant {
  const waits = calendarDays + (firstDay === 'dayAfter' ? 1 : 0)
  return waits === 0 ? start : instantAt(addDays(dateAt(start, zone), waits), zone)
}

function startsOf(rule: WaitRule, { ledger, events, debts, role }: Situation): Instant[] {
  const { after } = rule
  if ('event' in after) {
    const undone = events.filter(({ event }) => event === after.undoneBy).map(({ at }) => at)
    return events
      .filter(({ event, at }) => event === after.event && !undone.some((moment) => moment >= at))
      .map(({ at }) => at)
  }
  const sameDebt = (others: readonly string[]) =>
    !rule.per.includes('debt') ||
    debts.length === 0 ||
    others.length === 0 ||
    others.some((debt) => debts.includes(debt))
  return ledger
    .filter(
      (contact) =>
        (contact.outcome === 'unknown' || after.outcomes.includes(contact.outcome)) &&
        includes(after.channels, contact.channel) &&
        (after.direction === 'any' || contact.direction === after.direction) &&
        contact.role === role &&
        sameDebt(contact.debts),
    )
    .map(({ at }) => at)
}
