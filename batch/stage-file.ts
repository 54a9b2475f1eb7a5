// How does one file of a drop get into staging? Streamed once: hashed, framed, checked field by field and copied, in
// bounded memory, while PostgreSQL already stores what came before. Safe to repeat: the table is emptied first.
import { type Hash, createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { ClientBase, Pool, PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type FileFormat, stagedName } from './drop-format'
import type { ManifestFile } from './drop-manifest'
import { DropRefused } from './drop-refused'
import { type Line, type ReadBytes, scanLines } from './line-scanner'
import { formatDropAmount } from './money-text'
import { type FileScore, RowReader } from './row-reader'
import { stagingTables } from './staging'

export interface StageFileInput {
  pool: Pool
  dropId: string
  format: FileFormat
  /** What the manifest says about the file. */
  manifest: ManifestFile
  path: string
  maxRejects: number
  /** Called about once a mebibyte with the rows read so far. */
  onProgress?: (rows: number) => void
}

export interface StagedFile {
  name: string
  rows: number
  staged: number
  rejected: number
}

/**
 * Stages one file.
 * @throws DropRefused when header, hash, rows or control total are not what the format and the manifest say, or when
 * more than `maxRejects` rows are bad.
 */
export async function stageFile(input: StageFileInput): Promise<StagedFile> {
  const client = await input.pool.connect()
  try {
    await client.query('begin')
    const table = stagingTables(input.dropId).of(input.format)
    await client.query(`truncate ${table}`)
    const { score, sha256 } = await copyFile(client, table, input)
    checkAgainstManifest(input.manifest, score, sha256)
    await storeScore(client, input, score)
    // Only what joins need: a sample of every column costs as much as copying them.
    await client.query(`analyze ${table} (${input.format.key.join(', ')})`)
    await client.query('commit')
    return { name: input.format.name, rows: score.rows, staged: score.staged, rejected: score.rejects.length }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

async function copyFile(client: PoolClient, table: string, input: StageFileInput) {
  const columns = ['line', ...input.format.columns.map(stagedName)]
  const reader = new RowReader(input.format, input.maxRejects)
  const hash = createHash('sha256')
  const copy = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin (format binary)`))
  await pipeline(copyBytes(input, reader, hash), copy)
  return { score: reader.score, sha256: hash.digest('hex') }
}

/** The file as PostgreSQL's binary COPY, hashed as it is read. */
async function* copyBytes({ path, onProgress }: StageFileInput, reader: RowReader, hash: Hash) {
  const file = await open(path)
  try {
    const filled: Buffer[] = []
    const read: ReadBytes = async (bytes, offset, length) => {
      const { bytesRead } = await file.read(bytes, offset, length)
      hash.update(bytes.subarray(offset, offset + bytesRead))
      return bytesRead
    }
    const onLine = (line: Line) => {
      if (!reader.rows.hasRoomFor(line.end - line.start)) filled.push(reader.rows.take())
      reader.onLine(line)
    }
    for await (const _ of scanLines(read, onLine)) {
      yield* filled
      filled.length = 0
      onProgress?.(reader.score.rows)
    }
    reader.finish()
    yield* filled
    yield reader.rows.finish()
  } finally {
    await file.close()
  }
}

function checkAgainstManifest(manifest: ManifestFile, score: FileScore, sha256: string): void {
  const { name } = manifest
  if (sha256 !== manifest.sha256) {
    throw new DropRefused('DROP_HASH', `${name}: the file is not the one the manifest names; send it again`)
  }
  if (score.rows !== manifest.rows) {
    throw new DropRefused('DROP_ROWS', `${name}: ${score.rows} rows, but the manifest says ${manifest.rows}`)
  }
  const total = formatDropAmount(score.controlCents)
  if (score.unreadableControls === 0 && total !== manifest.controlTotal) {
    throw new DropRefused(
      'DROP_TOTAL',
      `${name}: the control total is ${total}, but the manifest says ${manifest.controlTotal}`,
    )
  }
}

async function storeScore(
  client: PoolClient,
  { dropId, format }: StageFileInput,
  score: FileScore,
): Promise<void> {
  const { files, rejects } = stagingTables(dropId)
  await client.query(`delete from ${files} where file = $1`, [format.name])
  await client.query(`insert into ${files} values ($1, $2, $3, $4, $5, $6, $7)`, [
    format.name,
    score.rows,
    score.staged,
    score.rejects.length,
    formatDropAmount(score.controlCents),
    score.unreadableControls,
    score.keysAscend,
  ])
  await client.query(`delete from ${rejects} where file = $1`, [format.name])
  await client.query(
    `insert into ${rejects} (file, line, column_name, code, reason, account_id, account_certain)
     select r ->> 'file', (r ->> 'line')::int, r ->> 'column', r ->> 'code', r ->> 'reason', r ->> 'accountId',
       (r ->> 'accountCertain')::boolean
     from jsonb_array_elements($1::jsonb) r`,
    [JSON.stringify(score.rejects)],
  )
}

/** Is the file in staging, whole? Unlogged tables are empty after a crash of the database. */
export async function isStaged(
  client: Pick<ClientBase, 'query'>,
  dropId: string,
  format: FileFormat,
): Promise<boolean> {
  const tables = stagingTables(dropId)
  const { rows } = await client.query<{ whole: boolean }>(
    `select staged = (select count(*) from ${tables.of(format)}) as whole from ${tables.files} where file = $1`,
    [format.name],
  )
  return rows[0]?.whole ?? false
}
