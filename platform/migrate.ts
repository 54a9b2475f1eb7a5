/**
 * Does the database have the tables this version needs? Applies the folder prisma/migrations in order and writes
 * Prisma's ordinary `_prisma_migrations` table, so that `prisma migrate deploy` may go on where it can run.
 */
import { Client } from 'pg'
import { NO_FILTER, readMigrations, withSchemaEngine } from './schema-engine'

/**
 * Applies what is missing; returns the names of the migrations applied now. Safe to repeat, and to run twice at
 * once: the engine takes the same database-wide lock as `prisma migrate deploy`.
 */
export async function migrate(databaseUrl: string, say: (line: string) => void): Promise<string[]> {
  if ((await missingMigrations(databaseUrl)).length === 0) return [] // the engine need not be loaded
  const names = await withSchemaEngine(databaseUrl, async (engine) => {
    const answer = await engine.applyMigrations({ migrationsList: readMigrations(), filters: NO_FILTER })
    return answer.appliedMigrationNames
  })
  for (const name of names) say(`Migrated: ${name}`)
  return names
}

/** Names of migrations of this version that the database lacks. */
export async function missingMigrations(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    const applied = await appliedMigrations(client)
    return readMigrations()
      .migrationDirectories.map(({ path }) => path)
      .filter((name) => !applied.has(name))
  } finally {
    await client.end()
  }
}

async function appliedMigrations(client: Client): Promise<Set<string>> {
  const { rows } = await client.query<{ found: string | null }>(
    `SELECT to_regclass('_prisma_migrations') AS found`,
  )
  if (!rows[0]?.found) return new Set()
  const finished = await client.query<{ migration_name: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  )
  return new Set(finished.rows.map((row) => row.migration_name))
}
