// What does the bank do about each circumstance? Reads policies/circumstances.yaml: effect, what proves it, how long a
// person has to find out, and who is looked after meanwhile.
import { z } from 'zod'
import { causes } from '../arrangements/documents'
import { type FileProblem, readYaml } from '../yaml-source'
import {
  type CircumstanceKind,
  circumstanceEffects,
  circumstanceKinds,
  evidenceKinds,
  relatedRoles,
} from './circumstance-facts'

const circumstanceTerm = z.strictObject({
  effect: z.enum(circumstanceEffects),
  proof: z.array(z.enum(evidenceKinds)).min(1),
  verifyWithinDays: z.int().min(1).max(365),
  careOf: z.enum(relatedRoles).optional(),
  /** The cause for which staff offer a deferral unasked (D3), as far as the strategy knows one for it. */
  offerFor: z.enum(causes).optional(),
})

const circumstancesFile = z.strictObject({
  /** Version of the file, in quotes. */
  circumstances: z.string().min(1),
  kinds: z.strictObject(
    Object.fromEntries(circumstanceKinds.map((kind) => [kind, circumstanceTerm])) as Record<
      CircumstanceKind,
      typeof circumstanceTerm
    >,
  ),
})

export type CircumstanceTerms = Omit<z.infer<typeof circumstancesFile>, 'circumstances'>
export type CircumstanceReading =
  { ok: true; terms: CircumstanceTerms } | { ok: false; problems: FileProblem[] }

/** Kinds that the law itself stops collection for (Civil Code 17 to 23 and 1161): no file makes them less. */
export const alwaysStops: readonly CircumstanceKind[] = ['deceased', 'minor', 'noCapacity', 'limitedCapacity']

/** Reads `policies/circumstances.yaml`; nothing of a file with a mistake is used. */
export function parseCircumstances(text: string): CircumstanceReading {
  const reading = readYaml(text, circumstancesFile)
  if (!reading.ok) return reading
  const { value, problemAt } = reading
  const problems = [
    ...alwaysStops
      .filter((kind) => value.kinds[kind].effect !== 'stop')
      .map((kind) => problemAt(['kinds', kind, 'effect'], 'the law stops collection here: stop')),
    ...circumstanceKinds
      .filter((kind) => value.kinds[kind].proof.includes('thirdPartyStatement'))
      .map((kind) => problemAt(['kinds', kind, 'proof'], 'what somebody else said proves nothing')),
  ]
  return problems.length > 0 ? { ok: false, problems } : { ok: true, terms: value }
}
