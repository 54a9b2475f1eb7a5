// The shape of a strategy file: its settings, their kinds and defaults, the words of the messages about them.
import { z } from 'zod'
import { arrangementTerms } from '../arrangements/arrangement-terms'
import { causes } from '../arrangements/documents'
import { isZone } from '../calendar-date'
import { capacities, willingnesses } from '../contact/conversation-facts'
import { dayHours } from '../day-hours'
import { amountCents } from '../money/amount-shape'
import { reminderChannels } from './strategy'

const name = z
  .string({ error: 'must be text; put it in quotes' })
  .regex(/^[a-z0-9][a-z0-9.-]*$/, 'must consist of small letters, digits, - and .')
const days = z.int('must be a whole number of days').min(0, 'must not be negative').max(3650)
const atLeastOnce = z.int('must be a whole number').min(1, 'must be at least 1').max(99)
const product = z.enum(['card', 'personalLoan'])

const judgement = {
  deadlineDays: days.min(1).default(5),
  askAgainAfterDays: days.min(1).default(14),
  attempts: atLeastOnce.default(2),
}

const need = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rung'),
    rung: name,
    outcomes: z.array(z.string()).min(1).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('delivered'),
    rung: name,
    reportWithinDays: days.min(1).default(15),
    attempts: atLeastOnce.default(2),
  }),
  z.strictObject({ kind: z.literal('assessment'), ...judgement }),
  z.strictObject({ kind: z.literal('approval'), ...judgement }),
])

const enter = z.strictObject({
  daysPastDue: z.strictObject({ min: days, max: days.exactOptional() }),
  overdueAmount: z
    .strictObject({ min: amountCents.exactOptional(), max: amountCents.exactOptional() })
    .exactOptional(),
  products: z.array(product).min(1).exactOptional(),
  riskSegments: z
    .array(z.enum(['low', 'medium', 'high', 'unknown']))
    .min(1)
    .exactOptional(),
  except: z
    .strictObject({
      causes: z.array(z.enum(causes)).min(1).exactOptional(),
      willingness: z.array(z.enum(willingnesses)).min(1).exactOptional(),
      capacity: z.array(z.enum(capacities)).min(1).exactOptional(),
    })
    .exactOptional(),
})

const rung = z.strictObject({
  id: name,
  step: z.enum(['reminder', 'call', 'letter', 'visit', 'secondVisit', 'outsourcing', 'legalReferral']),
  enter,
  needs: z.array(need).default([]),
  waitDays: days.default(0),
  gapDays: days.default(0),
  between: dayHours.default({ from: '09:00', to: '18:00' }),
  repeat: z
    .strictObject({
      times: atLeastOnce,
      everyDays: days.min(1),
      until: z.array(z.string()).default([]),
    })
    .default({ times: 1, everyDays: 1, until: [] }),
  task: z.strictObject({ deadlineDays: days.min(1), defaultOutcome: z.string() }).exactOptional(),
  channels: z.array(z.enum(reminderChannels)).min(1).exactOptional(),
  template: name.exactOptional(),
  catchUp: z
    .strictObject({
      afterHours: z.int().min(1).default(24),
      rule: z.enum(['sendLate', 'replan', 'skip']),
      replanDays: days.min(1).default(1),
    })
    .default({ afterHours: 24, rule: 'sendLate', replanDays: 1 }),
})

/** One strategy file, defaults filled in, amounts in cents; its rungs are not yet checked against each other. */
export const strategyFile = z.strictObject({
  strategy: name,
  version: name,
  zone: z.string().refine(isZone, 'must be an IANA time zone such as Asia/Shanghai'),
  products: z.array(product).min(1),
  spreadMinutes: z.int().min(0).max(720).default(120),
  arrangements: arrangementTerms.prefault({}),
  ladder: z.array(rung).min(1, 'must have at least one rung'),
})

export type StrategyFile = z.infer<typeof strategyFile>
export type RungEntry = StrategyFile['ladder'][number]
