// Reads a written drop back with nothing but the format's rules, so that a mistake of the writer shows.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ManifestFile {
  name: string
  rows: number
  sha256: string
  controlTotal: string
}

export interface ReadDrop {
  manifest: { format: string; businessDate: string; sequence: number; files: ManifestFile[] }
  /** The rows of a file of the drop by column name; none when the drop has no such file. */
  rows: (file: string) => Record<string, string>[]
  header: (file: string) => string[]
  sha256: (file: string) => string
}

export function readDrop(folder: string): ReadDrop {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ReadDrop['manifest']
  const tables = new Map(manifest.files.map((file) => [file.name, readCsv(join(folder, file.name))]))
  return {
    manifest,
    rows: (file) => tables.get(file)?.rows ?? [],
    header: (file) => tables.get(file)?.header ?? [],
    sha256: (file) =>
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
  }
}

/** Cents of an amount as the drop writes it. */
export function cents(amount: string | undefined): number {
  if (!amount || !/^-?\d+\.\d\d$/.test(amount)) throw new Error(`not an amount: ${amount}`)
  return Number(amount.replace('.', ''))
}

function readCsv(file: string): { header: string[]; rows: Record<string, string>[] } {
  const text = readFileSync(file, 'utf8')
  if (!text.endsWith('\n')) throw new Error(`${file} does not end with a line break`)
  const [header = [], ...records] = text.slice(0, -1).split('\n').map(splitRecord)
  const rows = records.map((record) => {
    if (record.length !== header.length) throw new Error(`${file} has a row of ${record.length} fields`)
    return Object.fromEntries(header.map((column, index) => [column, record[index] ?? '']))
  })
  return { header, rows }
}

/** A field is quoted, with doubled quotes inside, or has neither quote nor comma. */
function splitRecord(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  )
}
