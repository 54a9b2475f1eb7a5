/** What did a part of the stack say last? The end of its log file, for an error message. */
import { existsSync, readFileSync } from 'node:fs'

export function lastLines(logFile: string, count: number): string {
  if (!existsSync(logFile)) return `(no log at ${logFile})`
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
}
