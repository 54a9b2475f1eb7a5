// Reads what callers say, once at start: one file per script and language.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type CallScript, parseCallScript } from '../domain/words/call-script'
import type { WordRules } from '../domain/words/word-rules'
import { printProblem } from '../domain/yaml-source'
import { RuleBookError } from './rule-packs'

/** Every script of `scripts/` in the folder of rule packs. @throws RuleBookError naming every mistake with its line. */
export function loadCallScripts(policiesDir: string, words: WordRules): CallScript[] {
  const folder = join(policiesDir, 'scripts')
  const problems: string[] = []
  const scripts = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name): CallScript[] => {
      const file = `policies/scripts/${name}`
      const reading = parseCallScript(file, readFileSync(join(folder, name), 'utf8'), words)
      if (reading.ok) return [reading.value]
      problems.push(...reading.problems.map((problem) => printProblem(file, problem)))
      return []
    })
  if (problems.length > 0) throw new RuleBookError(problems.join('\n'))
  return scripts
}
