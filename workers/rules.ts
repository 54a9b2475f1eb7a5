// The rules that ship with this version: strategies and rule packs of the repository, kept in the database on start
// so that cases pinned to them can be explained when the files have moved on.
import { join } from 'node:path'
import type { Database } from '../platform/database'
import { type RuleBooks, loadRuleBooks } from '../platform/rule-books'

const projectRoot = join(__dirname, '..')

/** Reads, checks and records them. @throws RuleBookError naming every mistake by file and line. */
export async function loadRules(db: Database): Promise<RuleBooks> {
  const books = loadRuleBooks({
    strategiesDir: join(projectRoot, 'strategies'),
    policiesDir: join(projectRoot, 'policies'),
  })
  await books.recordStrategyVersions(db)
  await books.recordPackVersions(db)
  return books
}
