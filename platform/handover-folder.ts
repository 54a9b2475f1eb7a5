// Where files for others are left: a folder per receiver (an agency, the legal department) and day, names made from the
// step, so that writing twice leaves one file.
import { join } from 'node:path'
import type { CalendarDate } from '../domain/calendar-date'
import { writeWhole } from './files'
import { sha256Of } from './sha256'

export interface HandoverFile {
  /** Id of the agency, or `legal`. */
  receiver: string
  date: CalendarDate
  /** What the file is about; part of its name. */
  kind: 'placement' | 'recall' | 'evidence'
  /** The step's key: the same key is the same file. */
  key: string
  extension: 'json' | 'csv'
  content: string
}

export interface HandoverFolder {
  /** Writes a file; resolves to its path below the folder and its hash. */
  leave(file: HandoverFile): Promise<{ path: string; sha256: string }>
}

export function createHandoverFolder(dir: string): HandoverFolder {
  return {
    async leave({ receiver, date, kind, key, extension, content }) {
      const path = join(receiver, date, `${kind}-${sha256Of(key).slice(0, 16)}.${extension}`)
      await writeWhole(join(dir, path), content)
      return { path, sha256: sha256Of(content) }
    },
  }
}
