// `arrears strategy check [files]`: says what is wrong with a strategy before a case runs on it. Needs no stack.
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Command as Program } from 'commander'
import { parseStrategy } from '../domain/ladder/strategy-file'
import { printProblem } from '../domain/yaml-source'
import { loadBankProfile, requireLanguages } from '../platform/bank-profile'
import { loadRuleBooks } from '../platform/rule-books'
import { type Templates, loadTemplates, missingTemplates } from '../platform/templates'
import { loadWordRules } from '../platform/word-rules'
import { exitCodes, print } from './open'

const projectRoot = join(__dirname, '..')

/** Registers `strategy check`. Exit code 1 when there is a problem. */
export function registerStrategyCommand(program: Program): void {
  program
    .command('strategy')
    .description('collection strategies')
    .command('check [files...]')
    .description(
      'check strategy files; without files: all strategies, rule packs and templates of this version',
    )
    .option('--json', 'print the result as JSON')
    .action((files: string[], options: { json?: boolean }) => {
      const problems = files.length > 0 ? files.flatMap(problemsOfFile) : problemsOfAll()
      print(options.json, { problems }, () => (problems.length === 0 ? ['no problems'] : problems))
      if (problems.length > 0) process.exitCode = exitCodes.failed
    })
}

function problemsOfFile(file: string): string[] {
  const name = relative(process.cwd(), file) || file
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return [`${name}:1:1 cannot be read`]
  }
  const reading = parseStrategy(text)
  if (!reading.ok) return reading.problems.map((problem) => printProblem(name, problem))
  return missingTemplates(allTemplates(), [reading.strategy]).map((problem) => `${name}: ${problem}`)
}

function problemsOfAll(): string[] {
  try {
    const books = loadRuleBooks({
      strategiesDir: join(projectRoot, 'strategies'),
      policiesDir: join(projectRoot, 'policies'),
    })
    const templates = allTemplates()
    requireLanguages(loadBankProfile(join(projectRoot, 'policies')), templates.languages)
    return missingTemplates(templates, books.strategies)
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.message.split('\n')
    throw error
  }
}

function allTemplates(): Templates {
  return loadTemplates(join(projectRoot, 'templates'), loadWordRules(join(projectRoot, 'policies')))
}
