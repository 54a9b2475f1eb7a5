/**
 * Writes the next migration: `node --require tsx/cjs scripts/new-migration.ts <slug>` makes
 * prisma/migrations/<timestamp>_<slug>/migration.sql from the difference between the migrations there are and
 * prisma/schema.prisma, on a throw-away PostgreSQL. What Prisma does not know (functions, staging) is added by hand.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../platform/migrate'
import { NO_FILTER, PRISMA_FOLDER, withSchemaEngine } from '../platform/schema-engine'
import { postgresUrl, startPostgres, stopPostgres } from '../stack/embedded-postgres'
import { choosePorts } from '../stack/ports'
import { postgresPlace } from '../stack/postgres-place'

const say = (line: string) => void process.stderr.write(`${line}\n`)

async function main(slug: string | undefined): Promise<void> {
  if (!slug || !/^[a-z][a-z0-9-]*$/.test(slug))
    throw new Error('usage: new-migration.ts <slug-in-kebab-case>')
  const home = mkdtempSync(join(tmpdir(), 'arrears-migration-'))
  const place = postgresPlace(home, say)
  const { postgres: port } = await choosePorts(['postgres'], {})
  const postgres = {
    place,
    port,
    password: 'throw-away',
    logFile: join(home, 'postgres.log'),
    survivesPowerLoss: false,
  }
  try {
    await startPostgres(postgres)
    const script = await difference(postgresUrl(postgres))
    if (script.includes('This is an empty migration'))
      return say('Nothing to do: the migrations match the schema')
    say(`Written: ${write(slug, script)}`)
  } finally {
    await stopPostgres(place.folder)
    for (const folder of [place.folder, home]) rmSync(folder, { recursive: true, force: true })
  }
}

async function difference(databaseUrl: string): Promise<string> {
  await migrate(databaseUrl, say)
  const path = join(PRISMA_FOLDER, 'schema.prisma')
  const files = [{ path, content: readFileSync(path, 'utf8') }]
  return withSchemaEngine(databaseUrl, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: PRISMA_FOLDER },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    })
    return stdout ?? ''
  })
}

function write(slug: string, script: string): string {
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = join(PRISMA_FOLDER, 'migrations', `${timestamp}_${slug.replaceAll('-', '_')}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'migration.sql'), script)
  return join(folder, 'migration.sql')
}

main(process.argv[2]).catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
