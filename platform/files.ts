// Files that others take away: written whole or not at all, readable by the owner and the group that fetches them.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a file so that a reader never sees half of it; doing it twice leaves the same file. */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o750 })
  const draft = `${path}.${process.pid}.draft`
  await writeFile(draft, content, { mode: 0o640 })
  await rename(draft, path)
}
