// A database of its own for a test file, with all migrations applied, on the server of the test run.
import { randomBytes } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { type Database, openDatabase } from '../../platform/database'

export interface TestDatabase {
  url: string
  db: Database
  drop(): Promise<void>
}

/** On the server of the test run unless another one is given. */
export async function freshDatabase(
  server = process.env['ARREARS_TEST_DATABASE_URL'],
): Promise<TestDatabase> {
  if (!server) throw new Error('ARREARS_TEST_DATABASE_URL is missing: run the tests with npm test')
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(server, `create database ${name}`)
  const url = server.replace(/\/[^/]*$/, `/${name}`)
  for (const script of migrationScripts()) await onServer(url, script)
  const db = openDatabase(url, { connections: 6, name: 'arrears-test' })
  return {
    url,
    db,
    async drop() {
      await db.close()
      await onServer(server, `drop database ${name} with (force)`)
    },
  }
}

/** Run as they are: Prisma's engine is an ES module, which Jest cannot load. */
function migrationScripts(): string[] {
  const folder = join(__dirname, '../../prisma/migrations')
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => readFileSync(join(folder, name, 'migration.sql'), 'utf8'))
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
