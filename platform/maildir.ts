// A folder into which a mail server delivers (Maildir): a message is whole once it is in `new`, and goes to `cur` when it
// has been dealt with, or to `refused` for a person to look at. Moving is all that is done, so nothing is lost.
import { mkdir, readFile, readdir, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from './carrier'

export interface Maildir {
  /** Messages that nobody has dealt with, the oldest first. */
  waiting(): Promise<WaitingMail[]>
  /** Puts a message away; one that another worker has put away already is left alone. */
  putAway(mail: WaitingMail, where: 'cur' | 'refused'): Promise<void>
  /** Delivers a message, as a mail server does. */
  deliver(name: string, raw: Buffer | string): Promise<void>
}

export interface WaitingMail {
  name: string
  /** Unix time in ms, by the machine's clock. */
  deliveredAt: number
  /** undefined: another worker has put it away meanwhile. */
  read(): Promise<Buffer | undefined>
}

/** Opens a Maildir, which is made if there is none. */
export async function openMaildir(dir: string): Promise<Maildir> {
  for (const folder of ['tmp', 'new', 'cur', 'refused']) {
    await mkdir(join(dir, folder), { recursive: true, mode: 0o770 })
  }
  return {
    async waiting() {
      const names = await readdir(join(dir, 'new'))
      const mails = await Promise.all(
        names.filter((name) => !name.startsWith('.')).map((name) => waitingMail(dir, name)),
      )
      return mails.filter((mail) => mail !== null).sort((a, b) => a.deliveredAt - b.deliveredAt)
    },
    async putAway({ name }, where) {
      const kept = where === 'cur' ? `${name}:2,S` : name // the mark of a message that has been seen
      await rename(join(dir, 'new', name), join(dir, where, kept)).catch(unlessGone)
    },
    async deliver(name, raw) {
      await writeFile(join(dir, 'tmp', name), raw, { mode: 0o660 })
      await rename(join(dir, 'tmp', name), join(dir, 'new', name))
    },
  }
}

async function waitingMail(dir: string, name: string): Promise<WaitingMail | null> {
  const path = join(dir, 'new', name)
  const entry = await stat(path).catch(unlessGone)
  return entry ? { name, deliveredAt: entry.mtimeMs, read: () => readFile(path).catch(unlessGone) } : null
}

/** Another worker was faster. */
function unlessGone(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}
