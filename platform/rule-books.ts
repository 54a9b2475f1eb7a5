// Which rules does a case run under? Reads strategies and rule packs once at start, refuses all of them when one has a
// mistake, and finds the version that a case is pinned to, also when its file is long gone.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Rules } from '../domain/decide'
import type { Product } from '../domain/facts'
import { type Policy, parsePolicy } from '../domain/policy-file'
import type { Strategy } from '../domain/strategy'
import { parseStrategy } from '../domain/strategy-file'
import { printProblem } from '../domain/yaml-source'
import type { Database } from './database'

/** One or more files cannot be used; the message lists every problem with its line. */
export class RuleBookError extends Error {
  readonly code = 'RULES_INVALID'
  override readonly name = 'RuleBookError'
}

export interface RuleBooks {
  policies: readonly Policy[]
  strategies: readonly Strategy[]
  /** The strategy that a new case of `product` begins with. */
  currentFor(product: Product): { id: string; version: string }
  /** The rules that a case is pinned to. @throws UNKNOWN_STRATEGY when neither folder nor database has them. */
  rulesFor(db: Database, id: string, version: string): Promise<Rules>
  /** Keeps every strategy in the database. @throws RuleBookError when a version's text was changed. */
  recordStrategyVersions(db: Database): Promise<void>
}

interface Book {
  strategy: Strategy
  fileName: string
  text: string
}

/** Reads and checks all files of both folders. @throws RuleBookError */
export function loadRuleBooks(folders: { strategiesDir: string; policiesDir: string }): RuleBooks {
  const problems: string[] = []
  const policies = filesIn(folders.policiesDir, (name) => !otherFiles.has(name)).flatMap(({ name, text }) => {
    const reading = parsePolicy(text)
    if (reading.ok) return [reading.policy]
    problems.push(...reading.problems.map((problem) => printProblem(`policies/${name}`, problem)))
    return []
  })
  const books = filesIn(folders.strategiesDir).flatMap(({ name, text }): Book[] => {
    const reading = parseStrategy(text)
    const fileName = `strategies/${name}`
    if (reading.ok) return [{ strategy: reading.strategy, fileName, text }]
    problems.push(...reading.problems.map((problem) => printProblem(fileName, problem)))
    return []
  })
  problems.push(...conflictsAmong(books), ...hoursWithoutTime(books, policies))
  if (problems.length > 0) throw new RuleBookError(problems.join('\n'))
  return ruleBooks(books, policies)
}

/** YAML files in the folder of rule packs that are no rule packs. */
const otherFiles = new Set(['agencies.yaml', 'bank.yaml', 'nightly-drop.yaml', 'words.yaml'])

function ruleBooks(books: readonly Book[], policies: readonly Policy[]): RuleBooks {
  const lawful = lawfulHours(policies)
  const known = new Map(books.map(({ strategy }) => [nameOf(strategy), { strategy, lawful }]))
  return {
    policies,
    strategies: books.map(({ strategy }) => strategy),
    currentFor(product) {
      const found = books.find(({ strategy }) => strategy.products.includes(product))
      if (!found) throw new RuleBookError(`no strategy in strategies/ is for ${product}`)
      return { id: found.strategy.id, version: found.strategy.version }
    },
    async rulesFor(db, id, version) {
      const here = known.get(nameOf({ id, version }))
      if (here) return here
      const row = await db.prisma.strategyVersion.findUnique({ where: { id_version: { id, version } } })
      if (!row) throw new UnknownStrategyError(`strategy ${id} ${version} is neither a file nor on record`)
      const reading = parseStrategy(row.yaml)
      if (!reading.ok) throw new RuleBookError(`strategy ${id} ${version} on record cannot be read any more`)
      const rules = { strategy: reading.strategy, lawful }
      known.set(nameOf({ id, version }), rules)
      return rules
    },
    recordStrategyVersions: (db) => recordVersions(db, books),
  }
}

export class UnknownStrategyError extends Error {
  readonly code = 'UNKNOWN_STRATEGY'
  override readonly name = 'UnknownStrategyError'
}

/** Hours that bind every kind of contact: decide() plans within them. Those of single channels are judged at the claim. */
function lawfulHours(policies: readonly Policy[]): Rules['lawful'] {
  return policies
    .flatMap(({ windows }) => windows.filter(({ channels }) => channels === 'all'))
    .flatMap(({ id, allow }) => allow.map((hours) => ({ id, hours })))
}

async function recordVersions(db: Database, books: readonly Book[]): Promise<void> {
  for (const { strategy, fileName, text } of books) {
    const { id, version } = strategy
    const sha256 = createHash('sha256').update(text).digest('hex')
    await db.prisma.$executeRaw`
      insert into strategy_version (id, version, sha256, yaml, added_at)
      values (${id}, ${version}, ${sha256}, ${text}, now()) on conflict (id, version) do nothing`
    const kept = await db.prisma.strategyVersion.findUniqueOrThrow({ where: { id_version: { id, version } } })
    if (kept.sha256 === sha256) continue
    throw new RuleBookError(
      `${fileName} says version ${version}, and cases run under another text of that version: raise the version`,
    )
  }
}

function conflictsAmong(books: readonly Book[]): string[] {
  return books.flatMap((book, index) => {
    const earlier = books.slice(0, index)
    const sameId = earlier.find(({ strategy }) => strategy.id === book.strategy.id)
    if (sameId) return [`${book.fileName}: ${sameId.fileName} has the strategy ${book.strategy.id} already`]
    return book.strategy.products.flatMap((product) => {
      const other = earlier.find(({ strategy }) => strategy.products.includes(product))
      return other ? [`${book.fileName}: ${other.fileName} is for ${product} already`] : []
    })
  })
}

/** A rung whose hours lie outside every lawful hour could never be taken. */
function hoursWithoutTime(books: readonly Book[], policies: readonly Policy[]): string[] {
  return books.flatMap(({ strategy, fileName }) =>
    strategy.ladder.flatMap(({ id, between }) =>
      lawfulHours(policies)
        .filter(({ hours }) => hours.from >= between.to || hours.to <= between.from)
        .map(
          (rule) =>
            `${fileName}: the hours of ${id}, ${between.from}-${between.to}, are all against ${rule.id}`,
        ),
    ),
  )
}

function filesIn(
  folder: string,
  wanted: (name: string) => boolean = () => true,
): { name: string; text: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && wanted(name))
    .sort()
    .map((name) => ({ name: basename(name), text: readFileSync(join(folder, name), 'utf8') }))
}

function nameOf({ id, version }: { id: string; version: string }): string {
  return `${id}@${version}`
}
