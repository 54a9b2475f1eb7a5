// Has the bank agreed to wait, or to forgive? Hardship, a deferral and relief are one state for the rule packs: while it
// lasts nobody asks for money (CN-STATUS). Read from what the log says about the person.
import { type CalendarDate, addDays, instantAt } from '../calendar-date'
import type { Situation } from '../policy/situation'
import type { PersonFact } from './person-standing'

/** What the log says of them, as listed in the table person_fact_kind. */
export const forbearanceFactKinds = [
  'hardshipAgreed',
  'hardshipEnded',
  'deferralProposed',
  'deferralAgreed',
  'deferralEnded',
  'reliefAgreed',
  'reliefEnded',
  'reliefReopened',
] as const
export type ForbearanceFactKind = (typeof forbearanceFactKinds)[number]

type Status = Situation['statuses'][number]

/** The days of it, both included; relief ends with a fact and not with a day. */
interface Span {
  from?: CalendarDate
  until?: CalendarDate
}

/** `hardshipAgreed` for each that stands, or will, between the bank and the person on the debts of a contact. */
export function forbearanceStatuses(
  facts: readonly PersonFact[],
  debts: readonly string[],
  zone: string,
): Status[] {
  const proposed = new Map<string, Span>()
  const agreed = new Map<string, Span>()
  for (const { accountId, kind, payload } of facts) {
    if (!debts.includes(accountId)) continue
    switch (kind) {
      case 'hardshipAgreed':
        agreed.set(`${accountId} hardship ${payload.agreementId}`, payload)
        break
      case 'hardshipEnded':
        end(agreed, `${accountId} hardship ${payload.agreementId}`, payload.on)
        break
      case 'deferralProposed':
        proposed.set(`${accountId} deferral ${payload.deferralId}`, payload)
        break
      case 'deferralAgreed': {
        const key = `${accountId} deferral ${payload.deferralId}`
        agreed.set(key, proposed.get(key) ?? {})
        break
      }
      case 'deferralEnded':
        end(agreed, `${accountId} deferral ${payload.deferralId}`, payload.on)
        break
      case 'reliefAgreed':
      case 'reliefReopened':
        agreed.set(`${accountId} relief ${payload.reliefId}`, {})
        break
      case 'reliefEnded':
        agreed.delete(`${accountId} relief ${payload.reliefId}`)
        break
      default:
    }
  }
  return [...agreed.values()].map(({ from, until }) => ({
    status: 'hardshipAgreed',
    from: from === undefined ? -Infinity : instantAt(from, zone),
    until: until === undefined ? Infinity : instantAt(addDays(until, 1), zone),
  }))
}

/** Ended before its last day: the day of the end is the last one. */
function end(agreed: Map<string, Span>, key: string, on: CalendarDate): void {
  const span = agreed.get(key)
  if (span && (span.until === undefined || on < span.until)) agreed.set(key, { ...span, until: on })
}
