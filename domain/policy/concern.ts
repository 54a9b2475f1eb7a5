// Does a rule of hours, counts or waits concern this contact, and has the person lifted it by consent?
import { type Instant, addDays, dateAt, instantAt } from '../calendar-date'
import { holds, type Condition } from './condition'
import type { Consent, Situation } from './situation'
import type { WindowRule } from './rule-shape'
import type { Channel } from './vocabulary'

interface Concern {
  channels?: 'all' | readonly Channel[] | undefined
  when?: Condition | undefined
}

/** Rules of hours, counts and waits are about what reaches a person, and about that only. */
export function concerns(rule: Concern, situation: Situation, at: Instant): boolean {
  if (situation.direction === 'inbound' && rule.when?.direction === undefined) return false
  const { channel } = situation
  if (rule.channels !== undefined && !(channel !== undefined && includes(rule.channels, channel)))
    return false
  return rule.when === undefined || holds(rule.when, situation, at)
}

export function includes(list: 'all' | readonly Channel[], channel: Channel): boolean {
  return list === 'all' || list.includes(channel)
}

/** When consent stands, in instants; `until` is not included. */
export interface ConsentSpan {
  from: Instant
  until: Instant
  consent: Consent
}

/**
 * The consents that lift a rule for this contact. One that cannot be proven, was revoked, was given to somebody else
 * or for something else is none (CN-TIME-02).
 */
export function consentsFor(
  override: WindowRule['override'],
  situation: Situation,
  zone: string,
): ConsentSpan[] {
  if (!override) return []
  return situation.consents.flatMap((consent): ConsentSpan[] => {
    const { topic, channels, debts, evidence, givenTo, from } = consent
    const fits =
      topic === override.topic &&
      evidence !== null &&
      situation.channel !== undefined &&
      includes(channels, situation.channel) &&
      (!override.givenToCaller || givenTo === situation.actor) &&
      (debts.length === 0 ||
        (situation.debts.length > 0 && situation.debts.every((debt) => debts.includes(debt))))
    if (!fits) return []
    const expires =
      override.validDays === undefined
        ? Infinity
        : instantAt(addDays(dateAt(from, zone), override.validDays), zone)
    const until = Math.min(consent.until, consent.revokedAt, expires)
    return from < until ? [{ from, until, consent }] : []
  })
}
