// Does the log say how a promise or a plan stands? Its state follows from payments; that it was kept or broken, or that
// this was taken back, is recorded once each time it turns.
import type { Fact } from '../facts'

/** Kept, or without its debt: on record also when the case has closed, and nothing of it is taken back. */
export function endedWell(status: string): boolean {
  return status === 'kept' || status === 'settled'
}

/** The facts that told how it stood, the newest last; several of one instant are numbered in their keys. */
export function inOrder<F extends Pick<Fact, 'recordedAt' | 'key'>>(told: readonly F[]): F[] {
  const number = ({ key }: F) => Number(/\/(\d+)\/\w+$/.exec(key)?.[1] ?? 0)
  return [...told].sort((a, b) => a.recordedAt - b.recordedAt || number(a) - number(b))
}

/** What is to be recorded when the log says `last` and the payments say `status`; null: nothing. */
export function turnOf<Outcome extends string>(
  last: Outcome | 'open',
  status: Outcome | 'open',
): { kind: 'reopened' } | { kind: 'ended'; outcome: Outcome } | null {
  if (last === status) return null
  return status === 'open' ? { kind: 'reopened' } : { kind: 'ended', outcome: status }
}
