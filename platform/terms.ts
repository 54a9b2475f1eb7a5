// Reads the bank's own numbers from policies/: one file and one line here for each area of domain/terms.ts.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAffordability } from '../domain/arrangements/affordability-file'
import { parseAuthority } from '../domain/arrangements/authority-file'
import { parseRelief } from '../domain/arrangements/relief-file'
import { parseContracts } from '../domain/money/contracts'
import { parseComplaintRules } from '../domain/protection/complaint-terms'
import { parseDisputeTerms } from '../domain/protection/dispute-terms'
import { parseCircumstances } from '../domain/protection/circumstance-terms'
import { parseHoldTerms } from '../domain/protection/hold-terms'
import { parseRepresentation } from '../domain/protection/representation-terms'
import type { Terms } from '../domain/terms'
import { type FileProblem, printProblem } from '../domain/yaml-source'
import { RuleBookError, readPacksInUse } from './rule-packs'
import { loadWordRules } from './word-rules'

/** @throws RuleBookError naming file, line and cure when one of the files has a mistake */
export function loadTerms(policiesDir: string): Terms {
  const { authority } = read(policiesDir, 'authority.yaml', parseAuthority)
  const levels = authority.levels.map(({ level }) => level)
  const { holds, endings, agreeWithinDays } = read(policiesDir, 'holds.yaml', (text) =>
    parseHoldTerms(text, levels),
  )
  const { disputes } = read(policiesDir, 'disputes.yaml', parseDisputeTerms)
  const { affordability } = read(policiesDir, 'affordability.yaml', parseAffordability)
  const { relief } = read(policiesDir, 'relief.yaml', parseRelief)
  const { packs } = readPacksInUse(policiesDir)
  const { money } = read(policiesDir, 'contracts.yaml', (text) => parseContracts(text, packs))
  const { complaints } = read(policiesDir, 'complaints.yaml', (text) => parseComplaintRules(text, packs))
  const calendar = packs.find((pack) => pack.calendar)?.calendar ?? null
  const circumstances = read(policiesDir, 'circumstances.yaml', parseCircumstances).terms
  const representation = read(policiesDir, 'representation.yaml', (text) =>
    parseRepresentation(text, loadWordRules(policiesDir)),
  ).terms
  return {
    ...{ authority, holds, disputes, complaints, calendar, affordability, relief, money },
    ...{ circumstances, representation, endings, agreeWithinDays },
  }
}

function read<T extends object>(
  policiesDir: string,
  name: string,
  parse: (text: string) => ({ ok: true } & T) | { ok: false; problems: FileProblem[] },
): T {
  const reading = parse(readFileSync(join(policiesDir, name), 'utf8'))
  if (reading.ok) return reading
  throw new RuleBookError(
    reading.problems.map((problem) => printProblem(`policies/${name}`, problem)).join('\n'),
  )
}
