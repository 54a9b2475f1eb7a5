// Reads the rules of words, once at start. The other rule packs are judged by the case; these by whoever writes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type WordRules, parseWordRules } from '../domain/words/word-rules'
import { printProblem } from '../domain/yaml-source'
import { RuleBookError } from './rule-packs'

/** Reads `words.yaml` in the folder of rule packs. @throws RuleBookError naming the line. */
export function loadWordRules(policiesDir: string): WordRules {
  const reading = parseWordRules(readFileSync(join(policiesDir, 'words.yaml'), 'utf8'))
  if (reading.ok) return reading.rules
  throw new RuleBookError(
    reading.problems.map((problem) => printProblem('policies/words.yaml', problem)).join('\n'),
  )
}
