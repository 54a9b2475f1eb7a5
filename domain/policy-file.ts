// What does a rule pack say? Reads the YAML that a compliance officer keeps in policies/ into a Policy: when contact is
// lawful and how much of it, each rule with its source, its force and whether somebody verified it.
import { z } from 'zod'
import type { ContactChannel } from './facts'
import { dayHours } from './day-hours'
import { type FileProblem, readYaml } from './yaml-source'

const channels = z.union([
  z.literal('all'),
  z.array(z.enum(['sms', 'email', 'letter', 'voice', 'visit'] satisfies ContactChannel[])).min(1),
])

/** What every rule carries, so that a refusal can name its authority. */
const rule = {
  id: z.string().regex(/^[A-Z][A-Z0-9-]+$/, 'must be an id such as CN-TIME-01'),
  text: z.string().min(1),
  source: z.string().min(1),
  article: z.string().nullable(),
  force: z.enum(['law', 'presumption', 'standard', 'selfRegulation', 'bankPolicy']),
  verified: z.boolean(),
  /** DEFER: wait for the next permitted time. BLOCK: not at all. */
  action: z.enum(['DEFER', 'BLOCK']),
}

const windowRule = z.strictObject({
  ...rule,
  channels,
  allow: z.array(dayHours).length(1, 'must be one span of hours'),
})

const counterRule = z.strictObject({
  ...rule,
  /** What is counted together: messages to a person, or to a person on one channel. */
  per: z.enum(['person', 'personAndChannel']),
  channels,
  /** Calendar days in the pack's zone, the day of the contact included. */
  calendarDays: z.int().min(1).max(366),
  max: z.int().min(0),
})

const policyFile = z.strictObject({
  policy: z.string().regex(/^[a-z0-9-]+$/, 'must consist of small letters, digits and -'),
  version: z.string({ error: 'must be text; put it in quotes' }),
  zone: z
    .string()
    .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone), 'must be an IANA zone'),
  windows: z.array(windowRule),
  counters: z.array(counterRule),
})

export type Policy = z.infer<typeof policyFile>
export type PolicyWindow = Policy['windows'][number]
export type PolicyCounter = Policy['counters'][number]

export type PolicyReading = { ok: true; policy: Policy } | { ok: false; problems: FileProblem[] }

/** Reads and checks one rule pack; nothing of a file with a problem is used. */
export function parsePolicy(text: string): PolicyReading {
  const reading = readYaml(text, policyFile)
  if (!reading.ok) return reading
  const { value, problemAt } = reading
  const ids = [...value.windows, ...value.counters].map(({ id }) => id)
  const doubled = (['windows', 'counters'] as const).flatMap((part) =>
    value[part].flatMap(({ id }, index) =>
      ids.indexOf(id) === ids.lastIndexOf(id)
        ? []
        : [problemAt([part, index, 'id'], `there are two rules ${id}`)],
    ),
  )
  return doubled.length > 0 ? { ok: false, problems: doubled } : { ok: true, policy: value }
}
