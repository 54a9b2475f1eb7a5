/**
 * What has been received so far, also before the last restart? One JSON object a line, appended before the
 * sender gets its answer; a line cut off by a crash was never answered and is dropped.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'

export class Journal<Entry> {
  readonly entries: Entry[]

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true })
    this.entries = existsSync(path) ? readWholeLines(path).map((line) => JSON.parse(line) as Entry) : []
  }

  append(entry: Entry): void {
    appendFileSync(this.path, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
    this.entries.push(entry)
  }
}

function readWholeLines(path: string): string[] {
  const bytes = readFileSync(path)
  const wholeLength = bytes.lastIndexOf('\n') + 1
  if (wholeLength < bytes.length) truncateSync(path, wholeLength)
  return bytes.subarray(0, wholeLength).toString('utf8').split('\n').filter(Boolean)
}
