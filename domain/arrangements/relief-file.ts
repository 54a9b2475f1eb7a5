// What does policies/relief.yaml say? Reads it into the formula of debt relief, or says what is wrong with it and where.
import { z } from 'zod'
import type { WaivablePart } from './authority'
import { documentKinds } from './documents'
import { type ReliefFormula, type ScoreLine, type Stability, stabilities } from './relief-formula'
import { type FileProblem, readYaml } from '../yaml-source'

export type ReliefReading = { ok: true; relief: ReliefFormula } | { ok: false; problems: FileProblem[] }

const whole = z.int('must be a whole number').min(0, 'must not be negative')
const points = whole.max(1000)
const percent = z.int('must be a whole number of percent').min(0, 'must not be negative').max(100)
const lines = z.array(z.strictObject({ upTo: whole.exactOptional(), points })).min(1)
const papers = z.array(z.enum(documentKinds))

const reliefFile = z.strictObject({
  formula: z.string().regex(/^[a-z0-9-]+$/, 'must consist of small letters, digits and -'),
  version: z.string({ error: 'must be text; put it in quotes' }),
  documents: z.strictObject({ always: papers, withAssets: papers }),
  score: z.strictObject({
    monthsToRepay: lines,
    assetsPercent: lines,
    dependants: lines,
    stability: z.strictObject(
      Object.fromEntries(stabilities.map((one) => [one, points])) as Record<Stability, typeof points>,
    ),
    daysPastDue: lines,
  }),
  bands: z
    .array(
      z.strictObject({
        from: points,
        months: z.int('must be a whole number of months').min(0).max(60, 'is at most 60 (CN-ART70-02)'),
        waivePercent: z.strictObject({
          fees: percent,
          interest: percent,
          principal: percent,
        } satisfies Record<WaivablePart, typeof percent>),
      }),
    )
    .min(1),
})

type ReliefFile = z.infer<typeof reliefFile>
interface Problem {
  path: PropertyKey[]
  message: string
}

const lists = ['monthsToRepay', 'assetsPercent', 'dependants', 'daysPastDue'] as const

/** Reads and checks the file; nothing of one with a problem is used. */
export function parseRelief(text: string): ReliefReading {
  const reading = readYaml(text, reliefFile)
  if (!reading.ok) return reading
  const problems = [
    ...lists.flatMap((list) => unordered(reading.value.score[list], ['score', list])),
    ...unorderedBands(reading.value),
  ]
  if (problems.length > 0)
    return { ok: false, problems: problems.map(({ path, message }) => reading.problemAt(path, message)) }
  return { ok: true, relief: reading.value }
}

/** A list is read from the top, so that a line after a larger one, or after the one for the rest, would never count. */
function unordered(list: readonly ScoreLine[], path: PropertyKey[]): Problem[] {
  const last = list.length - 1
  return list.flatMap(({ upTo }, index): Problem[] => {
    if (index === last)
      return upTo === undefined
        ? []
        : [{ path: [...path, index], message: 'the last line is for all that is beyond: it has no upTo' }]
    if (upTo === undefined)
      return [{ path: [...path, index], message: 'only the last line has no upTo: those below never count' }]
    const before = list[index - 1]?.upTo ?? -1
    return upTo > before ? [] : [{ path: [...path, index, 'upTo'], message: `must be more than ${before}` }]
  })
}

function unorderedBands({ bands }: ReliefFile): Problem[] {
  return bands.flatMap(({ from }, index): Problem[] => {
    const path = ['bands', index, 'from']
    if (index === 0) return from === 0 ? [] : [{ path, message: 'the first band begins at 0 points' }]
    const before = bands[index - 1]?.from ?? 0
    return from > before ? [] : [{ path, message: `must be more than ${before}` }]
  })
}
