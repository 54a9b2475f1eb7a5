// By what is the same sender recognised without being kept? A hash under a key of this installation, so that nobody who has
// the log alone can try all telephone numbers.
import { createHmac, randomBytes } from 'node:crypto'
import type { Database } from './database'

const setting = 'senderHashKey'

/** The hash of a sender: a number, an address or a name, whatever its case and spaces. The key is made at the first call. */
export async function senderHash(db: Database, sender: string): Promise<string> {
  const key = await keyOf(db)
  const same = sender
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s()-]/g, '')
  return createHmac('sha256', Buffer.from(key, 'hex')).update(same).digest('hex')
}

async function keyOf({ prisma }: Database): Promise<string> {
  const made = { key: setting, value: randomBytes(32).toString('hex') }
  // Of two that make it at once the first one's stays.
  await prisma.setting.createMany({ data: [made], skipDuplicates: true })
  const { value } = await prisma.setting.findUniqueOrThrow({ where: { key: setting } })
  if (typeof value !== 'string') throw new Error(`the setting ${setting} is no text`)
  return value
}
