// A call that is over and is reported now. One that nobody had reserved is a contact of the moment at which it was made,
// judged as of then. It counts, and where a rule stood against it the record says which: what has happened is not refused
// (rule case 35).
import type { Instant } from '../domain/calendar-date'
import { type CallOutcome, callMeanings } from '../domain/contact/call-outcomes'
import { callWish } from '../domain/ladder/call-task'
import type { NewFact } from '../domain/facts'
import type { Transaction } from '../platform/database'
import { inTransaction } from '../platform/fact-log'
import { type CallFinished, answerAfter, recordWithSignal, settleReport, taskEnd } from './call-finish'
import { nextCallId, reserveCall, settleCall } from './call-record'
import { type CallRules, type CallSubject, judgeCall, numbersOf, usableNumbersOf } from './call-rules'
import { type CallDeps, type CallScene, openCallScene } from './call-scene'
import { actionOf } from './contact-situation'
import { type Judged, isAllowed, objectionIn } from './judgement-record'
import type { Point } from './person'

export interface PastCall {
  taskId: string
  /** The caller's own id of the call: the same again is the same call. */
  reference: string
  pointId: string
  startedAt: Instant
  outcome: CallOutcome
  recording?: string
  by: string
  /** The case's present, at which it becomes known. */
  asOf: Instant
}

/** What became of the report, and the rule against which the call was made. */
export type PastCallTaken = CallFinished & { brokenRule?: string }

/**
 * Settles the call with this reference, or enters one of the task; ends the task where the outcome ends it. `code`:
 * UNKNOWN_POINT, those of finishCall().
 */
export async function takePastCall(deps: CallDeps, call: PastCall): Promise<PastCallTaken> {
  const { taskId, pointId, startedAt, asOf } = call
  const { accountId } = await deps.db.prisma.task.findUniqueOrThrow({ where: { id: taskId } })
  return inTransaction(deps.db.prisma, async (tx) => {
    const scene = await openCallScene(tx, deps, { accountId, taskId, asOf })
    const { subject, at } = scene
    // Asked under the lock: of two imports of one file at once the second finds what the first has entered.
    const where = { accountId, channel: 'voice', providerId: call.reference }
    const known = await tx.contact.findFirst({ where })
    if (known) return settleReport(tx, deps, known, { ...call, callId: known.key })
    if (numbersOf(subject.person).every(({ id }) => id !== pointId)) {
      return { ok: false, code: 'UNKNOWN_POINT', message: `the customer has no number ${pointId}` }
    }
    const unwanted = ruleAgainst(scene, taskId, startedAt)
    const entry = { ...call, madeAt: startedAt, knownAt: at, source: 'dialler', unwanted }
    const { fact, callId, brokenRule } = await enterCall(tx, deps.callRules, subject, entry)
    const row = { key: callId, accountId, stepKey: stepKeyOf(taskId, accountId), contactPointId: pointId }
    const end = taskEnd(scene, row, call)
    await recordWithSignal(tx, [fact, ...end])
    const answer = await answerAfter(tx, deps, scene, { callId, recorded: true, taskEnded: end.length > 0 })
    return brokenRule === null ? answer : { ...answer, brokenRule }
  })
}

/** Why the case did not want the call, with what was known when it was made; null: it did. */
function ruleAgainst({ facts, rules }: CallScene, taskId: string, at: Instant): string | null {
  const known = facts.filter(({ recordedAt }) => recordedAt <= at)
  const wish = callWish(known, rules, taskId, at)
  return wish.wanted ? null : wish.ruleId
}

export interface CallEntry {
  taskId: string
  outcome: CallOutcome
  recording?: string
  by: string
  /** Absent: nobody can say which number it was. */
  pointId?: string
  reference?: string
  madeAt: Instant
  knownAt: Instant
  source: string
  /** The rule by which the case did not want it; null: it did. */
  unwanted: string | null
}

/** Writes a call that is over into the ledger. Lock account and person first; record the fact in the same transaction. */
export async function enterCall(
  tx: Transaction,
  rules: CallRules,
  subject: CallSubject,
  entry: CallEntry,
): Promise<{ fact: NewFact; callId: string; brokenRule: string | null }> {
  const { person, accountId } = subject
  const stepKey = stepKeyOf(entry.taskId, accountId)
  const point = numbersOf(person).find(({ id }) => id === entry.pointId) ?? null
  const judged = judgeEntry(subject, point, entry, rules)
  const callId = await nextCallId(tx, accountId, stepKey)
  await reserveCall(tx, {
    callId,
    customerId: person.id,
    accountId,
    episode: await episodeOf(tx, accountId, stepKey),
    stepKey,
    pointId: point?.id ?? null,
    at: entry.madeAt,
    by: entry.by,
    reference: entry.reference ?? null,
    direction: 'outbound',
    role: 'debtor',
    judgement: judged.record,
  })
  const lawless = isAllowed(judged) ? null : objectionIn(judged).ruleId
  const brokenRule = entry.unwanted ?? lawless
  const row = { key: callId, accountId, stepKey, contactPointId: point?.id ?? null }
  const fact = await settleCall(tx, row, { ...entry, at: entry.knownAt, brokenRule })
  return { fact: { ...fact, effectiveAt: entry.madeAt }, callId, brokenRule }
}

/** That of the step; a call beside the ladder belongs to the newest one. */
async function episodeOf(tx: Transaction, accountId: string, stepKey: string): Promise<number> {
  if (/^\d+\//.test(stepKey)) return Number(stepKey.split('/')[0])
  const newest = await tx.episode.aggregate({ where: { accountId }, _max: { number: true } })
  return newest._max.number ?? 0
}

/** Where nobody can say which number it was, it broke a rule only if it would have at each of them. */
function judgeEntry(subject: CallSubject, point: Point | null, entry: CallEntry, rules: CallRules): Judged {
  const action = actionOf(stepKeyOf(entry.taskId, subject.accountId))
  const judgedAt = (number: Point | null) =>
    judgeCall(subject, number, entry.madeAt, rules, { action, recorder: recorderThen(entry, rules) })
  const asked = (point ? [point] : usableNumbersOf(subject.person)).map(judgedAt)
  return asked.find(isAllowed) ?? asked[0] ?? judgedAt(null)
}

/** That a conversation was recorded shows its recording, and nothing else. */
function recorderThen({ outcome, recording }: CallEntry, rules: CallRules) {
  if (recording !== undefined) return 'up'
  return callMeanings[outcome].spoken ? 'down' : rules.recorder()
}

/** The id of a step's task is the account and the step's key. */
function stepKeyOf(taskId: string, accountId: string): string {
  return taskId.slice(accountId.length + 1)
}
