// How does what somebody agreed to pay stand? One answer for promises, plans, relief and offers: kept or broken by its
// payments, unless a decision or the bank's books ended it before.
import type { Instant } from '../calendar-date'
import type { Fact } from '../facts'
import { type Commitment, type CommitmentState, type Movement, commitmentState } from './commitment'
import { type Agreement, settledAt } from './settled'

export interface AgreementState extends Omit<CommitmentState, 'status'> {
  /** `stopped` by a decision; `settled`: the debt left the books. */
  status: CommitmentState['status'] | 'settled'
}

interface Asked {
  /** What may count for it. */
  movements: readonly Movement[]
  zone: string
  asOf: Instant
}

/** The agreement at `asOf`; what was kept, broken or stopped before its debt left the books stays so. */
export function agreementState(
  agreement: Agreement,
  commitment: Commitment,
  facts: readonly Fact[],
  { movements, zone, asOf }: Asked,
): AgreementState {
  const asAgreed = commitmentState(commitment, movements, zone, asOf)
  if (asAgreed.status === 'kept' || asAgreed.status === 'stopped') return asAgreed
  const settled = settledAt(facts, agreement, zone)
  if (settled === null || settled >= (asAgreed.endedAt ?? Infinity)) return asAgreed
  const stopped = { ...commitment, stoppedAt: settled }
  return { ...commitmentState(stopped, movements, zone, asOf), status: 'settled' }
}
