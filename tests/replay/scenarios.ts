// The ways of cases whose histories are kept, so that a change of workflow code is held against what already runs: each
// is lived through by record-histories.ts, once per released version.
import { caseWorkflowId, renewRunSignal } from '../../workflows/messages'
import { customerNeverAnswers } from '../support/people'
import { type World, local } from '../support/world'

/** Every name that a recording must have. */
export const recordedNames = [
  'never-answers-to-court',
  'plan-broken',
  'held-and-cured',
  'renewed-first-run',
  'renewed-second-run',
] as const

/** Keeps the history of a workflow's run, the newest unless named, as it is now. */
type Keep = (name: (typeof recordedNames)[number], workflowId: string, runId?: string) => Promise<void>

/** Lives through all scenarios in an empty world. */
export async function liveThrough(world: World, keep: Keep): Promise<void> {
  const by = 'operator:lin'
  for (const accountId of ['REPLAY-COURT', 'REPLAY-PLAN', 'REPLAY-CURED', 'REPLAY-RENEWED']) {
    world.books.open(accountId, { bills: [{ dueOn: '2026-03-01', minimumDueCents: 2_000_00 }] })
    world.people.follow(accountId, customerNeverAnswers)
  }
  world.people.plan('REPLAY-PLAN', local('2026-03-10 10:00'), () =>
    world.signal('REPLAY-PLAN', 'planAgreed', {
      commandId: 'desk/1',
      by,
      planId: 'part',
      instalments: [{ dueOn: '2026-03-20', amountCents: 300_00 }],
      toleranceCents: 0,
      graceDays: 3,
      evidence: 'call-1',
    }),
  )
  const hold = { by: 'supervisor:qian', holdId: 'dispute-1' }
  world.plan('REPLAY-CURED', '2026-03-08 10:00', { kind: 'placeHold', reason: 'dispute', ...hold })
  world.plan('REPLAY-CURED', '2026-03-15 10:00', { kind: 'liftHold', ...hold })
  const payment = { paymentId: 'P', amountCents: 2_000_00, valueOn: '2026-03-27', postedOn: '2026-03-27' }
  world.people.plan('REPLAY-CURED', local('2026-03-27 10:00'), () =>
    world.signal('REPLAY-CURED', 'paymentPosted', {
      commandId: 'webhook/1',
      by: 'system:payments',
      ...payment,
    }),
  )

  await world.night('2026-03-05')
  await world.liveUntil('2026-03-22 12:00')
  const renewed = caseWorkflowId('REPLAY-RENEWED')
  const { runId } = await world.temporal.client.workflow.getHandle(renewed).describe()
  await world.temporal.client.workflow.getHandle(renewed).signal(renewRunSignal)
  await world.liveUntil('2026-04-05 06:00')
  await keep('renewed-first-run', renewed, runId)
  await keep('renewed-second-run', renewed)
  await keep('plan-broken', caseWorkflowId('REPLAY-PLAN'))
  await keep('held-and-cured', caseWorkflowId('REPLAY-CURED'))
  await world.liveUntil('2026-09-10 06:00')
  await keep('never-answers-to-court', caseWorkflowId('REPLAY-COURT'))
}
