// What does a rule pack consist of? Its head, which says whom it binds and in which zone it counts, and its rules, each
// with its source, its force and whether somebody has verified it against the text.
import { z } from 'zod'
import { condition } from './condition'
import { weekdays } from './calendar'
import { ruleHours } from '../day-hours'
import { calendarDate, zoneName } from './moment'
import { allocationTerm, complaintTerm, estateTerm, limitationTerm, loanClassTerm } from './term-shape'
import { actions, actors, callers, channels, contactOutcomes, forces, products, statuses } from './vocabulary'

const effective = z
  .strictObject({ from: calendarDate, to: calendarDate.nullable() })
  .refine(({ from, to }) => to === null || from <= to, 'ends before it begins')

const allOr = <T extends z.ZodType>(value: T) => z.union([z.literal('all'), z.array(value).min(1)])
const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'must be a name of letters and digits')

/** What every rule carries, so that a refusal can name its authority. */
const rule = {
  id: z.string().regex(/^[A-Z][A-Z0-9-]+$/, 'must be an id such as CN-TIME-01'),
  text: z.string().min(1),
  source: z.string().min(1),
  article: z.string().nullable(),
  force: z.enum(forces),
  verified: z.boolean(),
  /** Days in the pack's home zone, both included; absent: as long as the pack. */
  effective: effective.optional(),
}

/** Narrows a rule of hours, counts or waits to some contacts. */
const when = condition.optional()

/** Who can lift a rule of hours, counts or waits. The evidence is always required. */
const override = z
  .strictObject({
    topic: z.enum(['hours', 'frequency']),
    /** Days that a consent holds, the day it was given included; absent: until it ends or is revoked. */
    validDays: z.int().min(1).optional(),
    /** true: only consent that was given to the same kind of collector counts. */
    givenToCaller: z.boolean().default(false),
  })
  .optional()

/** DEFER: wait for the next permitted time. BLOCK: not at all. FLAG: allowed, and marked for review. */
const action = z.enum(['DEFER', 'BLOCK', 'FLAG'])

const windowRule = z.strictObject({
  ...rule,
  channels: allOr(z.enum(channels)),
  when,
  /** The days that the rule is about; the others are free. Needs the pack's calendar, days of the week do not. */
  days: z
    .array(z.enum(['publicHoliday', 'weekend', 'workingDay', ...weekdays]))
    .min(1)
    .optional(),
  /** Empty: at no time of those days. */
  allow: z.array(ruleHours),
  /** Calls begin no later than this before the end. */
  callMarginMinutes: z.int().min(0).max(120).default(0),
  override,
  action,
})

const counterRule = z.strictObject({
  ...rule,
  /** What is counted together; `person` alone: everything with the person. */
  per: z.array(z.enum(['person', 'channel', 'contactPoint', 'debt'])).min(1),
  channels: allOr(z.enum(channels)),
  actions: z.array(z.enum(actions)).min(1).optional(),
  direction: z.enum(['outbound', 'inbound', 'any']).default('outbound'),
  by: z.array(z.enum(callers)).min(1).optional(),
  /** Absent: all but failed ones. An unknown outcome always counts. */
  outcomes: z.array(z.enum(contactOutcomes)).min(1).optional(),
  /** Contacts that the person had asked for are not counted. */
  exceptUnderConsent: z.boolean().default(false),
  when,
  /** Calendar days in a row, the day of the contact included; `ever`: since the beginning. */
  calendarDays: z.union([z.int().min(1).max(366), z.literal('ever')]),
  max: z.int().min(0),
  override,
  action,
})

const waitRule = z.strictObject({
  ...rule,
  /** A contact with this outcome, or an event of this name. */
  after: z.union([
    z.strictObject({
      outcomes: z.array(z.enum(contactOutcomes)).min(1),
      channels: allOr(z.enum(channels)).default('all'),
      direction: z.enum(['outbound', 'inbound', 'any']).default('any'),
    }),
    z.strictObject({ event: name, undoneBy: name.optional() }),
  ]),
  per: z
    .array(z.enum(['person', 'debt']))
    .min(1)
    .default(['person']),
  actions: z.array(z.enum(actions)).min(1).optional(),
  channels: allOr(z.enum(channels)).optional(),
  when,
  calendarDays: z.int().min(0).max(3660),
  /** Whether the day of the event is the first of those days, or the day after it. */
  firstDay: z.enum(['eventDay', 'dayAfter']),
  /** true: without the event it is forbidden altogether. */
  required: z.boolean().default(false),
  override,
  action,
})

