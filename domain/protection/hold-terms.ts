// What does a hold freeze, who may place it and who may lift it? Reads policies/holds.yaml; a mistake in it is named by
// line, and nothing of a file with a mistake is used.
import { z } from 'zod'
import { type FileProblem, readYaml } from '../yaml-source'
import { type HoldReason, holdReasons } from './hold-facts'

/** What can be frozen. `contact` is the whole ladder, `escalation` its steps from the first visit on. */
export const frozenThings = ['contact', 'escalation', 'interest', 'fees'] as const
export type Frozen = (typeof frozenThings)[number]

/** No level is needed. */
export const anyone = 'anyone'

export interface HoldTerm {
  freezes: readonly Frozen[]
  /** The lowest level of authority, or `anyone`. */
  place: string
  lift: string
  /** How many different people must lift it. */
  liftBy: number
}

export type HoldTerms = Readonly<Record<HoldReason, HoldTerm>>

const holdTerm = z
  .strictObject({
    freezes: z.array(z.enum(frozenThings)).min(1, 'a hold that freezes nothing is none'),
    place: z.string().min(1).default(anyone),
    lift: z.string().min(1),
    liftBy: z.int().min(1).max(3).default(1),
  })
  .refine(({ freezes }) => !freezes.includes('contact') || freezes.includes('escalation'), {
    path: ['freezes'],
    message: 'whoever is not to be contacted is not to be visited or sued either: add escalation',
  })

/** What else stops collection, or asks for care, and is ended by people. */
const endings = ['dispute', 'stop', 'care', 'restriction'] as const
export type Ending = (typeof endings)[number]
/** The lowest level that may end it, or `anyone`. */
export type EndingTerms = Readonly<Record<Ending, string>>

const level = z.string().min(1)

const holdsFile = z.strictObject({
  endings: z.strictObject({ dispute: level, stop: level, care: level, restriction: level }),
  /** Calendar days in which the others must agree with whoever asked to end what takes several people. */
  agreeWithinDays: z.int().min(1).max(90),
  holds: z.strictObject(
    Object.fromEntries(holdReasons.map((reason) => [reason, holdTerm])) as Record<
      HoldReason,
      typeof holdTerm
    >,
  ),
})

export type HoldTermsReading =
  | { ok: true; holds: HoldTerms; endings: EndingTerms; agreeWithinDays: number }
  | { ok: false; problems: FileProblem[] }

/** Reads the file; `levels`: the levels of authority that it may name. */
export function parseHoldTerms(text: string, levels: readonly string[]): HoldTermsReading {
  const reading = readYaml(text, holdsFile)
  if (!reading.ok) return reading
  const { holds, agreeWithinDays, endings: endedBy } = reading.value
  const known = [anyone, ...levels]
  const named = [
    ...holdReasons.flatMap((reason) =>
      (['place', 'lift'] as const).map((act) => ({ at: ['holds', reason, act], level: holds[reason][act] })),
    ),
    ...endings.map((ending) => ({ at: ['endings', ending], level: endedBy[ending] })),
  ]
  const problems = named
    .filter((one) => !known.includes(one.level))
    .map((one) => reading.problemAt(one.at, `there is no level ${one.level}: ${known.join(', ')}`))
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, holds, endings: endedBy, agreeWithinDays }
}
