// A bank with a database of its own that imports hand-made drops without Temporal: receive, stage, apply, reconcile,
// each called as the activities call them. Days are imported at six in the morning after.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ApplyOutcome, type Release, applyDrop } from '../../batch/apply-night'
import { storeReconciliation, storedReport } from '../../batch/drop-store'
import { type NightPolicy, loadNightPolicy } from '../../batch/night-policy'
import type { NightReport } from '../../batch/night-report'
import { receiveDrop } from '../../batch/receive-drop'
import { reconcile } from '../../batch/reconcile'
import { stageDrop, stageWhatIsMissing } from '../../batch/stage-drop'
import { type CalendarDate, type Instant, addDays, dateAt, instantAt } from '../../domain/calendar-date'
import type { Fact } from '../../domain/facts'
import type { Database } from '../../platform/database'
import { loadFacts } from '../../platform/fact-log'
import { freshDatabase } from './database'
import { type HandMadeDrop, writeDrop } from './write-drop'

export const zone = 'Asia/Shanghai'

export interface ImportOptions {
  asOf?: Instant
  importedBy?: string
  release?: Release
}

export type NightOutcome = (ApplyOutcome | { status: 'alreadyApplied'; report: NightReport }) & {
  dropId: string
}

export interface NightBank {
  db: Database
  /** For folders of drops. */
  folder: string
  archiveDir: string
  policy: NightPolicy
  /** Writes the drop with the next sequence and imports it. */
  night(drop: HandMadeDrop, options?: ImportOptions): Promise<NightOutcome>
  /** As `night`, for a drop that must be applied without a difference to the raw files. */
  applied(drop: HandMadeDrop, options?: ImportOptions): Promise<NightReport>
  /** Imports the drop in a folder. */
  importFolder(folder: string, asOf: Instant, options?: ImportOptions): Promise<NightOutcome>
  facts(accountId: string): Promise<Fact[]>
  close(): Promise<void>
}

export function morningAfter(date: CalendarDate): Instant {
  return instantAt(addDays(date, 1), zone, '06:00')
}

export async function openNightBank(policy: Partial<NightPolicy> = {}): Promise<NightBank> {
  const { db, drop: dropDatabase } = await freshDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'arrears-nights-'))
  const archiveDir = join(folder, 'archive')
  const whole = { ...loadNightPolicy(join(__dirname, '../../policies/nightly-drop.yaml')), ...policy }
  const strategy = (id: string) => ({ id, version: '1' })
  const strategies = { card: strategy('card-standard'), personalLoan: strategy('loan-standard') }
  const deps = { db, archiveDir, policy: whole }
  let sequence = 0

  async function importFolder(
    from: string,
    asOf: Instant,
    options: ImportOptions = {},
  ): Promise<NightOutcome> {
    const { dropId, status } = await receiveDrop(db, {
      folder: from,
      archiveDir,
      asOf,
      today: dateAt(asOf, zone),
    })
    if (status === 'applied' || status === 'superseded') {
      return { status: 'alreadyApplied', dropId, report: (await storedReport(db, dropId)) as NightReport }
    }
    await stageDrop(deps, dropId)
    await stageWhatIsMissing(deps, dropId)
    const outcome = await applyDrop(db.pool, {
      dropId,
      asOf,
      zone,
      strategies,
      policy: whole,
      importedBy: options.importedBy ?? 'operator:lin',
      ...(options.release ? { release: options.release } : {}),
    })
    if (outcome.status === 'held') return { ...outcome, dropId }
    const input = { report: outcome.report, folder: join(archiveDir, dropId), zone }
    const reconciliation = await reconcile(db.pool, input)
    await storeReconciliation(db, dropId, reconciliation)
    return { status: 'applied', dropId, report: { ...outcome.report, reconciliation } }
  }

  async function night(drop: HandMadeDrop, options: ImportOptions = {}): Promise<NightOutcome> {
    sequence += 1
    const whole = { sequence, ...drop }
    const to = writeDrop(join(folder, `${drop.businessDate}-${whole.sequence}`), whole)
    return importFolder(to, options.asOf ?? morningAfter(drop.businessDate), options)
  }

  return {
    db,
    folder,
    archiveDir,
    policy: whole,
    night,
    importFolder,
    async applied(drop, options) {
      const outcome = await night(drop, options)
      if (outcome.status !== 'applied')
        throw new Error(`the drop was not applied: ${JSON.stringify(outcome)}`)
      expect(outcome.report.reconciliation?.differences).toEqual([])
      return outcome.report
    },
    facts: (accountId) => loadFacts(db.prisma, accountId),
    async close() {
      await dropDatabase()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Until somebody waits for a lock in the database. */
export async function untilSomebodyWaits({ pool }: Pick<Database, 'pool'>): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ waits: boolean }>(
      `select exists (select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock') as waits`,
    )
    if (rows[0]?.waits) return
  }
}
