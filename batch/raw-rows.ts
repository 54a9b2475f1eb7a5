// What did the bank write? Loads a drop's archived files again, as text and by PostgreSQL's own CSV reader, into
// temporary tables `raw_x` for the reconciliation: none of the import's code for reading fields is used.
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** A line longer than this was rejected; its rest is not kept. */
const maxLineLength = 64 * 1024

export interface RawFile {
  name: string
  /** `raw_accounts` for accounts.csv; its columns are `line` and those of the header, all text. */
  table: string
  /** Lines after the header. */
  rows: number
}

/**
 * Loads the file, without the lines in `skipped`, which may be no CSV or hold anything. `storage plain`: the fields of
 * the other lines are short, and a table with a second place for long values takes twice as long to make.
 */
export async function loadRawFile(
  client: PoolClient,
  folder: string,
  name: string,
  skipped: ReadonlySet<number>,
): Promise<RawFile> {
  const table = `raw_${name.replace('.csv', '').replaceAll('-', '_')}`
  const path = join(folder, name)
  const columns = (await headerOf(path)).map(
    (column) => `${client.escapeIdentifier(column)} text storage plain`,
  )
  await client.query(`create temp table ${table} (line int, ${columns.join(', ')}) on commit drop`)
  const counter = { rows: 0 }
  const copy = client.query(copyFrom(`copy ${table} from stdin (format csv, encoding 'UTF8')`))
  await pipeline(numberedLines(path, skipped, counter), copy)
  return { name, table, rows: counter.rows }
}

async function headerOf(path: string): Promise<string[]> {
  for await (const { text } of lines(path)) return text.split(',')
  return []
}

/** Each line after the header, with its number as first field. */
async function* numberedLines(path: string, skipped: ReadonlySet<number>, counter: { rows: number }) {
  let block = ''
  for await (const { number, text } of lines(path)) {
    if (number === 1) continue
    counter.rows += 1
    if (skipped.has(number)) continue
    block += `${number},${text}\n`
    if (block.length < 256 * 1024) continue
    yield Buffer.from(block, 'latin1')
    block = ''
  }
  yield Buffer.from(block, 'latin1')
}

/** Bytes as characters (latin1), so that nothing is decoded here. */
async function* lines(path: string): AsyncGenerator<{ number: number; text: string }> {
  let number = 0
  let rest = ''
  for await (const chunk of createReadStream(path, { encoding: 'latin1', highWaterMark: 256 * 1024 })) {
    const pieces = (rest + String(chunk)).split('\n')
    rest = (pieces.pop() ?? '').slice(0, maxLineLength)
    for (const piece of pieces) yield { number: ++number, text: piece.replace(/\r$/, '') }
  }
  if (rest !== '') yield { number: ++number, text: rest }
}
