// How does a staged drop become facts? One transaction: judged, compared, written, told, reported. A crash before the
// commit leaves nothing; after it the same call finds the drop applied and returns its report.
import type { ClientBase, Pool, PoolClient } from 'pg'
import { addDays } from '../domain/calendar-date'
import { correctNights, correctionOf } from './correct-nights'
import { DropRefused } from './drop-refused'
import { inImportTransaction } from './import-transaction'
import { type NightInput, nightOf } from './night'
import { type DropRow, nightsSince, lockDrop, setApplied, setHeld, storeRejects } from './drop-rows'
import { writeOutbox } from './night-writes'
import { stagingTables } from './staging'
import { judgeRows, writeNight } from './write-night'
import { type NightPolicy, implausible, rejectLimit } from './night-policy'
import { type NightReport, reportNight } from './night-report'

export interface Release {
  /** The person who lets a held drop go. */
  by: string
  reason: string
}

export interface ApplyInput extends Omit<
  NightInput,
  'businessDate' | 'effectiveAt' | 'replayedFor' | 'previous'
> {
  policy: NightPolicy
  /** Who started the import; a corrected drop is released by someone else. */
  importedBy: string
  release?: Release
}

export type ApplyOutcome = { status: 'applied'; report: NightReport } | { status: 'held'; reasons: string[] }

/**
 * Applies the drop `dropId`, whose files are staged. Safe to repeat.
 * @throws ImportBusy; DropRefused DROP_TOO_MANY_REJECTS, DROP_TOO_OLD, RELEASE_REFUSED
 */
export async function applyDrop(pool: Pool, input: ApplyInput): Promise<ApplyOutcome> {
  return inImportTransaction(pool, input.dropId, async (client) => {
    const drop = await lockDrop(client, input.dropId)
    if (drop.report) return { status: 'applied', report: drop.report }
    const applied = await nightsSince(client, drop.businessDate)
    const correction = correctionOf(drop, applied)
    if (correction) {
      const reasons = correction.superseded
        ? [`it replaces the drop ${correction.superseded.id} of the same date`]
        : []
      const release = releaseFor(input, drop, correction.superseded !== null)
      if (reasons.length > 0 && !release) return hold(client, drop, reasons, input)
      const report = await correctNights(client, {
        ...input,
        drop,
        correction,
        maxRejects: await maxRejects(client, input),
      })
      await setApplied(client, drop, report, release)
      return { status: 'applied', report }
    }
    return applyNewest(client, input, drop, applied)
  })
}

/** The ordinary night: later than all before. */
async function applyNewest(
  client: PoolClient,
  input: ApplyInput,
  drop: DropRow,
  applied: readonly DropRow[],
): Promise<ApplyOutcome> {
  const newest = applied.at(-1)
  const night = nightOf({
    ...input,
    businessDate: drop.businessDate,
    effectiveAt: input.asOf,
    ...(newest ? { previous: { businessDate: newest.businessDate, dropId: newest.id } } : {}),
  })
  const { judged, counts } = await judgeRows(client, night, await maxRejects(client, input))
  await storeRejects(client, night)
  const reasons = !newest ? [] : implausible(counts, input.policy)
  const release = releaseFor(input, drop, false)
  if (reasons.length > 0 && !release) return hold(client, drop, reasons, input)
  const written = await writeNight(client, judged)
  const told = await writeOutbox(client, night)
  const report = await reportNight(client, judged, drop.sequence, { ...written, told })
  report.warnings.push(...missedNights(newest, drop))
  await setApplied(client, drop, report, release)
  return { status: 'applied', report }
}

async function maxRejects(client: ClientBase, { dropId, policy }: ApplyInput): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select coalesce(sum(rows), 0)::int as count from ${stagingTables(dropId).files}`,
  )
  return rejectLimit(policy, rows[0]?.count ?? 0)
}

async function hold(
  client: ClientBase,
  drop: DropRow,
  reasons: string[],
  { importedBy }: ApplyInput,
): Promise<ApplyOutcome> {
  await setHeld(client, drop, { reasons, importedBy: drop.heldBecause?.importedBy ?? importedBy })
  return { status: 'held', reasons }
}

/** The release that was given, if it is a valid one for this drop. */
function releaseFor({ release, importedBy }: ApplyInput, drop: DropRow, byAnother: boolean): Release | null {
  if (!release) return null
  const refuse = (why: string) => {
    throw new DropRefused('RELEASE_REFUSED', why)
  }
  if (release.by.trim() === '') refuse('a release needs the name of the person who releases')
  if (release.reason.trim() === '') refuse('a release needs a reason')
  const importer = drop.heldBecause?.importedBy ?? importedBy
  if (byAnother && release.by === importer) {
    refuse(`a corrected drop is released by another person than the one who imported it (${importer})`)
  }
  return release
}

function missedNights(newest: DropRow | undefined, drop: DropRow): string[] {
  if (!newest) return []
  const from = addDays(newest.businessDate, 1)
  const to = addDays(drop.businessDate, -1)
  if (from > to) return []
  return [
    `no drop came for ${from === to ? from : `${from} to ${to}`}: its news is in this one as far as the books show it`,
  ]
}
