// One delinquent account from its first missed payment to its closure. A small interpreter: it asks what is next,
// waits until then, has it done, and asks again. All judgement is in domain/ladder/decide.ts, all I/O in activities/.
import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { CaseActivities } from '../activities/case-activities'
import type { StepKind } from '../domain/ladder/candidate'
import type { Next } from '../domain/ladder/decide'
import type { Instruction } from '../domain/ladder/instruction'
import { currentDetails, stepSummary, waitSummary } from './case-story'
import { databaseWork } from './database-work'
import { listen } from './hearing'
import { type CaseInput, type CaseResult, type CaseStatus, holdAttribute, stageAttribute } from './messages'
import { perform } from './proxies'
import { orUndecided } from './undecided'

const performers: Record<StepKind, keyof CaseActivities> = {
  reminder: 'remind',
  call: 'arrangeCall',
  letter: 'sendLetter',
  visit: 'scheduleVisit',
  secondVisit: 'scheduleSecondVisit',
  outsourcing: 'placeWithAgency',
  legalReferral: 'referToLegal',
  approval: 'askForApproval',
  assessment: 'askForAssessment',
  serviceNotice: 'sendServiceNotice',
}

export async function collectionCase(input: CaseInput): Promise<CaseResult> {
  const { accountId, clockOffsetMs } = input
  let { episode, turn } = input
  let instruction: Instruction | null = input.instruction ?? null
  let busy = true
  let shown = input.shown ?? { stage: 'early', hold: false }

  const now = () => Date.now() + clockOffsetMs
  const persistently = databaseWork()
  const status = (): CaseStatus => ({
    ...{ accountId, episode, turn, seenSeq: heard.seenSeq, instruction },
    ...{ asOf: now(), busy: busy || unheard() },
  })
  const heard = listen(instruction?.seq ?? 0, status, async (command) => {
    const answer = await persistently('carryOut')({ accountId, asOf: now(), command })
    if (!answer.ok) throw ApplicationFailure.nonRetryable(answer.message, answer.code)
    return { recorded: answer.recorded }
  })

  async function evaluate(): Promise<Instruction> {
    heard.dirty = false
    for (let [command] = heard.messages; command; [command] = heard.messages) {
      await persistently('receive')({ accountId, asOf: now(), command })
      heard.messages.shift()
    }
    return persistently('evaluate')({ accountId, turn: ++turn, asOf: now(), seenSeq: heard.seenSeq })
  }

  async function take(next: Extract<Next, { kind: 'step' }>): Promise<Instruction> {
    const step = { accountId, key: next.key, turn: ++turn, asOf: now(), seenSeq: heard.seenSeq }
    try {
      const performer = perform[performers[next.step] as 'remind']
      return await performer.executeWithOptions({ summary: stepSummary(next) }, [step])
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
      // What could not be done in a whole working day is a person's business; the case waits for them, bounded.
      const failure = error.cause?.message ?? error.message
      const after = { ...step, turn: ++turn, asOf: now() }
      return persistently('recordFailedStep')({ ...after, rung: next.rung, failure })
    }
  }

  async function proceed(): Promise<Instruction> {
    if (instruction === null || unheard()) return evaluate()
    const { next } = instruction
    const isDue = next.kind !== 'closed' && next.at !== null && next.at <= now()
    if (!isDue) return instruction
    return next.kind === 'step' ? take(next) : evaluate()
  }

  const unheard = () => heard.dirty || heard.messages.length > 0
  for (;;) {
    instruction = await orUndecided(proceed, () => ({ ...status(), stage: shown.stage }))
    heard.seenSeq = Math.max(heard.seenSeq, instruction.seq)
    episode = instruction.episode
    shown = tell(instruction, shown)
    if (heard.renew || wantsRenewal() || instruction.next.kind === 'closed') {
      // Handlers may still be recording something; only then is it certain that nothing is left unheard. Between
      // that look and the end of this run there is no await, so no message can fall in between.
      await condition(allHandlersFinished)
      if (unheard()) continue
      busy = false
      if (instruction.next.kind === 'closed') return { episode, reason: instruction.next.reason }
      return continueAsNew<typeof collectionCase>({ accountId, episode, clockOffsetMs, turn, shown })
    }
    busy = false
    await waitFor(instruction.next, now(), () => unheard() || heard.renew)
    busy = true
  }
}

/** Until the next step is due or somebody calls. With nothing due and nobody calling, nothing is written. */
async function waitFor(
  next: Exclude<Next, { kind: 'closed' }>,
  now: number,
  called: () => boolean,
): Promise<void> {
  if (next.at === null) await condition(called)
  else if (next.at > now) await condition(called, next.at - now, { summary: waitSummary(next) })
}

/** Shows engineers where the case stands. Search attributes cost an event, so only when they change (goal G7). */
function tell(
  instruction: Instruction,
  shown: NonNullable<CaseInput['shown']>,
): NonNullable<CaseInput['shown']> {
  setCurrentDetails(currentDetails(instruction))
  const { stage } = instruction
  const hold = instruction.standstill !== null
  const changed = [
    ...(stage === shown.stage ? [] : [{ key: stageAttribute, value: stage }]),
    ...(hold === shown.hold ? [] : [{ key: holdAttribute, value: hold }]),
  ]
  if (changed.length > 0) upsertSearchAttributes(changed)
  return { stage, hold }
}

/** The history has grown, or a newer version of the workers is there to go on with. */
function wantsRenewal(): boolean {
  const { continueAsNewSuggested, targetWorkerDeploymentVersionChanged } = workflowInfo()
  return continueAsNewSuggested || targetWorkerDeploymentVersionChanged
}
