// How does what somebody agreed to pay stand? One answer for promises, plans, relief and offers: kept or broken by its
// payments, unless a decision or the end of its debt came before; and when a later plan or relief took its place, as it
// stood by what was known then.
import type { Instant } from '../calendar-date'
import { type Fact, factsOf } from '../facts'
import {
  type Commitment,
  type CommitmentState,
  type Movement,
  commitmentState,
  paidSince,
} from './commitment'
import { type Agreement, settledAt } from './settled'

export interface AgreementState extends Omit<CommitmentState, 'status'> {
  /** `stopped` by a decision; `settled`: its debt was gone; `superseded`: it still ran when another one followed. */
  status: CommitmentState['status'] | 'settled' | 'superseded'
  /** When a later plan or relief took its place, or its debt was gone: nobody is told anything more of it; null: neither. */
  overAt: Instant | null
}

interface Asked {
  /** What may count for it. */
  movements: readonly Movement[]
  zone: string
  asOf: Instant
}

/**
 * The agreement at `asOf`. What was kept, broken or stopped before its debt left the books stays so; what becomes known
 * after another one took its place counts for that one alone.
 */
export function agreementState(
  agreement: Agreement,
  commitment: Commitment,
  facts: readonly Fact[],
  { movements, zone, asOf }: Asked,
): AgreementState {
  const next = followerOf(agreement, facts)
  const followedAt = next?.effectiveAt ?? null
  const known = next ? knownBefore(next, movements, zone) : movements
  const judge = (stoppedAt = commitment.stoppedAt) =>
    commitmentState({ ...commitment, stoppedAt }, known, zone, Math.min(asOf, followedAt ?? asOf))
  const asAgreed = judge()
  if (asAgreed.status === 'kept') return { ...asAgreed, overAt: followedAt }
  const settled = settledAt(facts, agreement, zone) ?? Infinity
  const endedAt = Math.min(settled, followedAt ?? Infinity)
  const overAt = endedAt === Infinity ? null : endedAt
  if (asAgreed.status === 'stopped' || endedAt >= (asAgreed.endedAt ?? Infinity))
    return { ...asAgreed, overAt }
  return { ...judge(endedAt), status: endedAt === settled ? 'settled' : 'superseded', overAt }
}

/** The first plan or relief that was agreed after it. */
function followerOf({ recordedAt }: Agreement, facts: readonly Fact[]): Fact | undefined {
  return [...factsOf(facts, 'planAgreed'), ...factsOf(facts, 'reliefAgreed')]
    .filter((later) => later.recordedAt > recordedAt)
    .sort((a, b) => a.recordedAt - b.recordedAt)[0]
}

/** What was known when the next one was agreed, and does not count for that one: no cent counts for both. */
function knownBefore(next: Fact, movements: readonly Movement[], zone: string): Movement[] {
  const ofNext = new Set(paidSince(movements, next, zone))
  return movements.filter((movement) => movement.learntAt < next.recordedAt && !ofNext.has(movement))
}
