// One delinquent account from its first missed payment to its closure. A small interpreter: it asks what is next,
// waits until then, has it done, and asks again. All judgement is in domain/decide.ts, all I/O in activities/.
import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow'
import type { CaseActivities } from '../activities/case-activities'
import type { StepKind } from '../domain/candidate'
import type { Command } from '../domain/commands'
import type { Next } from '../domain/decide'
import type { Instruction } from '../domain/instruction'
import { currentDetails, stepSummary, waitSummary } from './case-story'
import {
  type CaseInput,
  type CaseResult,
  type CaseStatus,
  type FactMessage,
  type FactSignal,
  type WakeUp,
  caseOpenedSignal,
  caseStatusQuery,
  commandUpdates,
  factSignals,
  holdAttribute,
  positionChangedSignal,
  renewRunSignal,
  stageAttribute,
} from './messages'
import { patient, perform, quick } from './proxies'

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
}

export async function collectionCase(input: CaseInput): Promise<CaseResult> {
  const { accountId, clockOffsetMs } = input
  let episode = input.episode
  /** Facts sent by hand, not yet recorded. */
  const messages: Command[] = []
  let turn = input.turn
  let instruction: Instruction | null = input.instruction ?? null
  let seenSeq = instruction?.seq ?? 0
  let shown = input.shown ?? { stage: 'early', hold: false }
  let dirty = false
  let renew = false

  const now = () => Date.now() + clockOffsetMs
  const look = (message?: WakeUp) => {
    if (message === undefined || message.seq > seenSeq) dirty = true
  }

  const status = (): CaseStatus => ({ accountId, episode, turn, seenSeq, instruction, asOf: now() })
  setHandler(defineQuery<CaseStatus>(caseStatusQuery), status)
  setHandler(defineSignal<[WakeUp?]>(caseOpenedSignal), look)
  setHandler(defineSignal<[WakeUp?]>(positionChangedSignal), look)
  setHandler(defineSignal(renewRunSignal), () => {
    renew = true
  })
  for (const signal of Object.keys(factSignals) as FactSignal[]) {
    setHandler(defineSignal<[FactMessage?]>(signal), (message) => {
      if (message === undefined || 'seq' in message) look(message)
      else messages.push({ ...message, kind: factSignals[signal] } as Command)
    })
  }
  for (const kind of commandUpdates) {
    const update = defineUpdate<{ recorded: string[] }, [Omit<Command, 'kind'>]>(kind)
    setHandler(update, (request) => carryOut({ ...request, kind } as Command), { validator: requireSender })
  }

  async function carryOut(command: Command): Promise<{ recorded: string[] }> {
    const answer = await persistently('carryOut')({ accountId, asOf: now(), command })
    if (!answer.ok) throw ApplicationFailure.nonRetryable(answer.message, answer.code)
    dirty = true
    return { recorded: answer.recorded }
  }

  async function evaluate(): Promise<Instruction> {
    dirty = false
    for (const command of messages.splice(0))
      await persistently('receive')({ accountId, asOf: now(), command })
    return persistently('evaluate')({ accountId, turn: ++turn, asOf: now(), seenSeq })
  }

  async function take(next: Extract<Next, { kind: 'step' }>): Promise<Instruction> {
    const step = { accountId, key: next.key, turn: ++turn, asOf: now(), seenSeq }
    try {
      return await perform[performers[next.step] as 'remind'].executeWithOptions(
        { summary: stepSummary(next) },
        [step],
      )
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error
      // What could not be done in a whole working day is a person's business; the case waits for them, bounded.
      const failure = error.cause?.message ?? error.message
      return persistently('recordFailedStep')({
        ...step,
        turn: ++turn,
        asOf: now(),
        rung: next.rung,
        failure,
      })
    }
  }

  const unheard = () => dirty || messages.length > 0
  for (;;) {
    if (instruction === null || unheard()) instruction = await evaluate()
    else if (instruction.next.kind === 'step' && instruction.next.at <= now())
      instruction = await take(instruction.next)
    else if (
      instruction.next.kind === 'wait' &&
      instruction.next.at !== null &&
      instruction.next.at <= now()
    ) {
      instruction = await evaluate()
    }
    seenSeq = Math.max(seenSeq, instruction.seq)
    episode = instruction.episode
    shown = tell(instruction, shown)
    if (renew || wantsRenewal() || instruction.next.kind === 'closed') {
      // Handlers may still be recording something; only then is it certain that nothing is left unheard. Between
      // that look and the end of this run there is no await, so no message can fall in between.
      await condition(allHandlersFinished)
      if (unheard()) continue
      if (instruction.next.kind === 'closed') return { episode, reason: instruction.next.reason }
      return continueAsNew<typeof collectionCase>({ accountId, episode, clockOffsetMs, turn, shown })
    }
    await waitFor(instruction.next, now(), () => unheard() || renew)
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

/** Database work as a local activity; when that fails for good, once more with a regular activity's patience. */
function persistently<K extends 'evaluate' | 'carryOut' | 'receive' | 'recordFailedStep'>(name: K) {
  type Run = (input: Parameters<CaseActivities[K]>[0]) => ReturnType<CaseActivities[K]>
  return (async (request) => {
    try {
      return await (quick[name] as unknown as Run)(request)
    } catch (error) {
      if (isCancellation(error)) throw error
      return await (patient[name] as unknown as Run)(request)
    }
  }) as Run
}

/** A command without a sender or an id of its own cannot be recorded or made safe to repeat. */
function requireSender(request: Omit<Command, 'kind'>): void {
  if (typeof request?.commandId !== 'string' || typeof request.by !== 'string') {
    throw ApplicationFailure.nonRetryable('an update needs {commandId, by, ...}', 'BAD_COMMAND')
  }
}
