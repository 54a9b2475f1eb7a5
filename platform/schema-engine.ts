/**
 * How are Prisma's migrations run without its native engine, which is a download that a closed network refuses?
 * By the same engine as WebAssembly from npm, over the ordinary database adapter.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { Pool, type QueryConfig } from 'pg'

const importGlue = async () => import('@prisma/schema-engine-wasm/schema_engine_bg')
type EngineModule = Awaited<ReturnType<typeof importGlue>>
export type SchemaEngine = EngineModule['SchemaEngine']['prototype']
export type MigrationList = Parameters<SchemaEngine['applyMigrations']>[0]['migrationsList']

export const PRISMA_FOLDER = join(__dirname, '..', 'prisma')
export const NO_FILTER = { externalTables: [], externalEnums: [] }

/** Opens the engine on a database for the length of `work`. */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine } = await loadEngine()
  const pool = enginePool(databaseUrl)
  const adapter = bindMigrationAwareSqlAdapterFactory(new EngineAdapter(pool))
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter)
  try {
    return await work(engine)
  } finally {
    engine.free()
    await pool.end()
  }
}

const ONE_LETTER_TYPE = 18
const TEXT_TYPE = 25

/** One connection (the engine's lock is its session's) that shows the one-letter type as the text it is. */
function enginePool(databaseUrl: string): Pool {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 })
  const send = pool.query.bind(pool)
  const query = async (statement: string | QueryConfig) => {
    const result = await send(statement)
    for (const field of [result].flat().flatMap(({ fields }) => fields)) {
      if (field.dataTypeID === ONE_LETTER_TYPE) field.dataTypeID = TEXT_TYPE // the adapter refuses the former
    }
    return result
  }
  return Object.assign(pool, { query })
}

/**
 * Two more gaps closed. The adapter splits a script at every semicolon, also inside a function body: PostgreSQL
 * takes a whole script, as one transaction, as Prisma's native engine sends it. And the engine does not know the
 * kind of constraint NOT NULL, which PostgreSQL 18 lists: checks and exclusions are what it asks for.
 */
class EngineAdapter extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = (query) =>
      queryRaw({
        ...query,
        sql: query.sql.replace("contype NOT IN ('p', 'u', 'f')", "contype IN ('c', 'x')"),
      })
    adapter.executeScript = async (script) => {
      await adapter.executeRaw({ sql: script, args: [], argTypes: [] })
    }
    return adapter
  }
}

/** Reads the folder of migrations in the form the engine takes. */
export function readMigrations(baseDir = join(PRISMA_FOLDER, 'migrations')): MigrationList {
  const lockfile = join(baseDir, 'migration_lock.toml')
  const names = existsSync(baseDir)
    ? readdirSync(baseDir, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    : []
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: names
      .map(({ name }) => name)
      .sort()
      .map((path) => ({
        path,
        migrationFile: { path: 'migration.sql', content: readSql(join(baseDir, path)) },
      })),
  }
}

function readSql(folder: string): { tag: 'ok'; value: string } {
  return { tag: 'ok', value: readFileSync(join(folder, 'migration.sql'), 'utf8') }
}

// TypeScript declares this global only together with all of the browser's.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
}

let loaded: Promise<EngineModule> | undefined

async function loadEngine(): Promise<EngineModule> {
  loaded ??= instantiate()
  return loaded
}

/** The package expects a bundler to link its WebAssembly; here it is linked by hand. */
async function instantiate(): Promise<EngineModule> {
  const glue = await importGlue()
  const folder = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'))
  const bytes = readFileSync(join(folder, 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': { ...glue, ...timersThatHoldNothing(glue) },
  })
  glue.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start'] as () => void
  start()
  return glue
}

/** The engine never clears the ten seconds it allows its lock: without this each command would wait for them. */
function timersThatHoldNothing(glue: EngineModule): object {
  const names = Object.keys(glue).filter((name) => name.startsWith('__wbg_setTimeout_'))
  const start = (callback: () => void, delayMs: number) => setTimeout(callback, delayMs).unref()
  return Object.fromEntries(names.map((name) => [name, start]))
}
