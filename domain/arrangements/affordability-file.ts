// What does policies/affordability.yaml say? Reads it into the terms of the formula, or says what is wrong and where.
import { z } from 'zod'
import { type AffordabilityTerms, type EssentialKind, type Floor, essentialKinds } from './affordability'
import { amountCents } from '../money/amount-shape'
import { type FileProblem, readYaml } from '../yaml-source'

export type AffordabilityReading =
  { ok: true; affordability: AffordabilityTerms } | { ok: false; problems: FileProblem[] }

const floor = z
  .strictObject({ firstAdult: amountCents, furtherAdult: amountCents, child: amountCents })
  .transform(({ firstAdult, furtherAdult, child }): Floor => ({
    firstAdultCents: firstAdult,
    furtherAdultCents: furtherAdult,
    childCents: child,
  }))

const affordabilityFile = z.strictObject({
  formula: z.string().regex(/^[a-z0-9-]+$/, 'must consist of small letters, digits and -'),
  version: z.string({ error: 'must be text; put it in quotes' }),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency such as CNY'),
  sharePercent: z
    .int('must be a whole number of percent')
    .min(1, 'must be at least 1')
    .max(100, 'is at most 100'),
  essentials: z.strictObject(
    Object.fromEntries(essentialKinds.map((kind) => [kind, floor])) as Record<EssentialKind, typeof floor>,
  ),
})

/** Reads and checks the file; nothing of one with a problem is used. */
export function parseAffordability(text: string): AffordabilityReading {
  const reading = readYaml(text, affordabilityFile)
  return reading.ok ? { ok: true, affordability: reading.value } : reading
}
