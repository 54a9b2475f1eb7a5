// What does time bring to calling the whole debt due? Somebody is asked to decide it and to serve its notice; after the
// notice the customer has the days of the strategy to pay what is overdue, and then the whole debt is due.
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import type { Envelope } from '../commands/command'
import type { Fact, NewFact } from '../facts'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import { awaitedAgenda, levelsFor, over, settled } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { ofTheLadder, outsideStandstills, stretched } from '../ladder/standstill'
import { positionAt } from '../money/position'
import { type Acceleration, accelerationsOf, isOver } from './acceleration'
import type { AccelerationFacts } from './acceleration-facts'
import { levelNeeded } from './authority'

/** What people must do about it. */
export const accelerationMatter = {
  decision: (accelerationId: string) => `acceleration/${accelerationId}/decision`,
  notice: (accelerationId: string) => `acceleration/${accelerationId}/notice`,
}

/** What time brings: over with the case, effective when the days to cure have passed, cured by what was paid in them. */
export function accelerationAgenda(view: CaseView): AgendaItem[] {
  return accelerationsOf(view.facts).flatMap((acceleration): AgendaItem[] => {
    const { accelerationId, status, effectiveOn } = acceleration
    if (status === 'effective' && isCuredInTime(view, acceleration))
      return [recorded(view, { accelerationId, outcome: 'cured', at: view.asOf, key: 'cured' })]
    if (isOver(acceleration)) return []
    if (view.closed !== null) {
      const outcome = view.closed === 'cured' ? 'cured' : 'caseClosed'
      return [
        recorded(view, { accelerationId, outcome, at: view.asOf, key: 'ended' }),
        ...over(view, accelerationMatter.decision(accelerationId), 'notDecided'),
        ...over(view, accelerationMatter.notice(accelerationId), 'notServed'),
      ]
    }
    if (status === 'proposed' || status === 'approved') return awaited(view, acceleration)
    const at = effectiveOn === null ? null : effectiveAt(view, acceleration, effectiveOn)
    return at === null ? [] : [recorded(view, { accelerationId, outcome: 'effective', at, key: 'ended' })]
  })
}

/**
 * Somebody decides it, then somebody serves its notice: when a deadline passes the next level is asked. While collection
 * stands still neither may be done, so nobody further is asked; afterwards the next level is.
 */
function awaited(view: CaseView, { accelerationId, proposed, decided }: Acceleration): AgendaItem[] {
  if (view.standing.length > 0) return []
  const { authority } = view.rules.terms
  const { decideWithinDays, serveWithinDays, warnDaysBefore } = view.rules.strategy.arrangements.acceleration
  const common = { warnDaysBefore, detail: { about: 'acceleration', id: accelerationId } }
  if (decided !== null) {
    const levels = authority.levels.map(({ level }) => ({ level, days: serveWithinDays }))
    const matter = accelerationMatter.notice(accelerationId)
    const serving = { matter, kind: 'serveNotice' as const, defaultOutcome: 'notServed' }
    return awaitedAgenda(view, { ...serving, ...common, since: decided.effectiveAt, levels })
  }
  const { amountCents } = proposed.payload
  const least = levelNeeded(authority, { kind: 'acceleration', amountCents })
  const levels = levelsFor(authority, 'acceleration', { days: decideWithinDays, least })
  const matter = accelerationMatter.decision(accelerationId)
  const deciding = { matter, kind: 'decision' as const, defaultOutcome: 'notDecided' }
  return awaitedAgenda(view, { ...deciding, ...common, since: proposed.effectiveAt, levels })
}

/**
 * The beginning of the day on which the days to cure have passed. They do not run while collection stands still: nobody
 * is called to pay all at once who is not asked to pay. Null: a standstill without an end lies in between.
 */
function effectiveAt(
  { all, rules }: CaseView,
  { deliveredOn }: Acceleration,
  effectiveOn: CalendarDate,
): Instant | null {
  const { zone } = rules.strategy
  const standing = ofTheLadder(all)
  const from = instantAt(deliveredOn ?? effectiveOn, zone)
  const end = stretched(from, instantAt(effectiveOn, zone), standing)
  const free = end === null ? null : outsideStandstills(end, standing)
  return free === null ? null : instantAt(addDays(dateAt(free - 1, zone), 1), zone)
}

/**
 * Whether everything that was overdue has been paid by value dates within the days to cure, although it became known
 * later: the drop of the last of those days comes in the night after it.
 */
function isCuredInTime({ facts, rules }: CaseView, { endedOn }: Acceleration): boolean {
  if (endedOn === null) return false
  const lastDay = addDays(endedOn, -1)
  const at = instantAt(endedOn, rules.strategy.zone)
  const known = facts.filter(
    (fact) =>
      fact.recordedAt < at ||
      fact.kind === 'paymentReversed' ||
      fact.kind === 'paymentVoided' ||
      (fact.kind === 'paymentPosted' && fact.payload.valueOn <= lastDay),
  )
  return positionAt(known, lastDay)?.delinquent === false
}

interface End {
  accelerationId: string
  outcome: AccelerationFacts['accelerationEnded']['outcome']
  at: Instant
  /** What it may have ended as before has another one. */
  key: 'ended' | 'cured'
}

function recorded(view: CaseView, { accelerationId, outcome, at, key }: End): AgendaItem {
  const on = dateAt(at, view.rules.strategy.zone)
  const envelope = byCase(view, `acceleration/${accelerationId}/${key}`, at)
  const fact = { ...envelope, kind: 'accelerationEnded' as const, payload: { accelerationId, outcome, on } }
  return { kind: 'record', at, why: `acceleration ${accelerationId} ${outcome}`, fact }
}

/** The facts that give one up, with the task to decide it or to serve its notice. */
export function givenUp(
  facts: readonly Fact[],
  { accelerationId }: Acceleration,
  on: CalendarDate,
  envelope: Envelope,
): NewFact[] {
  const payload = { accelerationId, outcome: 'withdrawn' as const, on }
  const key = `acceleration/${accelerationId}/ended`
  return [
    { ...envelope, key, kind: 'accelerationEnded', payload },
    ...settled(facts, accelerationMatter.decision(accelerationId), 'notDecided', envelope),
    ...settled(facts, accelerationMatter.notice(accelerationId), 'notServed', envelope),
  ]
}
