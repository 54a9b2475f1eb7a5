// When does a rule concern a situation? A condition names properties of the situation and what they must be; all of
// them must hold. Written in rule packs as `when: { channel: [voice, visit], collectors: { below: 2 } }`.
import { z } from 'zod'
import type { Instant } from '../calendar-date'
import { type Situation, name } from './situation'
import {
  actions,
  actors,
  agencyFlags,
  callers,
  channels,
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

/** `voice`, `[voice, visit]`, or `{ not: [letter] }`, which also holds when nothing is known. */
const word = <T extends z.ZodType<string>>(value: T) => {
  const some = z.array(value).min(1)
  return z.union([value.transform((one) => [one]), some, z.strictObject({ not: some })])
}

/** `[a, b]`: at least one of them. `{ none: [a] }`: none of them. `{ lacks: [a, b] }`: not all of them. */
const words = <T extends z.ZodType<string>>(value: T) => {
  const some = z.array(value).min(1)
  return z.union([
    value.transform((one) => [one]),
    some,
    z.strictObject({ none: some }),
    z.strictObject({ lacks: some }),
  ])
}

/** `{ below: 2 }`; with `orUnknown` it holds for a number that is not known too. */
const number = z
  .strictObject({
    below: z.number().optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
    above: z.number().optional(),
    orUnknown: z.boolean().default(false),
  })
  .refine((value) => Object.keys(value).length > 1, 'must say below, atLeast, atMost or above')

export const condition = z.strictObject({
  action: word(z.enum(actions)).optional(),
  channel: word(z.enum(channels)).optional(),
  direction: word(z.enum(['outbound', 'inbound'])).optional(),
  by: word(z.enum(callers)).optional(),
  actor: word(z.enum(actors)).optional(),
  product: word(z.enum(products)).optional(),
  role: word(z.enum(roles)).optional(),
  pointSource: word(z.enum(pointSources)).optional(),
  place: word(z.enum(places)).optional(),
  template: word(name).optional(),
  recorder: word(z.enum(['up', 'down'])).optional(),
  ledgerState: word(z.enum(['up', 'down'])).optional(),
  feeKind: word(z.enum(feeKinds)).optional(),
  interestOn: word(z.enum(['principal', 'interest', 'fee'])).optional(),

  statuses: words(z.enum(statuses)).optional(),
  partyFlags: words(z.enum(partyFlags)).optional(),
  pointFlags: words(z.enum(pointFlags)).optional(),
  agencyFlags: words(z.enum(agencyFlags)).optional(),
  mentions: words(z.enum(mentions)).optional(),
  states: words(name).optional(),
  documents: words(name).optional(),
  events: words(name).optional(),

  age: number.optional(),
  collectors: number.optional(),
  approvals: number.optional(),
  pointCheckedDaysAgo: number.optional(),
  feedAgeHours: number.optional(),
  agencyEvaluatedMonthsAgo: number.optional(),
  collectorTrainedMonthsAgo: number.optional(),
  planMonths: number.optional(),
  annualRatePercent: number.optional(),
  principalCents: number.optional(),
  unpaidMonths: number.optional(),
  effectiveCollections: number.optional(),
  collectionGapDays: number.optional(),
})

export type Condition = z.output<typeof condition>

type Words = readonly string[]
type WordTest = Words | { not: Words } | { none: Words } | { lacks: Words }
type NumberTest = z.output<typeof number>

/** Whether every part of the condition holds at `at`. */
export function holds(test: Condition, situation: Situation, at: Instant): boolean {
  const known = propertiesAt(situation, at)
  return (Object.keys(test) as (keyof Condition)[]).every((property) => {
    const part = test[property]
    if (part === undefined) return true
    const value = known[property]
    if (isNumberTest(part)) return numberHolds(part, typeof value === 'number' ? value : undefined)
    return wordsHold(part, Array.isArray(value) ? value : typeof value === 'string' ? [value] : undefined)
  })
}

type Properties = Partial<Record<keyof Condition, string | number | Words | undefined>>

/** The last answer for a situation: all rules of a pack ask about the same moment. */
const lastAsked = new WeakMap<Situation, { at: Instant; properties: Properties }>()

/** The situation as it is at `at`: statuses that are not in force are left out. */
function propertiesAt(situation: Situation, at: Instant): Properties {
  const last = lastAsked.get(situation)
  if (last?.at === at) return last.properties
  const { statuses: dated, events, ...rest } = situation
  const properties = {
    ...rest,
    statuses: dated.filter(({ from, until }) => from <= at && at < until).map(({ status }) => status),
    events: events.filter((event) => event.at <= at).map(({ event }) => event),
  }
  lastAsked.set(situation, { at, properties })
  return properties
}

function wordsHold(test: WordTest, value: Words | undefined): boolean {
  if ('not' in test) return !value?.some((word) => test.not.includes(word))
  if ('none' in test) return !value?.some((word) => test.none.includes(word))
  if ('lacks' in test) return value !== undefined && test.lacks.some((word) => !value.includes(word))
  return value !== undefined && test.some((word) => value.includes(word))
}

function numberHolds(test: NumberTest, value: number | undefined): boolean {
  if (value === undefined) return test.orUnknown
  const { below = Infinity, atLeast = -Infinity, atMost = Infinity, above = -Infinity } = test
  return value < below && value >= atLeast && value <= atMost && value > above
}

function isNumberTest(part: WordTest | NumberTest): part is NumberTest {
  return 'orUnknown' in part
}
