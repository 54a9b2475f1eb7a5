// Is everything staged that an import needs? Stages a file of a received drop from its archived copy, and fills again
// what a crash of the database emptied.
import { join } from 'node:path'
import type { Database } from '../platform/database'
import { knownFormat } from './drop-format'
import { readManifest } from './drop-manifest'
import { type NightPolicy, rejectLimit } from './night-policy'
import { type StagedFile, isStaged, stageFile } from './stage-file'
import { stagingTables } from './staging'

export interface StageDropDeps {
  db: Database
  archiveDir: string
  policy: NightPolicy
}

/**
 * Stages one file of the drop, unless it is staged already: then null.
 * @throws DropRefused as stageFile
 */
export async function stageDropFile(
  { db, archiveDir, policy }: StageDropDeps,
  dropId: string,
  name: string,
  onProgress: (rows: number) => void = () => undefined,
): Promise<StagedFile | null> {
  const format = knownFormat(name)
  if (await isStaged(db.pool, dropId, format)) return null
  const folder = join(archiveDir, dropId)
  const manifest = (await readManifest(folder)).files.find((file) => file.name === name)
  if (!manifest) throw new Error(`the manifest of ${dropId} does not name ${name}`)
  const maxRejects = rejectLimit(policy, manifest.rows)
  return stageFile({
    pool: db.pool,
    dropId,
    format,
    manifest,
    path: join(folder, name),
    maxRejects,
    onProgress,
  })
}

/** Stages what is missing of the drop and of the applied nights from its date on, which it may have to do again. */
export async function stageWhatIsMissing(
  deps: StageDropDeps,
  dropId: string,
  onProgress: (rows: number) => void = () => undefined,
): Promise<void> {
  const { rows } = await deps.db.pool.query<{ id: string }>(
    `select n.id from nightly_drop n, nightly_drop d where d.id = $1
       and (n.id = d.id or n.status = 'applied' and n.business_date >= d.business_date)`,
    [dropId],
  )
  for (const { id } of rows) {
    if (!(await hasStaging(deps, id))) continue // no longer kept: the correction is refused for it
    const { files } = await readManifest(join(deps.archiveDir, id))
    for (const { name } of files) await stageDropFile(deps, id, name, onProgress)
  }
}

async function hasStaging({ db }: StageDropDeps, dropId: string): Promise<boolean> {
  const { rows } = await db.pool.query<{ kept: boolean }>('select to_regclass($1) is not null as kept', [
    stagingTables(dropId).files,
  ])
  return rows[0]?.kept ?? false
}
