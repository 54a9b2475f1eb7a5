// For which purposes is personal data shown, and how long is it kept? Reads policies/purposes.yaml and retention.yaml when a
// command asks: a case needs neither.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Purpose, parsePurposes } from '../domain/privacy/purposes'
import { type RetentionTerms, parseRetention } from '../domain/privacy/retention'
import { type FileProblem, printProblem } from '../domain/yaml-source'
import { RuleBookError } from './rule-packs'

/** @throws RuleBookError naming the line */
export function loadPurposes(policiesDir: string): Purpose[] {
  const reading = parsePurposes(readFileSync(join(policiesDir, 'purposes.yaml'), 'utf8'))
  return reading.ok ? reading.purposes : refuse('purposes.yaml', reading.problems)
}

/** @throws RuleBookError naming the line */
export function loadRetention(policiesDir: string): RetentionTerms {
  const reading = parseRetention(readFileSync(join(policiesDir, 'retention.yaml'), 'utf8'))
  return reading.ok ? reading.terms : refuse('retention.yaml', reading.problems)
}

function refuse(name: string, problems: readonly FileProblem[]): never {
  throw new RuleBookError(problems.map((problem) => printProblem(`policies/${name}`, problem)).join('\n'))
}
