// Is everything staged that an import needs? Stages the files of a received drop from their archived copies, and fills
// again what a crash of the database emptied.
import { join } from 'node:path'
import type { Database } from '../platform/database'
import { dropFiles, knownFormat } from './drop-format'
import { readManifest } from './drop-manifest'
import { type NightPolicy, rejectLimit } from './night-policy'
import { type StagedFile, stageFile } from './stage-file'
import { hasStaging, stagingTables } from './staging'

export interface StageDropDeps {
  db: Database
  archiveDir: string
  policy: NightPolicy
}

/** Told about once a mebibyte: the file that is being read, and its rows so far. */
export type StageProgress = (file: string, rows: number) => void

/**
 * Stages those files of the drop that are not staged yet, in the manifest's order; returns these.
 * @throws DropRefused as stageFile
 */
export async function stageDrop(
  { db, archiveDir, policy }: StageDropDeps,
  dropId: string,
  onProgress: StageProgress = () => undefined,
): Promise<StagedFile[]> {
  const folder = join(archiveDir, dropId)
  const [{ files }, whole] = await Promise.all([readManifest(folder), stagedFiles(db, dropId)])
  const staged: StagedFile[] = []
  for (const manifest of files.filter(({ name }) => !whole.has(name))) {
    const { name, rows } = manifest
    const format = knownFormat(name)
    const maxRejects = rejectLimit(policy, rows)
    const alive = (rowsSoFar: number) => onProgress(name, rowsSoFar)
    const path = join(folder, name)
    staged.push(
      await stageFile({ pool: db.pool, dropId, format, manifest, path, maxRejects, onProgress: alive }),
    )
  }
  return staged
}

/** Stages what is missing of the drop and of the applied nights from its date on, which it may have to do again. */
export async function stageWhatIsMissing(deps: StageDropDeps, dropId: string): Promise<void> {
  const { rows } = await deps.db.pool.query<{ id: string }>(
    `select n.id from nightly_drop n, nightly_drop d where d.id = $1
       and (n.id = d.id or n.status = 'applied' and n.business_date >= d.business_date)
       and ${hasStaging('n.id')}`, // else it is no longer kept: the correction is refused for it
    [dropId],
  )
  for (const { id } of rows) await stageDrop(deps, id)
}

/**
 * The files of the drop that are in staging, whole. A file gets there in one transaction or not at all, and a crash of
 * the database empties an unlogged table altogether: so one row stands for all.
 */
async function stagedFiles({ pool }: Database, dropId: string): Promise<Set<string>> {
  const tables = stagingTables(dropId)
  const isThere = dropFiles.map((file) => `when '${file.name}' then exists (select from ${tables.of(file)})`)
  const { rows } = await pool.query<{ file: string }>(
    `select file from ${tables.files} where staged = 0 or case file ${isThere.join(' ')} end`,
  )
  return new Set(rows.map(({ file }) => file))
}
