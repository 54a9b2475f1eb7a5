// Which part of the debt is disputed, and which has been found not to be owed? Read from the facts each time. The disputed
// part is not collected; contract days past due do not know of disputes (architecture, decision 6).
import type { CalendarDate, Instant } from '../calendar-date'
import { type Fact, factsOf } from '../facts'
import { correctionsAwaited } from './correction-booking'
import type { BillCorrection, DisputeFacts, DisputeOutcome } from './dispute-facts'

/** A fact about a dispute, on any account of a person. */
export type DisputeFact = {
  [K in keyof DisputeFacts]: { accountId: string; kind: K; payload: DisputeFacts[K] }
}[keyof DisputeFacts]

export type Dispute = DisputeFacts['disputeRaised'] & {
  accountId: string
  /** null: nobody has answered it, and the customer has not taken it back. */
  endedAt: Instant | null
  outcome: DisputeOutcome | 'withdrawn' | null
  corrections: readonly BillCorrection[]
}

/** Every dispute, in the order in which they became known. */
export function disputesOf(facts: readonly { kind: string }[]): Dispute[] {
  const disputes = new Map<string, Dispute>()
  for (const fact of facts) {
    if (isOf(fact, 'disputeRaised')) {
      const open = { endedAt: null, outcome: null, corrections: [] }
      disputes.set(nameOf(fact), { accountId: fact.accountId, ...fact.payload, ...open })
    }
    if (!isOf(fact, 'disputeAnswered') && !isOf(fact, 'disputeWithdrawn')) continue
    const dispute = disputes.get(nameOf(fact))
    if (!dispute || dispute.endedAt !== null) continue
    dispute.endedAt = fact.payload.at
    dispute.outcome = isOf(fact, 'disputeAnswered') ? fact.payload.outcome : 'withdrawn'
    dispute.corrections = isOf(fact, 'disputeAnswered') ? fact.payload.corrections : []
  }
  return [...disputes.values()]
}

function isOf<K extends keyof DisputeFacts>(
  fact: { kind: string },
  kind: K,
): fact is Extract<DisputeFact, { kind: K }> {
  return fact.kind === kind
}

function nameOf({ accountId, payload }: { accountId: string; payload: { disputeId: string } }): string {
  return `${accountId} ${payload.disputeId}`
}

/** What is not collected although the bank's books show it. */
export interface NotCollected {
  /** `all`: the whole debt is disputed. */
  bills: 'all' | ReadonlySet<string>
  /** Cents off a bill, by its id: found not to be owed, and the books do not show it yet. */
  correctedCents: ReadonlyMap<string, number>
}

/** The part of the debt that is disputed, and corrections that the books do not show yet. */
export function notCollected(facts: readonly Fact[]): NotCollected {
  const open = disputesOf(facts).filter(({ endedAt }) => endedAt === null)
  const whole = open.some(({ bills }) => bills.length === 0)
  const correctedCents = new Map<string, number>()
  for (const { billId, leftCents } of correctionsAwaited(facts))
    correctedCents.set(billId, (correctedCents.get(billId) ?? 0) + leftCents)
  return {
    bills: whole ? 'all' : new Set(open.flatMap(({ bills }) => bills)),
    correctedCents,
  }
}

/** The ids of the disputes that nobody has answered. */
export function openDisputes(facts: readonly Fact[]): string[] {
  return disputesOf(facts)
    .filter(({ endedAt }) => endedAt === null)
    .map(({ disputeId }) => disputeId)
}

/** Disputes for which the bureau is to show the debt as disputed; nothing adverse is reported meanwhile (CN-BUR-03). */
export function bureauDisputes(facts: readonly Fact[]): { disputeId: string; answerBy: CalendarDate }[] {
  const marks = new Map(
    factsOf(facts, 'bureauMarked').map(({ payload }) => [payload.disputeId, payload.disputed]),
  )
  return disputesOf(facts).filter(({ disputeId }) => marks.get(disputeId) === true)
}
