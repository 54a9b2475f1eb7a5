/** Brings the database of DATABASE_URL up to this version and ends: the migration step of a deployment. */
import { migrate } from '../platform/migrate'

const say = (line: string) => void process.stderr.write(`${line}\n`)

async function main(databaseUrl: string | undefined): Promise<void> {
  if (!databaseUrl) throw new Error('DATABASE_URL is missing: set it to postgresql://...')
  const applied = await migrate(databaseUrl, say)
  if (applied.length === 0) say('Nothing to migrate')
}

main(process.env['DATABASE_URL']).catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
