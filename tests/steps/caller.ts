// A case whose call task is open, and a person who calls: reserves, dials, says what it came to.
import { finishCall } from '../../cases/call-finish'
import type { CallDeps } from '../../cases/call-scene'
import { startCall } from '../../cases/call-start'
import type { Instant } from '../../domain/calendar-date'
import { loadCallScripts } from '../../platform/call-scripts'
import type { Database } from '../../platform/database'
import type { SealedPack } from '../../platform/rule-packs'
import { loadWordRules } from '../../platform/word-rules'
import { type Stage, morning, setStage } from './stage'

export const by = 'operator:lin'
const minute = 60_000
const scripts = loadCallScripts('policies', loadWordRules('policies'))
const rung = {
  step: 'call' as const,
  between: { from: '09:00', to: '20:00' },
  task: { deadlineDays: 3, defaultOutcome: 'noAnswer' },
  repeat: { times: 3, everyDays: 2, until: ['rightParty', 'refused', 'wrongNumber'] },
}

export interface Caller extends Stage {
  calls: CallDeps
  taskId: string
  customerId: string
}

/** Every call makes a new customer, unless it is one with a further account. */
export async function openCaller(
  db: Database,
  options: {
    customerId?: string
    policies?: readonly SealedPack[]
    recorder?: 'up' | 'down'
    deadlineDays?: number
  } = {},
): Promise<Caller> {
  const task = { ...rung.task, deadlineDays: options.deadlineDays ?? rung.task.deadlineDays }
  const whose = options.customerId ? { customerId: options.customerId } : {}
  const stage = await setStage(db, { ...rung, task }, whose)
  await stage.perform('arrangeCall')
  const { id: taskId } = await db.prisma.task.findFirstOrThrow({ where: { accountId: stage.accountId } })
  const policies = options.policies ?? stage.deps.policies
  const callRules = { policies, scripts, recorder: () => options.recorder ?? ('up' as const) }
  const customerId = options.customerId ?? stage.accountId.replace('ACC', 'CUS')
  return { ...stage, calls: { ...stage.deps, callRules }, taskId, customerId }
}

export function start(
  { calls, taskId }: Caller,
  asOf: Instant = morning,
  more: { pointId?: string; reference?: string } = {},
) {
  return startCall(calls, { taskId, by, asOf, ...more })
}

/** A call that is under way. */
export async function started(...args: Parameters<typeof start>) {
  const answer = await start(...args)
  if (!answer.ok) throw new Error(answer.message)
  return answer
}

export function finish({ calls }: Caller, callId: string, outcome: string, more: object = {}) {
  const report = { callId, outcome, by, asOf: morning + minute, recording: 'recordings/1' }
  return finishCall(calls, { ...report, ...more })
}

/** One call from beginning to end. */
export async function call(stage: Caller, asOf: Instant, outcome: string, more: { pointId?: string } = {}) {
  const { callId } = await started(stage, asOf, more)
  return finish(stage, callId, outcome, { asOf: asOf + minute })
}
