// Files that others take away: written whole or not at all, readable by the owner and the group that fetches them.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a file so that a reader never sees half of it; doing it twice leaves the same file. */
export async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  await write(path, content, { folder: 0o750, file: 0o640 })
}

/** The same for a file with personal data that nobody but its owner may read. */
export async function writePrivate(path: string, content: string): Promise<void> {
  await write(path, content, { folder: 0o700, file: 0o600 })
}

async function write(
  path: string,
  content: string | Buffer,
  mode: { folder: number; file: number },
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: mode.folder })
  const draft = `${path}.${process.pid}.draft`
  await writeFile(draft, content, { mode: mode.file })
  await rename(draft, path)
}
