// Imports a nightly drop: starts its workflow, or joins the one that runs, and waits for the end. The command line, the
// demo and tests go this way.
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Client, WorkflowHandle } from '@temporalio/client'
import { readManifest } from '../batch/drop-manifest'
import { DropRefused } from '../batch/drop-refused'
import {
  type ImportOutcome,
  type NightlyBatchInput,
  importProgressQuery,
  nightlyBatchType,
  nightlyBatchWorkflowId,
} from '../workflows/nightly-batch-messages'

export interface ImportRequest {
  client: Client
  taskQueue: string
  /** The drop's folder; workers must find it under the same absolute path. */
  folder: string
  /** 0 unless in a simulation: there, what makes the present the morning after the business date. */
  clockOffsetMs?: number
  /** Who imports; a corrected drop is released by somebody else. */
  importedBy?: string
  /** Lets a held drop go. */
  release?: { by: string; reason: string }
  /** Told in words whenever the import has come to something else. */
  onProgress?: (phase: string) => void
}

export type ImportResult = ImportOutcome

const progressIntervalMs = 1_000

/**
 * The outcome of the import. Repeating it with the same drop changes nothing. Throws only for faults: a server that
 * does not answer, an import that failed (IMPORT_BUSY, NOT_A_SIMULATION ...).
 */
export async function importDrop(request: ImportRequest): Promise<ImportResult> {
  const folder = resolve(request.folder)
  const manifest = await readManifest(folder).catch((error: unknown) => refusalOf(error))
  if ('status' in manifest) return manifest
  const input: NightlyBatchInput = {
    folder,
    clockOffsetMs: request.clockOffsetMs ?? 0,
    importedBy: request.importedBy ?? 'unknown',
    ...(request.release ? { release: request.release } : {}),
  }
  const handle = await request.client.workflow.start<(input: NightlyBatchInput) => Promise<ImportOutcome>>(
    nightlyBatchType,
    {
      workflowId: nightlyBatchWorkflowId(manifest.businessDate, manifest.sha256),
      taskQueue: request.taskQueue,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: `drop of ${manifest.businessDate}, sequence ${manifest.sequence}`,
    },
  )
  if (!request.onProgress) return handle.result()
  return followed(handle, request.onProgress)
}

function refusalOf(error: unknown): ImportResult {
  if (!(error instanceof DropRefused)) throw error
  return { status: 'refused', dropId: null, report: null, code: error.code, message: error.message }
}

async function followed(
  handle: WorkflowHandle<(input: NightlyBatchInput) => Promise<ImportOutcome>>,
  onProgress: (phase: string) => void,
): Promise<ImportOutcome> {
  const end = new AbortController()
  const result = handle.result().finally(() => end.abort())
  let last = ''
  while (!end.signal.aborted) {
    await delay(progressIntervalMs, undefined, { signal: end.signal }).catch(() => undefined)
    // A busy or absent worker cannot answer; the import itself goes on.
    const phase = end.signal.aborted
      ? last
      : await handle.query<string>(importProgressQuery).catch(() => last)
    if (phase !== last) onProgress(phase)
    last = phase
  }
  return result
}
