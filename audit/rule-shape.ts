// Which rules does the audit understand? The packs' format, read for the second time and by other hands than those who
// decide: what is not written here is not understood, and says so instead of being passed over.
import { z } from 'zod'

const span = z.string().regex(/^\d\d:\d\d-\d\d:\d\d$/)
const someWords = z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)])
const wordTest = z.union([
  someWords.transform((some) => ({ some })),
  z.strictObject({ not: z.array(z.string()) }),
  z.strictObject({ none: z.array(z.string()) }),
  z.strictObject({ lacks: z.array(z.string()) }),
])
const numberTest = z.strictObject({
  below: z.number().optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
  above: z.number().optional(),
  orUnknown: z.boolean().optional(),
})

/** Everything that a condition may ask about; which of it the ledger can answer: see conditions.ts. */
const properties = [
  ...['action', 'channel', 'direction', 'by', 'actor', 'product', 'role', 'pointSource', 'place', 'template'],
  ...[
    'recorder',
    'ledgerState',
    'feeKind',
    'interestOn',
    'statuses',
    'partyFlags',
    'pointFlags',
    'agencyFlags',
  ],
  ...['mentions', 'states', 'documents', 'events', 'age', 'collectors', 'approvals', 'pointCheckedDaysAgo'],
  ...[
    'feedAgeHours',
    'agencyEvaluatedMonthsAgo',
    'collectorTrainedMonthsAgo',
    'planMonths',
    'annualRatePercent',
  ],
  ...['principalCents', 'unpaidMonths', 'effectiveCollections', 'collectionGapDays'],
]
const condition = z.partialRecord(z.enum(properties), z.union([wordTest, numberTest]))

export type Test = z.output<typeof wordTest> | z.output<typeof numberTest>
/** Every property that it names must hold. */
export type Condition = z.output<typeof condition>

const date = z.iso.date()
const effective = z.strictObject({ from: date, to: date.nullable() })
const rule = {
  id: z.string(),
  text: z.string(),
  source: z.string(),
  article: z.string().nullable(),
  force: z.string(),
  verified: z.boolean(),
  effective: effective.optional(),
}
const channels = z.union([z.literal('all'), z.array(z.string())])
const override = z
  .strictObject({
    topic: z.enum(['hours', 'frequency']),
    validDays: z.number().optional(),
    givenToCaller: z.boolean().default(false),
  })
  .optional()
const action = z.enum(['DEFER', 'BLOCK', 'FLAG'])
const direction = z.enum(['outbound', 'inbound', 'any'])

const days = ['publicHoliday', 'weekend', 'workingDay'] as const
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** One shape for each part of a pack that has rules. */
export const ruleShapes = {
  windows: z.strictObject({
    ...rule,
    channels,
    when: condition.optional(),
    days: z.array(z.enum([...days, ...weekdays])).optional(),
    allow: z.array(span),
    callMarginMinutes: z.number().default(0),
    override,
    action,
  }),
  counters: z.strictObject({
    ...rule,
    per: z.array(z.enum(['person', 'channel', 'contactPoint', 'debt'])).min(1),
    channels,
    direction: direction.default('outbound'),
    by: z.array(z.string()).optional(),
    actions: z.array(z.string()).optional(),
    outcomes: z.array(z.string()).optional(),
    exceptUnderConsent: z.boolean().default(false),
    when: condition.optional(),
    calendarDays: z.union([z.number(), z.literal('ever')]),
    max: z.number(),
    override,
    action,
  }),
  waits: z.strictObject({
    ...rule,
    after: z.union([
      z.strictObject({
        outcomes: z.array(z.string()),
        channels: channels.default('all'),
        direction: direction.default('any'),
      }),
      z.strictObject({ event: z.string(), undoneBy: z.string().optional() }),
    ]),
    per: z.array(z.enum(['person', 'debt'])).default(['person']),
    actions: z.array(z.string()).optional(),
    channels: channels.optional(),
    when: condition.optional(),
    calendarDays: z.number(),
    firstDay: z.enum(['eventDay', 'dayAfter']),
    required: z.boolean().default(false),
    override,
    action,
  }),
  checks: z.strictObject({
    ...rule,
    checks: z.array(
      z.strictObject({
        when: condition,
        then: z.enum(['BLOCK', 'STOP', 'NEEDS', 'FLAG']),
        documents: z.array(z.string()).optional(),
        approvals: z.number().optional(),
        template: z.string().optional(),
        text: z.string().optional(),
      }),
    ),
  }),
  words: z.looseObject({ ...rule, action: z.enum(['BLOCK', 'FLAG']).default('BLOCK') }),
  outOfContact: z.strictObject({
    ...rule,
    failedCallsInARow: z.number(),
    failedDaysInARow: z.number(),
    statuses: z.array(z.string()),
  }),
} as const

/** What every rule says of itself. */
export const anyRule = z.object(rule)
export type AnyRule = z.output<typeof anyRule>
export type WindowRule = z.output<(typeof ruleShapes)['windows']>
export type CounterRule = z.output<(typeof ruleShapes)['counters']>
export type WaitRule = z.output<(typeof ruleShapes)['waits']>
export type CheckRule = z.output<(typeof ruleShapes)['checks']>
export type OutOfContactRule = z.output<(typeof ruleShapes)['outOfContact']>
export type Effective = z.output<typeof effective>
export type Override = z.output<typeof override>
export type Channels = z.output<typeof channels>

/** The head of a pack: everything that is no rule. */
export const packHead = z.object({
  policy: z.string(),
  version: z.string(),
  signedOff: z.looseObject({}).nullable(),
  effective,
  appliesTo: z.strictObject({
    customerIn: z.array(z.string()).optional(),
    debtUnder: z.array(z.string()).optional(),
    callerIn: z.array(z.string()).optional(),
    products: z.array(z.string()).optional(),
    actors: z.array(z.string()).optional(),
    channels: z.array(z.string()).optional(),
  }),
  zone: z.strictObject({
    home: z.string(),
    homeAlwaysCounts: z.boolean(),
    resolve: z.array(z.enum(['known', 'address', 'areaCode'])),
    unknown: z.array(z.string()),
    sameAs: z.record(z.string(), z.string()).default({}),
  }),
  calendar: z.string().nullable(),
})

const yearOfDays = z.object({
  holidays: z.array(z.object({ name: z.string(), from: date, to: date })),
  workingDays: z.array(date),
})
export const calendarShape = z.object({
  calendar: z.string(),
  source: z.string(),
  years: z.record(z.string(), yearOfDays),
})
export type Calendar = z.output<typeof calendarShape>
