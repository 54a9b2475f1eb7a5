// How does one file of a drop get into staging? Streamed once: hashed, framed, checked field by field and copied, in
// bounded memory, while PostgreSQL already stores what came before. Safe to repeat: what was there is emptied first.
import { type Hash, createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { Pool, PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { type FileFormat, stagedName } from './drop-format'
import type { ManifestFile } from './drop-manifest'
import { DropRefused } from './drop-refused'
import { type Line, type ReadBytes, scanLines } from './line-scanner'
import { formatDropAmount } from './money-text'
import { type FileScore, RowReader } from './row-reader'
import { emptied, stagingTables } from './staging'

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
  const { dropId, format, manifest } = input
  const client = await input.pool.connect()
  const table = stagingTables(dropId).of(format)
  try {
    await client.query(`begin; ${forgetFile(dropId, format)}`)
    const { score, sha256 } = await copyFile(client, table, input)
    checkAgainstManifest(manifest, score, sha256)
    await storeScore(client, input, score)
    await client.query('commit')
    return { name: format.name, rows: score.rows, staged: score.staged, rejected: score.rejects.length }
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
}

/** Removes what an earlier attempt left of the file. */
function forgetFile(dropId: string, format: FileFormat): string {
  const tables = stagingTables(dropId)
  return `${emptied(tables.of(format))};
    delete from ${tables.files} where file = '${format.name}';
    delete from ${tables.rejects} where file = '${format.name}'`
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
  const tables = stagingTables(dropId)
  if (score.rejects.length > 0) {
    await client.query(
      `insert into ${tables.rejects} (file, line, column_name, code, reason, account_id, account_certain)
       select r ->> 'file', (r ->> 'line')::int, r ->> 'column', r ->> 'code', r ->> 'reason', r ->> 'accountId',
         (r ->> 'accountCertain')::boolean
       from jsonb_array_elements($1::jsonb) r`,
      [JSON.stringify(score.rejects)],
    )
  }
  const { rows, staged, rejects, unreadableControls, keysAscend } = score
  // Analyzed is only what joins need: a sample of every column costs as much as copying them.
  await client.query(`
    insert into ${tables.files} values ('${format.name}', ${rows}, ${staged}, ${rejects.length},
      '${formatDropAmount(score.controlCents)}', ${unreadableControls}, ${keysAscend});
    analyze ${tables.of(format)} (${format.key.join(', ')})`)
}
