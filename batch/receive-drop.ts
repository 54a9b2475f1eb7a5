// Has this drop been here before, and may it be used? Reads the manifest, looks the drop up by it, keeps a copy of its
// files and registers it. The same bytes again are the same drop.
import { constants, copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CalendarDate, Instant } from '../domain/calendar-date'
import type { Database } from '../platform/database'
import { type DropManifest, readManifest } from './drop-manifest'
import { DropRefused } from './drop-refused'
import { createStaging } from './staging'

export interface ReceiveInput {
  folder: string
  /** Every drop's files are kept here, in a folder named by the drop's id. */
  archiveDir: string
  asOf: Instant
  /** The bank's date: no later books can be there yet. null: time is made up, in a simulation. */
  today: CalendarDate | null
}

export interface ReceivedDrop {
  dropId: string
  businessDate: string
  sequence: number
  /** The files that the manifest names, in its order. */
  files: string[]
  /** applied, superseded: nothing is left to do. held: it waits for a release. */
  status: 'staging' | 'held' | 'applied' | 'superseded'
}

/**
 * Registers the drop in `folder`. Safe to repeat.
 * @throws DropRefused DROP_MANIFEST, DROP_IN_FUTURE, DROP_SEQUENCE
 */
export async function receiveDrop({ prisma, pool }: Database, input: ReceiveInput): Promise<ReceivedDrop> {
  const manifest = await readManifest(input.folder)
  requirePast(manifest, input.today)
  const dropId = dropIdOf(manifest)
  const files = manifest.files.map((file) => file.name)
  const { businessDate, sequence } = manifest
  const known = await prisma.drop.findUnique({ where: { id: dropId } })
  if (known?.status === 'applied' || known?.status === 'superseded' || known?.status === 'held') {
    return { dropId, businessDate, sequence, files, status: known.status }
  }
  await checkSequence(prisma, manifest, dropId)
  await archive(input.folder, join(input.archiveDir, dropId), manifest)
  const client = await pool.connect()
  try {
    await createStaging(client, dropId)
  } finally {
    client.release()
  }
  const row = {
    businessDate: new Date(businessDate),
    sequence,
    folder: input.folder,
    manifestSha: manifest.sha256,
    status: 'staging',
    receivedAt: new Date(input.asOf),
  }
  await prisma.drop.upsert({ where: { id: dropId }, create: { id: dropId, ...row }, update: row })
  return { dropId, businessDate, sequence, files, status: 'staging' }
}

/** Says date, sequence and content: `2026-01-05.5.1a2b3c4d`. */
export function dropIdOf({ businessDate, sequence, sha256 }: DropManifest): string {
  return `${businessDate}.${sequence}.${sha256.slice(0, 8)}`
}

function requirePast({ businessDate }: DropManifest, today: CalendarDate | null): void {
  if (today === null || businessDate <= today) return
  throw new DropRefused(
    'DROP_IN_FUTURE',
    `manifest.json: the business date ${businessDate} has not come: today is ${today} in the bank's zone`,
  )
}

async function checkSequence(
  prisma: Database['prisma'],
  { businessDate, sequence }: DropManifest,
  dropId: string,
): Promise<void> {
  const counting = { id: { not: dropId }, status: { in: ['applied', 'superseded', 'held'] } }
  const sameNight = { businessDate: new Date(businessDate), sequence: { gt: sequence } }
  const other = await prisma.drop.findFirst({
    where: { ...counting, OR: [{ sequence }, sameNight] },
    orderBy: { sequence: 'asc' },
  })
  if (other?.sequence === sequence) {
    const date = other.businessDate.toISOString().slice(0, 10)
    throw new DropRefused(
      'DROP_SEQUENCE',
      `manifest.json: sequence ${sequence} was used by the drop of ${date}; a corrected drop needs a higher one`,
    )
  }
  if (other) {
    throw new DropRefused(
      'DROP_SEQUENCE',
      `manifest.json: a drop of ${businessDate} with the higher sequence ${other.sequence} is here already`,
    )
  }
}

/** Copies what the manifest names, anew when an earlier delivery was broken. */
async function archive(folder: string, target: string, manifest: DropManifest): Promise<void> {
  const unfinished = `${target}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  for (const name of ['manifest.json', ...manifest.files.map((file) => file.name)]) {
    await copyFile(join(folder, name), join(unfinished, name), constants.COPYFILE_FICLONE)
  }
  await rm(target, { recursive: true, force: true })
  await rename(unfinished, target)
}
