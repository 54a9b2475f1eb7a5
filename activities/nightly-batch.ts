// What does the workflow of a nightly drop have done? Receive, stage, apply, reconcile: each safe to run twice, each
// telling that it is alive. A drop that cannot be used, or waits for a person, is an answer and not a failure.
import { join } from 'node:path'
import { ApplicationFailure, Context } from '@temporalio/activity'
import { type ApplyOutcome, type Release, applyDrop } from '../batch/apply-night'
import { DropRefused, type RefusalCode } from '../batch/drop-refused'
import { forgetOldNights, refuseDrop, storeReconciliation, storedReport } from '../batch/drop-store'
import { type WaitingDrop, findWaitingDrops } from '../batch/find-drops'
import { ImportBusy } from '../batch/import-transaction'
import type { NightPolicy } from '../batch/night-policy'
import type { NightReport } from '../batch/night-report'
import { type ReceivedDrop, receiveDrop } from '../batch/receive-drop'
import { reconcile } from '../batch/reconcile'
import { stageDrop, stageWhatIsMissing } from '../batch/stage-drop'
import type { StagedFile } from '../batch/stage-file'
import { type Instant, dateAt } from '../domain/calendar-date'
import type { Product } from '../domain/facts'
import type { Database } from '../platform/database'

export interface NightlyBatchDeps {
  db: Database
  /** The bank's zone, IANA. */
  zone: string
  /** Every drop's files are kept here. */
  archiveDir: string
  policy: NightPolicy
  /** Only a simulation may import as of another time than now. */
  simulation: boolean
  /** The strategy that a new case of the product begins with. */
  strategyFor(product: Product): { id: string; version: string }
}

/** The drop cannot be used; nothing has changed. */
export interface Refusal {
  refused: { code: RefusalCode; message: string }
}

export interface ReceiveRequest {
  folder: string
  asOf: Instant
  clockOffsetMs: number
}

export interface ApplyRequest {
  dropId: string
  asOf: Instant
  importedBy: string
  release?: Release
}

/** What the workflow calls. */
export interface NightlyBatchActivities {
  receiveNightlyDrop(request: ReceiveRequest): Promise<ReceivedDrop | Refusal>
  /** Reads every file into staging; a repeated attempt passes over the files that are there. */
  stageNightlyDrop(request: { dropId: string }): Promise<StagedFile[] | Refusal>
  applyNight(request: ApplyRequest): Promise<ApplyOutcome | Refusal>
  reconcileNight(request: { dropId: string }): Promise<NightReport>
  reportOfNight(request: { dropId: string }): Promise<NightReport>
  /** Drops in the directory that were not applied yet, oldest night first. */
  findWaitingDrops(request: { directory: string }): Promise<WaitingDrop[]>
}

/** After so many attempts an import that finds another one running gives up: about two minutes. */
const patienceWithOthers = 12
/** A statement may take minutes; this tells Temporal that the worker lives. */
const heartbeatMs = 2_000

export function createNightlyBatchActivities(deps: NightlyBatchDeps): NightlyBatchActivities {
  const { db, zone, archiveDir, policy, strategyFor } = deps

  const reportOf = async (dropId: string): Promise<NightReport> => {
    const report = await storedReport(db, dropId)
    if (!report) throw ApplicationFailure.nonRetryable(`the drop ${dropId} was not applied`, 'NOT_APPLIED')
    return report
  }

  return {
    async receiveNightlyDrop({ folder, asOf, clockOffsetMs }) {
      if (clockOffsetMs !== 0 && !deps.simulation) {
        const message = 'only a simulation may import as of another time than now'
        throw ApplicationFailure.nonRetryable(message, 'NOT_A_SIMULATION')
      }
      const today = deps.simulation ? null : dateAt(asOf, zone)
      return orRefusal(() => receiveDrop(db, { folder, archiveDir, asOf, today }))
    },

    async stageNightlyDrop({ dropId }) {
      const alive = (file: string, rows: number) => Context.current().heartbeat(`${file}: ${rows} rows`)
      return orRefusal(() => stageDrop(deps, dropId, alive), dropId, db)
    },

    async applyNight(request) {
      const strategies = { card: strategyFor('card'), personalLoan: strategyFor('personalLoan') }
      return whileAlive(async () =>
        orRefusal(
          async () => {
            await stageWhatIsMissing(deps, request.dropId)
            return applyDrop(db.pool, { ...request, zone, strategies, policy })
          },
          request.dropId,
          db,
        ),
      )
    },

    async reconcileNight({ dropId }) {
      return whileAlive(async () => {
        const report = await reportOf(dropId)
        const reconciliation = await reconcile(db.pool, { report, folder: join(archiveDir, dropId), zone })
        await storeReconciliation(db, dropId, reconciliation)
        await forgetOldNights(db, policy.keepNights)
        return { ...report, reconciliation }
      })
    },

    reportOfNight: ({ dropId }) => reportOf(dropId),

    findWaitingDrops: ({ directory }) => findWaitingDrops(db, directory, policy.keepNights),
  }
}

/** A refused drop becomes an answer; one that was received is marked. */
async function orRefusal<T>(work: () => Promise<T>, dropId?: string, db?: Database): Promise<T | Refusal> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ImportBusy) throw busy(error)
    if (!(error instanceof DropRefused)) throw error
    // A refused release leaves the drop held, for somebody else to release.
    if (dropId !== undefined && db && error.code !== 'RELEASE_REFUSED') await refuseDrop(db, dropId, error)
    return { refused: { code: error.code, message: error.message } }
  }
}

function busy(error: ImportBusy): ApplicationFailure {
  const nonRetryable = Context.current().info.attempt >= patienceWithOthers
  return ApplicationFailure.create({ type: error.code, message: error.message, nonRetryable })
}

async function whileAlive<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current()
  const beat = setInterval(() => context.heartbeat(), heartbeatMs)
  try {
    return await work()
  } finally {
    clearInterval(beat)
  }
}