const check = z.strictObject({
  when: condition,
  /** STOP: a BLOCK that also ends every other step of the strategy. NEEDS: not without documents or approvals. */
  then: z.enum(['BLOCK', 'STOP', 'NEEDS', 'FLAG']),
  documents: z.array(name).default([]),
  approvals: z.int().min(0).default(0),
  template: name.optional(),
  text: z.string().optional(),
})

const checkRule = z.strictObject({ ...rule, checks: z.array(check).min(1) })

const wordRule = z.strictObject({
  ...rule,
  when,
  /** Phrases, compared without regard to case, width and spaces. */
  forbid: z.array(z.string().min(1)).min(1),
  action: z.enum(['BLOCK', 'FLAG']).default('BLOCK'),
})

/** When a debtor counts as out of contact, so that others may be asked to pass on a message. */
const outOfContactRule = z.strictObject({
  ...rule,
  /** Calls in a row that failed; open from the next calendar day on. */
  failedCallsInARow: z.int().min(1),
  /** Calendar days in a row on each of which somebody tried and nobody succeeded. */
  failedDaysInARow: z.int().min(1),
  statuses: z.array(z.enum(statuses)),
})

const countries = z.array(z.string().regex(/^[A-Z]{2}$/, 'must be a country such as CN')).min(1)

export const packFile = z.strictObject({
  policy: z.string().regex(/^[a-z0-9-]+$/, 'must consist of small letters, digits and -'),
  version: z.string({ error: 'must be text; put it in quotes' }),
  title: z.string().min(1),
  /** Who answers for the numbers; null: nobody yet, and nothing may go out under the pack. */
  signedOff: z.strictObject({ by: z.string().min(1), on: calendarDate }).nullable(),
  effective,
  /** All of these that are given must fit; of the three about countries, one is enough. */
  appliesTo: z.strictObject({
    customerIn: countries.optional(),
    debtUnder: countries.optional(),
    callerIn: countries.optional(),
    products: z.array(z.enum(products)).min(1).optional(),
    actors: z.array(z.enum(actors)).min(1).optional(),
    channels: z.array(z.enum(channels)).min(1).optional(),
  }),
  zone: z.strictObject({
    /** Of effective dates and deadlines. */
    home: zoneName,
    /** Hours and days at home count wherever the person is. */
    homeAlwaysCounts: z.boolean(),
    /** What tells where a person may be; a known location is enough, else all the others count together. */
    resolve: z.array(z.enum(['known', 'address', 'areaCode'])),
    /** Where a person may be of whom nothing is known; empty: nothing but letters, and a person looks. */
    unknown: z.array(zoneName),
    /** Zones that the law takes for another. */
    sameAs: z.record(zoneName, zoneName).default({}),
  }),
  /** A file of policies/calendars; null: no rule asks for holidays. */
  calendar: z.string().nullable(),
  windows: z.array(windowRule).default([]),
  counters: z.array(counterRule).default([]),
  waits: z.array(waitRule).default([]),
  checks: z.array(checkRule).default([]),
  words: z.array(wordRule).default([]),
  outOfContact: outOfContactRule.optional(),
  terms: z
    .strictObject({
      limitation: z.strictObject({ ...rule, ...limitationTerm }).optional(),
      complaint: z.strictObject({ ...rule, ...complaintTerm }).optional(),
      allocation: z.array(z.strictObject({ ...rule, ...allocationTerm })).default([]),
      loanClasses: z.array(z.strictObject({ ...rule, ...loanClassTerm })).default([]),
      estate: z.strictObject({ ...rule, ...estateTerm }).optional(),
      /** Years that records are kept, and what a report must show: for those who keep them. */
      retention: z
        .array(z.strictObject({ ...rule, years: z.int().min(1), after: z.string().min(1) }))
        .default([]),
    })
    .prefault({}),
})

export type PackFile = z.output<typeof packFile>
export type WindowRule = PackFile['windows'][number]
export type CounterRule = PackFile['counters'][number]
export type WaitRule = PackFile['waits'][number]
export type CheckRule = PackFile['checks'][number]
export type WordRule = PackFile['words'][number]
export type Rule = Pick<WindowRule, 'id' | 'text' | 'source' | 'article' | 'force' | 'verified' | 'effective'>
