// From when until when does each hold stand, after everything that was said about it? Placed, extended, shortened and
// lifted by facts that are only ever added, learnt in any order of their dates; and which days of it bear no interest.
import { type CalendarDate, type Instant, dateAt } from '../calendar-date'
import type { HoldFacts, HoldReason } from './hold-facts'
import type { Frozen, HoldTerms } from './hold-terms'

type HoldFactKind = Exclude<keyof HoldFacts, 'personHeld'>

/** A fact about a hold, on any account of a person. */
export type HoldFact = {
  [K in HoldFactKind]: { accountId: string; kind: K; payload: HoldFacts[K] }
}[HoldFactKind]

export interface HoldSpan {
  accountId: string
  holdId: string
  reason: HoldReason
  from: Instant
  /** Absent: until somebody lifts it. */
  until?: Instant
  lifted: boolean
}

const holdKinds: ReadonlySet<string> = new Set<HoldFactKind>([
  'holdPlaced',
  'holdExtended',
  'holdLiftAsked',
  'holdLifted',
])

/** Holds in the order in which they became known; `facts` in theirs. One that was over before it began is left out. */
export function holdSpans(facts: readonly { kind: string }[]): HoldSpan[] {
  const spans = new Map<string, HoldSpan>()
  for (const fact of facts.filter(isHoldFact)) {
    const name = `${fact.accountId} ${fact.payload.holdId}`
    const span = spans.get(name)
    switch (fact.kind) {
      case 'holdPlaced': {
        const { holdId, reason, from, until } = fact.payload
        spans.set(name, { accountId: fact.accountId, holdId, reason, from, ...ending(until), lifted: false })
        break
      }
      case 'holdExtended':
        if (span) spans.set(name, { ...without(span), ...ending(fact.payload.until) })
        break
      case 'holdLifted':
        if (span)
          spans.set(name, { ...span, until: Math.min(span.until ?? Infinity, fact.payload.at), lifted: true })
        break
      case 'holdLiftAsked':
        break
    }
  }
  return [...spans.values()].filter(({ from, until }) => until === undefined || from < until)
}

function isHoldFact(fact: { kind: string }): fact is HoldFact {
  return holdKinds.has(fact.kind)
}

function ending(until: Instant | undefined): { until?: Instant } {
  return until === undefined ? {} : { until }
}

function without({ until: _, ...span }: HoldSpan): HoldSpan {
  return span
}

export interface FrozenDays {
  /** The first day. */
  from: CalendarDate
  /** The last day, itself frozen; null: it goes on. */
  until: CalendarDate | null
  why: string
}

/**
 * Days on which neither interest nor, asked for `fees`, a fee runs: every day that the hold touches, in the customer's
 * favour.
 */
export function frozenDays(
  facts: readonly { kind: string }[],
  { holds, zone, what }: { holds: HoldTerms; zone: string; what: Extract<Frozen, 'interest' | 'fees'> },
): FrozenDays[] {
  return holdSpans(facts)
    .filter(({ reason }) => holds[reason].freezes.includes(what))
    .map(({ holdId, reason, from, until }) => ({
      from: dateAt(from, zone),
      until: until === undefined ? null : dateAt(until - 1, zone),
      why: `hold ${holdId} (${reason})`,
    }))
}
