// What every performer of a step has in common: look again at its own moment, act, record, decide what follows. Safe
// to run twice: a step whose key is in the log already only answers what is next.
import { activityInfo } from '@temporalio/activity'
import type { Instant } from '../domain/calendar-date'
import type { StepKind } from '../domain/ladder/candidate'
import type { Decision, Rules } from '../domain/ladder/decide'
import { type Fact, type NewFact, factsOf } from '../domain/facts'
import type { Instruction } from '../domain/ladder/instruction'
import { rungOfStep } from '../domain/ladder/service-notice'
import type { Rung } from '../domain/ladder/strategy'
import type { Transaction } from '../platform/database'
import { inTransaction } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import type { StepInput } from './case-activities'
import { type CaseDeps, type OpenCase, openCase, storeDecision } from '../cases/case-log'

/** What a performer knows when it acts. */
export interface StepScene {
  accountId: string
  customerId: string
  episode: number
  key: string
  step: StepKind
  rung: Rung
  facts: Fact[]
  rules: Rules
  /** The moment of acting on the case's clock; the machine's clock is never asked. */
  moment: Instant
}

/**
 * Performs one step. `act` runs outside a transaction, is idempotent by `scene.key`, and returns the facts to record,
 * `stepTaken` among them unless the step is put off.
 */
export async function performStep(
  deps: CaseDeps,
  input: StepInput,
  act: (scene: StepScene) => Promise<NewFact[]>,
): Promise<Instruction> {
  const moment = momentOf(input.asOf)
  const scene = await inTransaction(deps.db.prisma, (tx) => setScene(tx, deps, input, moment()))
  if ('next' in scene) return scene
  const facts = await act(scene)
  return inTransaction(deps.db.prisma, async (tx) => {
    await recordFacts(tx, facts)
    return decideNext(tx, deps, { ...input, asOf: moment() })
  })
}

/** The same for a step that only records something, such as a task for a person: one transaction is enough. */
export async function recordStep(
  deps: CaseDeps,
  input: StepInput,
  plan: (scene: StepScene) => NewFact[],
): Promise<Instruction> {
  const moment = momentOf(input.asOf)
  return inTransaction(deps.db.prisma, async (tx) => {
    const scene = await setScene(tx, deps, input, moment())
    if ('next' in scene) return scene
    await recordFacts(tx, plan(scene))
    return decideNext(tx, deps, { ...input, asOf: moment() })
  })
}

/** Decides what follows a step and stores it as the step's own turn. */
export async function decideNext(tx: Transaction, deps: CaseDeps, input: StepInput): Promise<Instruction> {
  const { decision } = await openCase(tx, deps, input)
  return storeDecision(tx, input, decision)
}

/** The scene, or the new instruction when the step is not, or no longer, what should be done now. */
async function setScene(
  tx: Transaction,
  deps: CaseDeps,
  input: StepInput,
  moment: Instant,
): Promise<StepScene | Instruction> {
  const open = await openCase(tx, deps, { ...input, asOf: moment })
  return isDue(open.decision, input.key) ? sceneOf(input, open) : storeDecision(tx, input, open.decision)
}

/** Whether a step is what should be done now, within its lawful window. */
export function isDue({ next, asOf }: Decision, stepKey: string): boolean {
  return next.kind === 'step' && next.key === stepKey && next.at <= asOf && asOf < next.notAfter
}

/** Whose account the case is about, as last reported. */
export function customerOf({ accountId }: StepInput, facts: readonly Fact[]): string {
  const position = factsOf(facts, 'positionReported').at(-1)
  if (!position) throw new Error(`the case of ${accountId} has no reported position`)
  return position.payload.customerId
}

/** What the performer of a step that is due knows. */
export function sceneOf(input: StepInput, { facts, rules, decision }: OpenCase): StepScene {
  const { next } = decision
  if (next.kind !== 'step') throw new Error(`no step of ${input.accountId} is due`)
  const rung = rungOfStep(rules.strategy, next.rung)
  return {
    accountId: input.accountId,
    customerId: customerOf(input, facts),
    episode: decision.episode,
    key: next.key,
    step: next.step,
    rung,
    facts,
    rules,
    moment: decision.asOf,
  }
}

/**
 * The case's clock inside an activity: when the step was scheduled, plus what the server says has passed until this
 * attempt, plus what has passed since it began. Holds under virtual time, and after hours of retries.
 */
export function momentOf(asOf: Instant): () => Instant {
  const info = activityInfo()
  const waitedMs = info.currentAttemptScheduledTimestampMs - info.scheduledTimestampMs
  const began = performance.now()
  return () => Math.round(asOf + Math.max(0, waitedMs) + (performance.now() - began))
}
