// May this person be contacted, and if not, when? For forecasts and for people who want to know beforehand: the same rule
// packs and the same record as the claim asks, without a lock and without reserving anything.
import type { Instant } from '../domain/calendar-date'
import { type Fact, factsOf } from '../domain/facts'
import type { AskedContact, AssumedContact, ContactAnswer } from '../domain/ladder/forecast'
import { withAgreementsOf } from '../domain/contact/person-standing'
import { judge } from '../domain/policy/judge'
import { type PastContact, type Situation, pastContact } from '../domain/policy/situation'
import type { SealedPack } from '../platform/rule-packs'
import { identification } from './call-rules'
import { situationOf } from './contact-situation'
import { isAllowed, objectionIn } from './judgement-record'
import { type Person, pointFor, whyNoPoint } from './person'

export interface LawfulTimes {
  policies: readonly SealedPack[]
  person: Person
  accountId: string
  facts: readonly Fact[]
  /** The bank's. */
  zone: string
}

/** What the packs say about a contact at `at`, when those in `assumed` have been made and `news` has come by then. */
export function mayContact(
  { policies, person, accountId, facts, zone }: LawfulTimes,
  contact: AskedContact,
  at: Instant,
  assumed: readonly AssumedContact[] = [],
  news: readonly Fact[] = facts,
): ContactAnswer {
  const { channel } = contact
  const point = channel === 'visit' ? null : (pointFor(person, channel) ?? null)
  if (channel !== 'visit' && point === null) return { kind: 'withheld', ...whyNoPoint(person, channel) }
  const wishes = withAgreementsOf(person.wishes, accountId, news)
  const situation = situationOf(
    { ...person, wishes },
    {
      ...{ at, channel, point, accounts: [accountId], bankZone: zone },
      product: factsOf(facts, 'positionReported').at(-1)?.payload.product,
      further: furtherFor(contact),
      beside: assumed.map((made) => assumedContact(made, accountId)),
    },
  )
  const judgement = judge(situation, policies)
  if (isAllowed(judgement)) return { kind: 'allowed' }
  const { ruleId, text, until } = objectionIn(judgement)
  return { kind: 'withheld', ruleId, text, ...(until === null ? {} : { until }) }
}

/** When the customer may be contacted at the earliest; null: no time makes it lawful. */
export interface EarliestTime {
  at: string | null
  ruleId?: string
  because?: string
}

/** Why not now, and from when on. Where a state of the debt has ended the rules are asked anew: hours, days, counts. */
export function earliestTime(ask: (at: Instant) => ContactAnswer, asOf: Instant): EarliestTime {
  const now = ask(asOf)
  if (now.kind === 'allowed') return { at: new Date(asOf).toISOString() }
  let at = now.until
  while (at !== undefined) {
    const then = ask(at)
    if (then.kind === 'allowed') break
    at = then.until !== undefined && then.until > at ? then.until : undefined
  }
  return { at: at === undefined ? null : new Date(at).toISOString(), ruleId: now.ruleId, because: now.text }
}

/** What a call comes to nobody knows, and until then a real one counts as `unknown` too. */
function assumedContact({ at, channel, caller: by, action }: AssumedContact, accountId: string): PastContact {
  return pastContact({
    ...{ at, channel, by, action, debts: [accountId] },
    outcome: channel === 'voice' ? 'unknown' : 'sent',
  })
}

/** That a recorder runs, and that people say what they must, is taken for granted; a machine is asked of as it is claimed. */
function furtherFor({ channel, caller: by, action }: AskedContact): Partial<Situation> {
  if (channel !== 'voice') return { action }
  return by === 'ai' ? { by, recorder: 'up' } : { by, recorder: 'up', states: identification }
}
