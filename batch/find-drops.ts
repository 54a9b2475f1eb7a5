// Which drops in the bank's directory wait to be imported? Those that are not applied yet, oldest night first; of two
// for one night the one with the higher sequence.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CalendarDate } from '../domain/calendar-date'
import { addDays } from '../domain/calendar-date'
import type { Database } from '../platform/database'
import { type DropManifest, readManifest } from './drop-manifest'
import { DropRefused } from './drop-refused'

export interface WaitingDrop {
  folder: string
  businessDate: CalendarDate
  manifestSha: string
}

/** Folders of `directory` with a manifest, within the nights that are kept. A folder without one is still written. */
export async function findWaitingDrops(
  { prisma }: Database,
  directory: string,
  keepNights: number,
): Promise<WaitingDrop[]> {
  const newest = await prisma.drop.findFirst({
    where: { status: 'applied' },
    orderBy: { businessDate: 'desc' },
  })
  const oldest = newest ? addDays(newest.businessDate.toISOString().slice(0, 10), -keepNights) : ''
  const nights = new Map<CalendarDate, { folder: string; manifest: DropManifest }>()
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const folder = join(directory, entry.name)
    const manifest = await readableManifest(folder)
    if (!manifest || manifest.businessDate <= oldest) continue
    const other = nights.get(manifest.businessDate)
    if (!other || other.manifest.sequence < manifest.sequence)
      nights.set(manifest.businessDate, { folder, manifest })
  }
  const shas = [...nights.values()].map(({ manifest }) => manifest.sha256)
  const done = await prisma.drop.findMany({
    where: { manifestSha: { in: shas }, status: { in: ['applied', 'superseded'] } },
    select: { manifestSha: true },
  })
  const doneShas = new Set(done.map((drop) => drop.manifestSha))
  return [...nights.values()]
    .filter(({ manifest }) => !doneShas.has(manifest.sha256))
    .map(({ folder, manifest }) => ({
      folder,
      businessDate: manifest.businessDate,
      manifestSha: manifest.sha256,
    }))
    .sort((a, b) => a.businessDate.localeCompare(b.businessDate))
}

async function readableManifest(folder: string): Promise<DropManifest | null> {
  try {
    return await readManifest(folder)
  } catch (error) {
    if (error instanceof DropRefused) return null
    throw error
  }
}
