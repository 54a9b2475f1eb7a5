// May this person be contacted, and if not, when? For forecasts and for people who want to know beforehand: the same rule
// packs and the same record as the claim asks, without a lock and without reserving anything.
import type { Instant } from '../domain/calendar-date'
import { type ContactChannel, type Fact, factsOf } from '../domain/facts'
import type { AssumedContact, ContactAnswer } from '../domain/forecast'
import { judge } from '../domain/policy/judge'
import { type Situation, pastContact } from '../domain/policy/situation'
import type { SealedPack } from '../platform/rule-packs'
import { identification } from './call-rules'
import { situationOf } from './contact-situation'
import { type Person, pointFor, whyNoPoint } from './person'

export interface LawfulTimes {
  policies: readonly SealedPack[]
  person: Person
  accountId: string
  facts: readonly Fact[]
  /** The bank's. */
  zone: string
}

/** What the packs say about a contact at `at`, when those in `assumed` have been made by then. */
export function mayContact(
  { policies, person, accountId, facts, zone }: LawfulTimes,
  channel: ContactChannel,
  at: Instant,
  assumed: readonly AssumedContact[] = [],
): ContactAnswer {
  const point = channel === 'visit' ? null : (pointFor(person, channel) ?? null)
  if (channel !== 'visit' && point === null) return { kind: 'withheld', ...whyNoPoint(person, channel) }
  const situation = situationOf(person, {
    ...{ at, channel, point, accounts: [accountId], bankZone: zone },
    product: factsOf(facts, 'positionReported').at(-1)?.payload.product,
    further: furtherFor(channel),
    beside: assumed.map((made) => pastContact({ ...made, outcome: 'sent', debts: [accountId] })),
  })
  const { verdict, until, reasons } = judge(situation, policies)
  if (verdict === 'ALLOW' || verdict === 'FLAG') return { kind: 'allowed' }
  const { ruleId = 'NO-PACK', text = 'no rule pack applies' } = reasons[0] ?? {}
  return { kind: 'withheld', ruleId, text, ...(until === null ? {} : { until }) }
}

/** People do as they must when the time comes: that a recorder runs and what they say is taken for granted. */
function furtherFor(channel: ContactChannel): Partial<Situation> {
  return channel === 'voice' ? { recorder: 'up', states: identification } : {}
}
