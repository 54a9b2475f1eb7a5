// May this hold be placed, extended, shortened or lifted, and by this person? Placing protects and is easy, ending needs
// authority, for some reasons that of two people (policies/holds.yaml).
import { z } from 'zod'
import type { Instant } from '../calendar-date'
import {
  type CommandMoment,
  type Envelope,
  type Judgement,
  accepted,
  command,
  optionalNote,
  refusal,
} from '../commands/command'
import { id, instant, note } from '../commands/fields'
import { type Fact, type NewFact, factsOf } from '../facts'
import type { Terms } from '../terms'
import { type HoldReason, holdReasons } from './hold-facts'
import { type HoldSpan, holdSpans } from './hold-spans'
import { belowLevel } from './level'
import { personHolds, toldToPerson } from './person-hold'
import { standingAsks } from './second-person'

const placeHold = command(
  {
    holdId: id,
    reason: z.enum(holdReasons),
    /** Absent: from now. In the past: a hold learnt late. */
    from: instant.optional(),
    /** Absent: until lifted. */
    until: instant.optional(),
    note,
  },
  (facts, asked, { asOf, rules }, envelope) => {
    const { holdId, reason, until, by } = asked
    if (isKnown(facts, holdId))
      return refusal('HOLD_KNOWN', `hold ${holdId} exists; choose another id to place a further hold`)
    const from = asked.from ?? asOf
    if (until !== undefined && until <= from)
      return refusal('DATES_REVERSED', 'the hold ends before it begins')
    const end = until === undefined ? {} : { until }
    const payload = { holdId, reason, from, ...end, ...optionalNote(asked.note) }
    const key = `hold/${holdId}`
    const placed = { ...envelope, effectiveAt: from, key, kind: 'holdPlaced' as const, payload }
    return (
      withoutAuthority(rules.terms, 'place', reason, by) ??
      accepted(placed, ...toldToPerson(facts, placed, envelope))
    )
  },
)

/** A new end: later is placing, earlier is lifting. */
const extendHold = command(
  {
    holdId: id,
    /** Absent: until lifted. */
    until: instant.optional(),
  },
  (facts, { holdId, until = Infinity, by, commandId }, moment, envelope) => {
    const { asOf, rules } = moment
    const hold = standingHold(facts, holdId, asOf)
    if ('refused' in hold) return hold.refused
    const { from, reason, until: end = Infinity } = hold
    if (until === end) return accepted()
    if (until <= from) return refusal('DATES_REVERSED', 'the hold would end before it began; lift it instead')
    // Interest and deadlines of days that have passed stay as frozen as they were.
    if (until < asOf) return refusal('HOLD_END_PAST', 'the hold would end in the past; lift it now instead')
    const payload = { holdId, ...(until === Infinity ? {} : { until }) }
    const key = `hold/${holdId}/extended/${commandId}`
    const extended = { ...envelope, key, kind: 'holdExtended' as const, payload }
    return until > end
      ? (withoutAuthority(rules.terms, 'place', reason, by) ??
          accepted(extended, ...toldToPerson(facts, extended, envelope)))
      : ending(facts, { holdId, reason, by, commandId, until }, moment, envelope, extended)
  },
)

/** Where it takes two, the first who asks is on record, and the second ends it. */
const liftHold = command({ holdId: id, note }, (facts, asked, moment, envelope) => {
  const { holdId, by, commandId } = asked
  const placed = factsOf(facts, 'holdPlaced').find(({ payload }) => payload.holdId === holdId)
  if (!placed) return unknownHold(facts, holdId)
  // What has ended does not end again: of two people who lift it the first stays on record.
  if (factsOf(facts, 'holdLifted').some(({ payload }) => payload.holdId === holdId)) return accepted()
  const { reason } = placed.payload
  const payload = { holdId, at: moment.asOf, ...optionalNote(asked.note) }
  const lifted = { ...envelope, key: `hold/${holdId}/lifted`, kind: 'holdLifted' as const, payload }
  return ending(facts, { holdId, reason, by, commandId, until: null }, moment, envelope, lifted)
})

interface Ending {
  holdId: string
  reason: HoldReason
  by: string
  commandId: string
  /** When it is to end; null: now. */
  until: Instant | null
}

/** The fact that ends a hold, or who asked for it first. Whoever asked agrees to that end and to every later one. */
function ending(
  facts: readonly Fact[],
  { holdId, reason, by, commandId, until }: Ending,
  moment: CommandMoment,
  envelope: Envelope,
  ended: Extract<NewFact, { kind: 'holdExtended' | 'holdLifted' }>,
): Judgement {
  const { terms } = moment.rules
  const refused = withoutAuthority(terms, 'lift', reason, by)
  if (refused) return refused
  const askedBy = new Set(
    standingAsks(facts, 'holdLiftAsked', moment)
      .filter(({ payload }) => payload.holdId === holdId && (payload.until ?? 0) <= (until ?? 0))
      .map(({ actor }) => actor),
  )
  const { liftBy } = terms.holds[reason]
  if (askedBy.has(by))
    return refusal('SAME_PERSON', `${by} has asked to lift it already; somebody else must agree`)
  if (askedBy.size + 1 >= liftBy) return accepted(ended, ...toldToPerson(facts, ended, envelope))
  const payload = { holdId, ...(until === null ? {} : { until }) }
  const key = `hold/${holdId}/lift-asked/${commandId}`
  return accepted({ ...envelope, key, kind: 'holdLiftAsked', payload })
}

function isKnown(facts: readonly Fact[], holdId: string): boolean {
  return factsOf(facts, 'holdPlaced').some(({ payload }) => payload.holdId === holdId)
}

/** UNKNOWN_HOLD: one that stands here because of another account of the person is changed on that account. */
function unknownHold(facts: readonly Fact[], holdId: string): Judgement {
  const elsewhere = personHolds(facts).filter((hold) => hold.holdId === holdId)
  const accounts = elsewhere.map(({ accountId }) => accountId).join(', ')
  const text =
    accounts === ''
      ? `there is no hold ${holdId}`
      : `hold ${holdId} was placed on ${accounts}: change it there`
  return refusal('UNKNOWN_HOLD', text)
}

/** The hold, if it has not ended: whoever wants it again places another. */
function standingHold(
  facts: readonly Fact[],
  holdId: string,
  asOf: number,
): HoldSpan | { refused: Judgement } {
  if (!isKnown(facts, holdId)) return { refused: unknownHold(facts, holdId) }
  const span = holdSpans(facts).find((known) => known.holdId === holdId)
  if (span && !span.lifted && (span.until === undefined || asOf < span.until)) return span
  return { refused: refusal('HOLD_ENDED', `hold ${holdId} has ended; place another one`) }
}

/** The refusal (NO_AUTHORITY) of somebody whose level is too low to place or lift a hold; null: they may. */
export function withoutAuthority(
  { authority, holds }: Pick<Terms, 'authority' | 'holds'>,
  act: 'place' | 'lift',
  reason: HoldReason,
  person: string,
): (Judgement & { ok: false }) | null {
  return belowLevel(authority, holds[reason][act], person, `${act} a hold for ${reason}`)
}

export const holdCommands = { placeHold, extendHold, liftHold }
