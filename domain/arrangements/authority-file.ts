// What does policies/authority.yaml say? Reads it into an Authority, or says what is wrong with it and where: a level
// that does not exist, a person on two levels, a higher level with a lower limit.
import { z } from 'zod'
import { type Authority, type DecisionKind, type Limits, decisionKinds } from './authority'
import { amountCents } from '../money/amount-shape'
import { type FileProblem, didYouMean, readYaml } from '../yaml-source'

export type AuthorityReading = { ok: true; authority: Authority } | { ok: false; problems: FileProblem[] }

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/, 'must be one word, such as teamLead')
const person = z
  .string()
  .regex(
    /^[a-z]+:([A-Za-z0-9._-]+|\*)$/,
    'must be a person such as operator:lin, or a role such as operator:*',
  )
const percent = z.int('must be a whole number of percent').min(0, 'must not be negative').max(100)

const limits = z.strictObject({
  termMonths: z.int('must be a whole number of months').min(1, 'must be at least 1').max(600).exactOptional(),
  amount: amountCents.exactOptional(),
  waivedAmount: amountCents.exactOptional(),
  waivedPercent: z.strictObject({ fees: percent, interest: percent, principal: percent }).exactOptional(),
})

const authorityFile = z.strictObject({
  refundSpanDays: z.int('must be a whole number of days').min(1, 'must be at least 1').max(3660),
  levels: z.array(z.strictObject({ level: name, people: z.array(person) })).min(1, 'must name a level'),
  decisions: z.strictObject(
    Object.fromEntries(decisionKinds.map((kind) => [kind, z.record(name, limits)])) as Record<
      DecisionKind,
      z.ZodRecord<typeof name, typeof limits>
    >,
  ),
})

type AuthorityFile = z.infer<typeof authorityFile>
interface Problem {
  path: PropertyKey[]
  message: string
}

/** Reads and checks the file; nothing of one with a problem is used. */
export function parseAuthority(text: string): AuthorityReading {
  const reading = readYaml(text, authorityFile)
  if (!reading.ok) return reading
  const problems = [...doubled(reading.value), ...unknownLevels(reading.value), ...descending(reading.value)]
  if (problems.length > 0)
    return { ok: false, problems: problems.map(({ path, message }) => reading.problemAt(path, message)) }
  return { ok: true, authority: authorityOf(reading.value) }
}

function doubled({ levels }: AuthorityFile): Problem[] {
  const seen = new Map<string, string>()
  return levels.flatMap(({ level, people }, index) => {
    const problems: Problem[] = []
    if (levels.findIndex((other) => other.level === level) < index)
      problems.push({ path: ['levels', index, 'level'], message: `the level ${level} stands here twice` })
    people.forEach((one, at) => {
      const other = seen.get(one)
      if (other !== undefined)
        problems.push({ path: ['levels', index, 'people', at], message: `${one} is a ${other} already` })
      seen.set(one, level)
    })
    return problems
  })
}

function unknownLevels({ levels, decisions }: AuthorityFile): Problem[] {
  const known = levels.map(({ level }) => level)
  return decisionKinds.flatMap((kind) =>
    Object.keys(decisions[kind])
      .filter((level) => !known.includes(level))
      .map((level) => ({
        path: ['decisions', kind, level],
        message: `there is no level ${level}${didYouMean(level, known)}`,
      })),
  )
}

/** Whoever is higher may not be allowed less: a limit that was forgotten below, or mistyped above. */
function descending({ levels, decisions }: AuthorityFile): Problem[] {
  return decisionKinds.flatMap((kind) => {
    const named = levels.map(({ level }) => level).filter((level) => decisions[kind][level] !== undefined)
    return named.slice(1).flatMap((level, index): Problem[] => {
      const below = named[index] ?? ''
      return lowered(decisions[kind][below] ?? {}, decisions[kind][level] ?? {}).map((setting) => ({
        path: ['decisions', kind, level, ...setting],
        message: `a ${level} would be allowed less than a ${below}`,
      }))
    })
  })
}

function lowered(below: z.infer<typeof limits>, above: z.infer<typeof limits>): string[][] {
  const plain = (['termMonths', 'amount', 'waivedAmount'] as const)
    .filter((setting) => (above[setting] ?? Infinity) < (below[setting] ?? Infinity))
    .map((setting) => [setting])
  const shares = (['fees', 'interest', 'principal'] as const)
    .filter((part) => (above.waivedPercent?.[part] ?? 100) < (below.waivedPercent?.[part] ?? 100))
    .map((part) => ['waivedPercent', part])
  return [...plain, ...shares]
}

function authorityOf({ levels, decisions, refundSpanDays }: AuthorityFile): Authority {
  const matrixOf = (kind: DecisionKind): Record<string, Limits> =>
    Object.fromEntries(
      Object.entries(decisions[kind]).map(([level, { amount, waivedAmount, ...rest }]) => [
        level,
        {
          ...rest,
          ...(amount === undefined ? {} : { amountCents: amount }),
          ...(waivedAmount === undefined ? {} : { waivedCents: waivedAmount }),
        },
      ]),
    )
  return {
    levels,
    refundSpanDays,
    decisions: Object.fromEntries(
      decisionKinds.map((kind) => [kind, matrixOf(kind)]),
    ) as Authority['decisions'],
  }
}
