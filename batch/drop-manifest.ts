// What does the bank say it wrote? Reads and checks manifest.json, which names every file of the drop with its rows,
// hash and control total. Anything wrong in it refuses the whole drop.
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { CalendarDate } from '../domain/calendar-date'
import { date } from '../domain/date-shape'
import { dropFiles, fileFormat } from './drop-format'
import { DropRefused } from './drop-refused'
import { sha256Of } from '../platform/sha256'

const maxManifestBytes = 64 * 1024

const manifestSchema = z.strictObject({
  format: z.literal('arrears-drop/1', { error: () => 'must be "arrears-drop/1"' }),
  businessDate: date,
  sequence: z.int().min(1).max(2_000_000_000),
  files: z.array(
    z.strictObject({
      name: z.string().refine((name) => fileFormat(name) !== undefined, 'is no file of the format'),
      rows: z.int().min(0),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits in lower case'),
      controlTotal: z.string().regex(/^\d{1,15}\.\d\d$/, 'must be an amount with two places, as text'),
    }),
  ),
})

export interface ManifestFile {
  name: string
  rows: number
  sha256: string
  /** Amount with two places. */
  controlTotal: string
}

export interface DropManifest {
  businessDate: CalendarDate
  /** Rises with every drop that the bank writes: a corrected drop has the old date and a higher sequence. */
  sequence: number
  files: ManifestFile[]
  /** SHA-256 of manifest.json; as it names the files' hashes, it stands for the whole content of the drop. */
  sha256: string
}

/**
 * The manifest of the drop in `folder`.
 * @throws DropRefused DROP_MANIFEST when it is missing or wrong, or does not match the files in the folder.
 */
export async function readManifest(folder: string): Promise<DropManifest> {
  if (!(await stat(folder).catch(() => null))?.isDirectory()) {
    throw new DropRefused('DROP_MANIFEST', `${folder} is no folder, or cannot be read`)
  }
  const bytes = await manifestBytes(join(folder, 'manifest.json'))
  const parsed = manifestSchema.safeParse(parseJson(bytes))
  if (!parsed.success) {
    refuse(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '))
  }
  const { businessDate, sequence, files } = parsed.data
  await checkFileList(folder, files)
  return { businessDate, sequence, files, sha256: sha256Of(bytes) }
}

async function manifestBytes(path: string): Promise<Buffer> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile())
    refuse('there is no such file in the folder: the drop is incomplete, or this is no drop')
  if (found.size > maxManifestBytes) refuse('it is larger than 64 KiB')
  return readFile(path)
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return refuse('it is not JSON')
  }
}

async function checkFileList(folder: string, files: readonly ManifestFile[]): Promise<void> {
  const names = files.map((file) => file.name)
  const inFolder = (await readdir(folder)).filter((name) => name.endsWith('.csv'))
  const doubled = names.find((name, n) => names.indexOf(name) !== n)
  if (doubled) refuse(`it names ${doubled} twice`)
  const lacking = dropFiles.find((file) => file.required && !names.includes(file.name))
  if (lacking) refuse(`it does not name ${lacking.name}, which every drop has`)
  const unnamed = inFolder.find((name) => !names.includes(name))
  if (unnamed) refuse(`it does not name ${unnamed}, which is in the folder`)
  const absent = names.find((name) => !inFolder.includes(name))
  if (absent) refuse(`it names ${absent}, which is not in the folder`)
}

function refuse(why: string): never {
  throw new DropRefused('DROP_MANIFEST', `manifest.json: ${why}`)
}
