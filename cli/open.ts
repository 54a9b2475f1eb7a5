// What a command of the CLI works with: settings, database, rules and, where it is up, Temporal. Opened once, closed
// at the end, with messages a person can act on.
import { join } from 'node:path'
import type { Command } from 'commander'
import type { CaseDeps } from '../cases/case-log'
import { type Config, processEnvironment, resolveConfig } from '../platform/config'
import { type Database, openDatabase } from '../platform/database'
import { type RuleBooks, loadRuleBooks } from '../platform/rule-books'
import { type Temporal, connectTemporal } from '../platform/temporal'
import { type LocalTime, localTimeIn } from './local-time'

export const exitCodes = { done: 0, failed: 1, usage: 2 } as const

export interface Opened extends CaseDeps {
  config: Config
  db: Database
  books: RuleBooks
  /** null: the server does not answer. */
  temporal: Temporal | null
  localTime: LocalTime
}

const projectRoot = join(__dirname, '..')

/** Opens what a command needs, runs it, closes everything. */
export async function withArrears(
  options: { home: string },
  work: (opened: Opened) => Promise<void>,
): Promise<void> {
  const config = resolveConfig({ env: processEnvironment(), home: options.home })
  const books = loadRuleBooks({
    strategiesDir: join(projectRoot, 'strategies'),
    policiesDir: join(projectRoot, 'policies'),
  })
  const db = openDatabase(config.databaseUrl, { connections: 4, name: 'arrears-cli' })
  await requireDatabase(db)
  const temporal = await connectTemporal(config).catch(() => null)
  try {
    const rulesFor: Opened['rulesFor'] = (id, version) => books.rulesFor(db, id, version)
    await work({ config, db, books, temporal, rulesFor, localTime: localTimeIn(config.bankZone) })
  } finally {
    await temporal?.close()
    await db.close()
  }
}

/** @throws CommandRefused DATABASE_UNREACHABLE, before anything is tried on it. */
async function requireDatabase(db: Database): Promise<void> {
  try {
    await db.pool.query('select 1')
  } catch (error) {
    await db.close()
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
    throw new CommandRefused(
      'DATABASE_UNREACHABLE',
      `the database of DATABASE_URL cannot be used (${code}): check the address, the role and its password, or ` +
        'look with `arrears doctor`',
    )
  }
}

/** Adds what every command has: where the stack is, and machine-readable output. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--home <folder>', 'folder of the embedded stack', '.arrears')
    .option('--json', 'print the result as JSON')
}

/** Prints a result: as one JSON value, or as lines for people. */
export function print(json: boolean | undefined, value: unknown, lines: () => string[]): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : `${lines().join('\n')}\n`)
}

/** Ends a command that was used wrongly or refused: one line that says what is wrong and what would be right. */
export class CommandRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly exitCode: number = exitCodes.failed,
  ) {
    super(message)
  }
}
