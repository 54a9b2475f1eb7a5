// What is the fastest that PostgreSQL can take in a drop at all? COPY of the same files, typed, into logged tables
// without any index: the yardstick of the import.
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type Column, type FileFormat, knownFormat } from '../batch/drop-format'
import { readManifest } from '../batch/drop-manifest'
import type { Site } from './goal'
import { type Effort, stopwatch } from './stopwatch'

const types: Record<Column['kind']['type'], string> = {
  id: 'text',
  text: 'text',
  code: 'text',
  letters: 'text',
  zone: 'text',
  date: 'date',
  amount: 'numeric(15,2)',
  rate: 'numeric(12,8)',
  integer: 'smallint',
  yesNo: 'boolean',
}

/** Copies every file of the drop in `folder`, measured from open to commit. Leaves nothing behind. */
export async function rawCopy(site: Site, databaseUrl: string, folder: string): Promise<Effort> {
  const formats = (await readManifest(folder)).files.map((file) => knownFormat(file.name))
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (const format of formats) await client.query(createTable(format))
    const stop = stopwatch(site)
    await client.query('begin')
    for (const format of formats) {
      const copy = client.query(copyFrom(`copy ${tableOf(format)} from stdin (format csv, header)`))
      await pipeline(createReadStream(join(folder, format.name), { highWaterMark: 256 * 1024 }), copy)
    }
    await client.query('commit')
    return stop()
  } finally {
    for (const format of formats) await client.query(`drop table if exists ${tableOf(format)}`)
    await client.end()
  }
}

const tableOf = (format: FileFormat) => `raw_${format.table}`

function createTable(format: FileFormat): string {
  const columns = format.columns.map(({ name, kind }) => `${name} ${types[kind.type]}`)
  return `create table ${tableOf(format)} (${columns.join(', ')})`
}
