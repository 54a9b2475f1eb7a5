// Which agencies may the bank place a case with, and which one is next? Only those on the bank's published list
// (CN-OUT-01), and never the same agency twice running (G1).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { printProblem, readYaml } from '../domain/yaml-source'
import { RuleBookError } from './rule-books'

const agenciesFile = z.strictObject({
  agencies: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]+$/, 'must consist of small letters, digits and -'),
      name: z.string().min(1),
      whiteListed: z.boolean(),
    }),
  ),
})

export type Agency = z.infer<typeof agenciesFile>['agencies'][number]

export interface AgencyBook {
  /** The agency for a case: stable for the same account and history; null when there is none to choose. */
  choose(accountId: string, lastAgencyId: string | null): Agency | null
}

/** Reads `agencies.yaml` in the folder of rule packs. @throws RuleBookError naming the line. */
export function loadAgencies(policiesDir: string): AgencyBook {
  const reading = readYaml(readFileSync(join(policiesDir, 'agencies.yaml'), 'utf8'), agenciesFile)
  if (!reading.ok) {
    const problems = reading.problems.map((problem) => printProblem('policies/agencies.yaml', problem))
    throw new RuleBookError(problems.join('\n'))
  }
  const listed = reading.value.agencies.filter(({ whiteListed }) => whiteListed)
  return {
    choose(accountId, lastAgencyId) {
      const open = listed.filter(({ id }) => id !== lastAgencyId)
      return open[shareOf(accountId) % Math.max(1, open.length)] ?? null
    },
  }
}

/** Spreads accounts evenly: the same account always gets the same share. */
function shareOf(accountId: string): number {
  return [...accountId].reduce((sum, char) => (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003, 0)
}
