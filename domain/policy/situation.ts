// What is about to be done, to whom, when, and what is known about it: everything that the rules are judged on. The same
// shape is written by hand in the cases of a rule pack and filled in by the code that wants to contact somebody.
import { z } from 'zod'
import type { Instant } from '../calendar-date'
import { ruleHours } from '../day-hours'
import { momentIn, zoneName } from './moment'
import {
  actions,
  actors,
  agencyFlags,
  callers,
  channels,
  contactOutcomes,
  feeKinds,
  mentions,
  partyFlags,
  places,
  pointFlags,
  pointSources,
  products,
  roles,
  statuses,
} from './vocabulary'

/** Papers, debts, points and templates are named freely. */
export const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must be a name of letters and digits')
const country = z.string().regex(/^[A-Z]{2}$/, 'must be a country of two capital letters such as CN')
const upDown = z.enum(['up', 'down'])

type Moment = z.ZodType<Instant, string>

/** `disputed`, or since and until when. */
function datedStatus(moment: Moment) {
  return z.union([
    z.enum(statuses).transform((status) => ({ status, from: -Infinity, until: Infinity })),
    z.strictObject({
      status: z.enum(statuses),
      from: moment.default(-Infinity),
      /** Not in force at this moment any more. */
      until: moment.default(Infinity),
    }),
  ])
}

function consent(moment: Moment) {
  return z.strictObject({
    topic: z.enum(['hours', 'frequency']),
    channels: z.union([z.literal('all'), z.array(z.enum(channels))]).default('all'),
    /** Empty: for all debts. */
    debts: z.array(name).default([]),
    hours: z.array(ruleHours).default([]),
    from: moment,
    until: moment.default(Infinity),
    revokedAt: moment.default(Infinity),
    /** Where it is proven; null: it cannot be. */
    evidence: z.string().nullable().default(null),
    /** Who was told: consent given to one does not hold for another. */
    givenTo: z.enum(actors).default('bank'),
  })
}

function contactOnRecord(moment: Moment) {
  return z.strictObject({
    at: moment,
    channel: z.enum(channels).default('voice'),
    direction: z.enum(['outbound', 'inbound']).default('outbound'),
    by: z.enum(callers).default('human'),
    actor: z.enum(actors).default('bank'),
    action: z.enum(actions).default('collect'),
    role: z.enum(roles).default('debtor'),
    outcome: z.enum(contactOutcomes),
    point: name.optional(),
    debts: z.array(name).default([]),
    /** The person had asked for this very contact. */
    underConsent: z.boolean().default(false),
    /** In a case: so many of them, one like the other. */
    times: z.int().min(1).max(1000).default(1),
  })
}

/** The shape of a situation whose moments are written in `zone`. */
export function situationShape(zone: string) {
  const moment = momentIn(zone)
  return z.strictObject({
    at: moment,
    action: z.enum(actions).default('collect'),
    /** Absent for what reaches nobody, such as charging a fee. */
    channel: z.enum(channels).optional(),
    direction: z.enum(['outbound', 'inbound']).default('outbound'),
    by: z.enum(callers).default('human'),
    actor: z.enum(actors).default('bank'),
    product: z.enum(products).optional(),

    // Which law: a country that is not known is taken to be any.
    customerIn: z.array(country).optional(),
    debtUnder: z.array(country).optional(),
    callerIn: z.array(country).optional(),
    /** Zones in which the person may be, by how well that is known. */
    location: z
      .strictObject({
        known: z.array(zoneName).default([]),
        address: z.array(zoneName).default([]),
        areaCode: z.array(zoneName).default([]),
      })
      .prefault({}),
    /** Spans in which the person has said not to be contacted, in the person's own zone. */
    inconvenient: z.array(ruleHours).default([]),

    // Who
    role: z.enum(roles).default('debtor'),
    age: z.int().min(0).optional(),
    partyFlags: z.array(z.enum(partyFlags)).default([]),

    // Where
    /** The contact point; absent: not known, every contact on record counts at it. */
    point: name.optional(),
    pointSource: z.enum(pointSources).optional(),
    pointFlags: z.array(z.enum(pointFlags)).default([]),
    /** Days since the point's owner was last confirmed. */
    pointCheckedDaysAgo: z.number().min(0).optional(),
    place: z.enum(places).optional(),
    collectors: z.int().min(0).default(0),

    // What
    /** Debts that it is about; empty: not known, every contact on record is about them. */
    debts: z.array(name).default([]),
    template: name.optional(),
    text: z.string().optional(),
    /** Fields of the debt that are named; absent: not known here. */
    mentions: z.array(z.enum(mentions)).optional(),
    /** What is stated: institution, agentId, optOut ...; absent: not known here. */
    states: z.array(name).optional(),

    // Permission and evidence
    statuses: z.array(datedStatus(moment)).default([]),
    consents: z.array(consent(moment)).default([]),
    documents: z.array(name).default([]),
    /** How many persons, none of them the one who asks, have approved. */
    approvals: z.int().min(0).default(0),
    /** What happened outside of contacts: bureauNoticeSent, assignmentNoticeDelivered ... */
    events: z.array(z.strictObject({ event: name, at: moment })).default([]),

    // Every contact with the person: on every account, by everybody who acts for the bank.
    ledger: z
      .array(contactOnRecord(moment))
      .default([])
      .transform((contacts) =>
        contacts.flatMap(({ times, ...contact }) => Array.from({ length: times }, () => contact)),
      ),
    ledgerState: upDown.optional(),
    /** How old the newest activity report of the agency is. */
    feedAgeHours: z.number().min(0).optional(),
    recorder: upDown.optional(),
    agencyFlags: z.array(z.enum(agencyFlags)).optional(),
    agencyEvaluatedMonthsAgo: z.number().min(0).optional(),
    collectorTrainedMonthsAgo: z.number().min(0).optional(),

    // Money
    planMonths: z.int().min(1).optional(),
    feeKind: z.enum(feeKinds).optional(),
    interestOn: z.enum(['principal', 'interest', 'fee']).optional(),
    annualRatePercent: z.number().min(0).optional(),
    principalCents: z.int().min(0).optional(),
    unpaidMonths: z.number().min(0).optional(),
    effectiveCollections: z.int().min(0).optional(),
    collectionGapDays: z.int().min(0).optional(),
  })
}

export type SituationInput = z.input<ReturnType<typeof situationShape>>
export type Situation = z.output<ReturnType<typeof situationShape>>
export type PastContact = Situation['ledger'][number]
export type Consent = Situation['consents'][number]

const nothingKnown: Situation = situationShape('UTC').parse({ at: '1970-01-01' })

/** A situation of which only `known` is known; what is not given is as in a case file that does not mention it. */
export function situationWith(known: Pick<Situation, 'at'> & Partial<Situation>): Situation {
  return { ...nothingKnown, ...known }
}

/** A contact on record of which only `known` is known. */
export function pastContact(
  known: Pick<PastContact, 'at' | 'channel' | 'outcome'> & Partial<PastContact>,
): PastContact {
  return {
    direction: 'outbound',
    by: 'human',
    actor: 'bank',
    action: 'collect',
    role: 'debtor',
    debts: [],
    underConsent: false,
    ...known,
  }
}

/** Moments at which a status or a consent begins or ends: between two of them only hours and counts change. */
export function turningPoints({ statuses, consents }: Situation): Instant[] {
  return [
    ...statuses.flatMap(({ from, until }) => [from, until]),
    ...consents.flatMap(({ from, until, revokedAt }) => [from, until, revokedAt]),
  ].filter(Number.isFinite)
}
