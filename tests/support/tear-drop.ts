// Damages a written drop as a broken export would, with a manifest that says what is in it now: the rows are bad, the
// transfer is not.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Manifest {
  files: { name: string; rows: number; sha256: string; controlTotal: string }[]
}

/** Cuts the line (1 is the header) in its first field. */
export function tearLine(folder: string, name: string, line: number): void {
  changeFile(folder, name, (text) =>
    text
      .split('\n')
      .map((each, n) => (n + 1 === line ? `"${each.slice(0, 3)}` : each))
      .join('\n'),
  )
}

/** Rewrites a file of the drop, and its hash in the manifest. */
export function changeFile(folder: string, name: string, change: (text: string) => string): void {
  const path = join(folder, name)
  const text = change(readFileSync(path, 'utf8'))
  writeFileSync(path, text)
  changeManifest(folder, (manifest) => {
    const file = manifest.files.find((each) => each.name === name)
    if (file) file.sha256 = createHash('sha256').update(text).digest('hex')
  })
}

export function changeManifest(folder: string, change: (manifest: Manifest) => void): void {
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest
  change(manifest)
  writeFileSync(path, JSON.stringify(manifest))
}
