// Which rules does a case run under? Reads strategies and the rule packs that the bank has named once at start, refuses
// all of them when one has a mistake, and finds the version that a case is pinned to, also when its file is long gone.
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { intersection } from '../domain/ladder/contact-window'
import type { Rules } from '../domain/ladder/decide'
import type { Product } from '../domain/facts'
import type { CallScript } from '../domain/words/call-script'
import type { RulePack } from '../domain/policy/pack-file'
import type { Strategy } from '../domain/ladder/strategy'
import { parseStrategy } from '../domain/ladder/strategy-file'
import type { Terms } from '../domain/terms'
import { printProblem } from '../domain/yaml-source'
import { loadCallScripts } from './call-scripts'
import type { Database } from './database'
import { type SealedPack, RuleBookError, readPacksInUse } from './rule-packs'
import { loadWordRules } from './word-rules'
import { sha256Of } from './sha256'
import { loadTerms } from './terms'

export { RuleBookError }

export interface RuleBooks {
  /** The rule packs that the bank has named. */
  policies: readonly SealedPack[]
  strategies: readonly Strategy[]
  /** What callers say. */
  scripts: readonly CallScript[]
  /** The bank's own numbers. */
  terms: Terms
  /** The strategy that a new case of `product` begins with. */
  currentFor(product: Product): { id: string; version: string }
  /** The rules that a case is pinned to. @throws UNKNOWN_STRATEGY when neither folder nor database has them. */
  rulesFor(db: Database, id: string, version: string): Promise<Rules>
  /** Keeps every strategy in the database. @throws RuleBookError when a version's text was changed. */
  recordStrategyVersions(db: Database): Promise<void>
  /** Keeps the text of every rule pack in use: by it a judgement on record is told from an invented one. */
  recordPackVersions(db: Database): Promise<void>
}

interface Book {
  strategy: Strategy
  fileName: string
  text: string
}

/** Reads and checks all files of both folders. @throws RuleBookError */
export function loadRuleBooks(folders: { strategiesDir: string; policiesDir: string }): RuleBooks {
  const { packs: policies, problems } = readPacksInUse(folders.policiesDir)
  const books = filesIn(folders.strategiesDir).flatMap(({ name, text }): Book[] => {
    const reading = parseStrategy(text)
    const fileName = `strategies/${name}`
    if (reading.ok) return [{ strategy: reading.strategy, fileName, text }]
    problems.push(...reading.problems.map((problem) => printProblem(fileName, problem)))
    return []
  })
  problems.push(...conflictsAmong(books), ...hoursWithoutTime(books, policies))
  if (problems.length > 0) throw new RuleBookError(problems.join('\n'))
  const scripts = loadCallScripts(folders.policiesDir, loadWordRules(folders.policiesDir))
  return ruleBooks(books, policies, scripts, loadTerms(folders.policiesDir))
}

function ruleBooks(
  books: readonly Book[],
  policies: readonly SealedPack[],
  scripts: readonly CallScript[],
  terms: Terms,
): RuleBooks {
  const rulesOf = (strategy: Strategy): Rules => ({
    strategy,
    lawful: lawfulHours(policies, strategy.zone),
    packs: policies,
    terms,
  })
  const known = new Map(books.map(({ strategy }) => [nameOf(strategy), rulesOf(strategy)]))
  return {
    policies,
    strategies: books.map(({ strategy }) => strategy),
    scripts,
    terms,
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
      const rules = rulesOf(reading.strategy)
      known.set(nameOf({ id, version }), rules)
      return rules
    },
    recordStrategyVersions: (db) => recordVersions(db, books),
    recordPackVersions: (db) => recordPacks(db, policies),
  }
}

export class UnknownStrategyError extends Error {
  readonly code = 'UNKNOWN_STRATEGY'
  override readonly name = 'UnknownStrategyError'
}

/**
 * Hours that bind everything but letters on every day, of packs that count in the strategy's zone: decide() plans within
 * them. All the others, and other zones, are judged at the claim.
 */
function lawfulHours(policies: readonly RulePack[], zone: string): Rules['lawful'] {
  return policies
    .filter((pack) => pack.zone.home === zone)
    .flatMap(({ windows }) => windows)
    .filter(({ channels, days, when, action }) => {
      const wide = channels === 'all' || plannedChannels.every((channel) => channels.includes(channel))
      return wide && !days && !when && action !== 'FLAG'
    })
    .map(({ id, allow }) => ({ id, hours: allow }))
}

const plannedChannels = ['voice', 'sms', 'email', 'visit'] as const

async function recordVersions(db: Database, books: readonly Book[]): Promise<void> {
  for (const { strategy, fileName, text } of books) {
    const { id, version } = strategy
    const sha256 = sha256Of(text)
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

async function recordPacks(db: Database, packs: readonly SealedPack[]): Promise<void> {
  for (const { policy, version, sha256, yaml } of packs)
    await db.prisma.$executeRaw`
      insert into policy_version (id, version, sha256, yaml, added_at)
      values (${policy}, ${version}, ${sha256}, ${yaml}, now()) on conflict (id, sha256) do nothing`
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
function hoursWithoutTime(books: readonly Book[], policies: readonly RulePack[]): string[] {
  return books.flatMap(({ strategy, fileName }) => {
    const lawful = lawfulHours(policies, strategy.zone)
    return strategy.ladder.flatMap(({ id, between }) => {
      const against = lawful.filter(({ hours }) => intersection([between], hours).length === 0)
      const together = lawful.reduce<Rules['lawful'][number]['hours']>(
        (open, { hours }) => intersection(open, hours),
        [between],
      )
      const rules = against.length > 0 ? against : together.length === 0 ? lawful : []
      return rules.map(
        (rule) =>
          `${fileName}: the hours of ${id}, ${between.from}-${between.to}, are all against ${rule.id}`,
      )
    })
  })
}

function filesIn(folder: string): { name: string; text: string }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({ name: basename(name), text: readFileSync(join(folder, name), 'utf8') }))
}

function nameOf({ id, version }: { id: string; version: string }): string {
  return `${id}@${version}`
}
