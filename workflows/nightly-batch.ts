// One nightly drop from folder to reconciled report, and the morning's run over the drop directory. Each phase is an
// activity that may be repeated, so that a crash anywhere goes on where it stopped.
import {
  ApplicationFailure,
  defineQuery,
  executeChild,
  proxyActivities,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow'
import type { NightlyBatchActivities, Refusal } from '../activities/nightly-batch'
import {
  type DirectoryInput,
  type ImportOutcome,
  type NightlyBatchInput,
  importProgressQuery,
  nightlyBatchWorkflowId,
} from './nightly-batch-messages'

/**
 * Minutes for millions of rows, with heartbeats that show a killed worker soon. In total bounded by the morning: a
 * database may be away for hours, but an import that has not ended by then needs a person. Attempts are cheap: one
 * that broke off leaves nothing behind.
 */
const batch = proxyActivities<NightlyBatchActivities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '30 seconds',
  scheduleToCloseTimeout: '6 hours',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '15 seconds' },
})

export async function nightlyBatch(input: NightlyBatchInput): Promise<ImportOutcome> {
  let progress = 'looking at the manifest'
  const say = (phase: string) => {
    progress = phase
    setCurrentDetails(`${input.folder}: ${phase}`)
  }
  setHandler(defineQuery<string>(importProgressQuery), () => progress)

  const { folder, clockOffsetMs, importedBy, release } = input
  const asOf = Date.now() + clockOffsetMs
  const received = await batch.receiveNightlyDrop.executeWithOptions({ summary: folder }, [
    { folder, asOf, clockOffsetMs },
  ])
  if ('refused' in received) return refused(null, received)
  const { dropId, files, status } = received
  if (status === 'applied' || status === 'superseded') {
    return { status: 'alreadyApplied', dropId, report: await batch.reportOfNight({ dropId }) }
  }
  say(`reading ${files.length} files`)
  const staged = await batch.stageNightlyDrop.executeWithOptions({ summary: dropId }, [{ dropId }])
  if ('refused' in staged) return refused(dropId, staged)
  say('comparing with the books and writing what changed')
  const applied = await batch.applyNight.executeWithOptions({ summary: dropId }, [
    { dropId, asOf, importedBy, ...(release ? { release } : {}) },
  ])
  if ('refused' in applied) return refused(dropId, applied)
  if (applied.status === 'held') {
    say(`held: ${applied.reasons.join('; ')}`)
    return { status: 'held', dropId, report: null, reasons: applied.reasons }
  }
  say('comparing the tables with the files')
  const report = await batch.reconcileNight.executeWithOptions({ summary: dropId }, [{ dropId }])
  say('done')
  return { status: 'applied', dropId, report }
}

function refused(dropId: string | null, { refused: { code, message } }: Refusal): ImportOutcome {
  return { status: 'refused', dropId, report: null, code, message }
}

/**
 * What a Schedule runs: every drop of the directory that is not applied yet, oldest night first. A refused drop is
 * passed over; at one that is held it stops, so that nights are not applied out of order while a person thinks.
 * Fails with DROPS_NOT_APPLIED when there was any of these, so that the schedule shows it.
 */
export async function nightlyBatchFromDirectory({ directory }: DirectoryInput): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = []
  for (const { folder, businessDate, manifestSha } of await batch.findWaitingDrops({ directory })) {
    const outcome = await executeChild(nightlyBatch, {
      workflowId: nightlyBatchWorkflowId(businessDate, manifestSha),
      args: [{ folder, clockOffsetMs: 0, importedBy: 'schedule' }],
    })
    outcomes.push(outcome)
    if (outcome.status === 'held') break
  }
  const bad = outcomes.flatMap(problemOf)
  if (bad.length > 0) throw ApplicationFailure.nonRetryable(bad.join('\n'), 'DROPS_NOT_APPLIED')
  return outcomes
}

function problemOf(outcome: ImportOutcome): string[] {
  switch (outcome.status) {
    case 'refused':
      return [`refused, ${outcome.code}: ${outcome.message}`]
    case 'held':
      return [`held, ${outcome.dropId}: ${outcome.reasons.join('; ')}`]
    case 'applied':
    case 'alreadyApplied':
      return []
  }
}
