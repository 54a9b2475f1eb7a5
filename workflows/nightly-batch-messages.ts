// The contract of the nightly import's workflows: their names, ids, arguments and answers.
import type { NightReport } from '../batch/night-report'

export const nightlyBatchType = 'nightlyBatch'
export const nightlyBatchFromDirectoryType = 'nightlyBatchFromDirectory'

/** The one id of the import of a drop, whoever starts it: a second start joins the first. */
export function nightlyBatchWorkflowId(businessDate: string, manifestSha: string): string {
  return `nightly-batch/${businessDate}/${manifestSha.slice(0, 12)}`
}

export interface NightlyBatchInput {
  /** The drop's folder, as the workers see it. */
  folder: string
  /** 0 in production; in a simulation, what makes the present the morning after the business date. */
  clockOffsetMs: number
  /** Who started the import. */
  importedBy: string
  /** Lets a held drop go. */
  release?: { by: string; reason: string }
}

/** How an import ended. */
export type ImportOutcome =
  | { status: 'applied'; dropId: string; report: NightReport }
  /** The same drop was here before: nothing was written. */
  | { status: 'alreadyApplied'; dropId: string; report: NightReport }
  /** It waits for a person: import it again with a release. */
  | { status: 'held'; dropId: string; report: null; reasons: string[] }
  /** It cannot be used; nothing has changed. `code` is stable. */
  | { status: 'refused'; dropId: string | null; report: null; code: string; message: string }

/** What the import is doing at the moment, in words. */
export const importProgressQuery = 'importProgress'

export interface DirectoryInput {
  /** Folder of drop folders, as the workers see it. */
  directory: string
}
