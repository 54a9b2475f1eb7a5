// When did the bank first say something? A corrected drop takes back what the first one brought and records the same
// payments, reports and openings anew: what was known by then stays known since then.
import type { Instant } from './calendar-date'
import type { Fact } from './facts'

/** The facts of `live` that record anew what `log` said before, with the instant at which it was first known. */
export function withFirstKnown(live: readonly Fact[], log: readonly Fact[]): Fact[] {
  const first = new Map<string, Instant>()
  for (const fact of log) {
    const said = saidBy(fact)
    if (said !== null) first.set(said, Math.min(first.get(said) ?? Infinity, knownSince(fact)))
  }
  return live.map((fact) => {
    const since = first.get(saidBy(fact) ?? '') ?? fact.recordedAt
    return since < fact.recordedAt ? { ...fact, firstKnownAt: since } : fact
  })
}

/** When what a fact says became known: before it was recorded when a corrected drop recorded it anew. */
export function knownSince({ firstKnownAt, recordedAt }: Fact): Instant {
  return firstKnownAt ?? recordedAt
}

/** Of what a drop speaks, whatever it says of it; null: no drop records it twice. */
function saidBy(fact: Fact): string | null {
  switch (fact.kind) {
    case 'paymentPosted':
    case 'paymentReversed':
      return `payment/${fact.payload.paymentId}`
    case 'positionReported':
      return `position/${fact.payload.businessDate}`
    case 'episodeOpened':
      return `episode/${fact.payload.episode}`
    default:
      return null
  }
}
