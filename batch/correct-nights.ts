// What does a late or corrected drop change? The facts that the replaced drop and the nights after it wrote about the
// accounts concerned are withdrawn (they stay in the log), the tables go back to the state before, and the nights are
// done again in order from staging, for these accounts only. Contacts already made stay as they are (A3).
import type { PoolClient } from 'pg'
import type { Instant } from '../domain/calendar-date'
import { createScope } from './correction-scope'
import type { DropRow } from './drop-rows'
import { amendReport, setStatus, storeRejects } from './drop-rows'
import { DropRefused } from './drop-refused'
import { type Night, type NightInput, nightOf } from './night'
import { type NightReport, reportNight } from './night-report'
import { stagingTables } from './staging'
import { judgeRows, writeNight } from './write-night'
import { tellCorrected, undoNight, voidPayments, withdrawFacts } from './withdraw-nights'

export interface Correction {
  /** The applied drop of the same date; null when the drop is merely late. */
  superseded: DropRow | null
  /** Applied nights after it, oldest first. */
  later: DropRow[]
  /** The applied night before it. */
  previous: DropRow | null
}

/** What the drop corrects, or null when it is later than all that were applied. */
export function correctionOf(drop: DropRow, applied: readonly DropRow[]): Correction | null {
  const superseded = applied.find((night) => night.businessDate === drop.businessDate) ?? null
  const later = applied.filter((night) => night.businessDate > drop.businessDate)
  if (!superseded && later.length === 0) return null
  const previous = applied.filter((night) => night.businessDate < drop.businessDate).at(-1) ?? null
  return { superseded, later, previous }
}

export interface CorrectInput extends Omit<
  NightInput,
  'businessDate' | 'effectiveAt' | 'replayedFor' | 'previous'
> {
  drop: DropRow
  correction: Correction
  maxRejects: number
}

/**
 * Replaces or inserts the night of `drop`.
 * @throws DropRefused DROP_TOO_OLD, DROP_TOO_MANY_REJECTS
 */
export async function correctNights(client: PoolClient, input: CorrectInput): Promise<NightReport> {
  const { drop, correction } = input
  const { superseded, later } = correction
  const first = (superseded ?? later[0]) as DropRow
  const nightFor = (row: DropRow, effectiveAt: Instant): Night =>
    nightOf({ ...input, dropId: row.id, businessDate: row.businessDate, effectiveAt, replayedFor: drop.id })
  const night = nightFor(drop, effectiveAtOf(first))
  const laterNights = later.map((row) => nightFor(row, effectiveAtOf(row)))
  const undone = [...(superseded ? [nightFor(superseded, effectiveAtOf(superseded))] : []), ...laterNights]

  // What a late night changed is told by the night before it.
  const before = superseded || !correction.previous ? [] : [correction.previous]
  await requireStaging(client, [drop, ...(superseded ? [superseded] : before), ...later])
  const accounts = await createScope(client, night, correction)
  await withdrawFacts(client, night, undone)
  for (const back of [...undone].reverse()) await undoNight(client, back, night)

  const { judged } = await judgeRows(client, night, input.maxRejects)
  await storeRejects(client, night)
  const written = await writeNight(client, judged)
  const report = await reportNight(client, judged, drop.sequence, { ...written, told: 0 })
  for (const replay of laterNights) await replayLater(client, replay, input.maxRejects, later)

  await voidPayments(client, night)
  report.cases.told = await tellCorrected(client, night)
  if (superseded) await setStatus(client, superseded.id, 'superseded')
  report.correction = {
    supersedes: superseded?.id ?? null,
    accounts,
    replayed: later.map((row) => row.businessDate),
  }
  return report
}

async function replayLater(
  client: PoolClient,
  night: Night,
  maxRejects: number,
  later: readonly DropRow[],
): Promise<void> {
  const { judged } = await judgeRows(client, night, maxRejects)
  await storeRejects(client, night)
  await writeNight(client, judged)
  const warnings = later.find((row) => row.id === night.dropId)?.report?.warnings ?? []
  const done = `done again for the accounts that ${night.replayedFor} concerns`
  await amendReport(client, night.dropId, { warnings: [...warnings, done] })
}

function effectiveAtOf(row: DropRow): Instant {
  if (!row.report) throw new Error(`the applied drop ${row.id} has no report`)
  return Date.parse(row.report.effectiveAt)
}

async function requireStaging(client: PoolClient, nights: readonly DropRow[]): Promise<void> {
  for (const night of nights) {
    const { rows } = await client.query<{ found: string | null }>('select to_regclass($1) as found', [
      stagingTables(night.id).touched,
    ])
    if (rows[0]?.found === null) {
      throw new DropRefused(
        'DROP_TOO_OLD',
        `the night ${night.businessDate} is no longer kept: nothing can follow it again`,
      )
    }
  }
}
