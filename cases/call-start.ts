// A person is about to dial: is the call still wanted and lawful, and which number is it? The slot is reserved in the same
// transaction as the answer is found, so that nobody dials on an answer that has become wrong (C2).
import type { Instant } from '../domain/calendar-date'
import type { Transaction } from '../platform/database'
import { logAccess } from '../platform/access-log'
import { inTransaction, lockAccounts } from '../platform/fact-log'
import type { Contact } from '../prisma/generated/client'
import { nextCallId, reserveCall } from './call-record'
import { type CallRules, chooseNumber, identification, scriptFor } from './call-rules'
import { type CallDeps, openCallScene } from './call-scene'
import type { Objection } from './judgement-record'
import type { ContactOnRecord, Person } from './person'

export interface StartCall {
  taskId: string
  /** Who dials, e.g. `operator:lin`. */
  by: string
  /** Absent: the best number that may be called. */
  pointId?: string
  /** The caller's own id of the call: the same again is the same call. */
  reference?: string
  /** The case's clock. */
  asOf: Instant
}

export interface StartedCall {
  ok: true
  callId: string
  taskId: string
  pointId: string
  /** Personal data: for whoever dials, and for no log. */
  number: string
  customerName: string
  language: string
  startedAt: string
  /** `<script>@<version> (<language>)`, shown by `arrears script show`. */
  script: string | null
  /** What must be said before anything else. */
  mustState: readonly string[]
  /** Rules that allow the call and want it looked at. */
  flags: string[]
}

/** `code`: CALL_NOT_ALLOWED with the rule and the earliest lawful time, CALL_UNDER_WAY, NO_SUCH_TASK, CALL_FINISHED. */
export interface CallRefused {
  ok: false
  code: string
  message: string
  ruleId?: string
  until?: string
}

/** Reserves a call and tells the number, or refuses with the rule. */
export async function startCall(deps: CallDeps, request: StartCall): Promise<StartedCall | CallRefused> {
  const task = await deps.db.prisma.task.findUnique({ where: { id: request.taskId } })
  if (task?.kind !== 'call') {
    return { ok: false, code: 'NO_SUCH_TASK', message: `there is no call task ${request.taskId}` }
  }
  return inTransaction(deps.db.prisma, async (tx) => {
    await lockAccounts(tx, [task.accountId])
    const repeated = await repeatedCall(tx, deps, task.accountId, request)
    return repeated ?? reserve(tx, deps, task.accountId, request)
  })
}

async function reserve(
  tx: Transaction,
  deps: CallDeps,
  accountId: string,
  request: StartCall,
): Promise<StartedCall | CallRefused> {
  const { at, wish, subject } = await openCallScene(tx, deps, { accountId, ...request })
  if (!wish.wanted) return notAllowed({ ...wish, until: null })
  const choice = chooseNumber(subject, at, deps.callRules, request.pointId)
  if (choice.kind === 'none') return notAllowed(choice)
  const { point, judged } = choice
  const { episode, stepKey } = wish
  const { person } = subject
  const other = callUnderWay(person, at)
  if (other) return underWay(other)
  const callId = await nextCallId(tx, accountId, stepKey)
  await reserveCall(tx, {
    callId,
    customerId: person.id,
    accountId,
    episode,
    stepKey,
    pointId: point.id,
    at,
    by: request.by,
    reference: request.reference ?? null,
    direction: 'outbound',
    role: 'debtor',
    judgement: judged.record,
  })
  await logAccess(tx, [
    {
      customerId: person.id,
      at,
      actor: request.by,
      kind: 'read',
      purpose: 'collectionCall',
      fields: ['fullName', 'number'],
      reference: callId,
    },
  ])
  const flags = judged.reasons.map(({ ruleId, text }) => `${ruleId}: ${text}`)
  return {
    ...started(deps.callRules, request.taskId, person, point),
    callId,
    startedAt: new Date(at).toISOString(),
    flags,
  }
}

/**
 * A call that nobody has finished is taken for one that is under way for a quarter of an hour: hardly any conversation
 * about a debt lasts longer, and who forgot to finish theirs does not keep the others from calling all day.
 */
const longestCallMs = 900_000

/** The call that somebody is having with the person right now, whichever account it is about. */
function callUnderWay({ contacts }: Person, at: Instant): ContactOnRecord | undefined {
  return contacts.find(
    ({ channel, direction, status, claimedAt }) =>
      channel === 'voice' &&
      direction === 'outbound' &&
      status === 'sending' &&
      claimedAt + longestCallMs > at,
  )
}

/** The answer of the first time, when the caller did not hear it. */
async function repeatedCall(
  tx: Transaction,
  { callRules }: CallDeps,
  accountId: string,
  { taskId, reference }: StartCall,
): Promise<StartedCall | CallRefused | null> {
  if (reference === undefined) return null
  const where = { accountId, channel: 'voice', providerId: reference }
  const call: Contact | null = await tx.contact.findFirst({ where })
  if (!call) return null
  if (call.status !== 'sending' || call.contactPointId === null) {
    return { ok: false, code: 'CALL_FINISHED', message: `the call ${call.key} is over` }
  }
  const point = await tx.contactPoint.findUniqueOrThrow({ where: { id: call.contactPointId } })
  const person = await tx.customer.findUniqueOrThrow({ where: { id: call.customerId } })
  const startedAt = call.claimedAt.toISOString()
  return { ...started(callRules, taskId, person, point), callId: call.key, startedAt, flags: [] }
}

function started(
  rules: CallRules,
  taskId: string,
  { fullName: customerName, language }: Pick<Person, 'fullName' | 'language'>,
  { id: pointId, value: number }: { id: string; value: string },
): Omit<StartedCall, 'callId' | 'startedAt' | 'flags'> {
  const script = scriptFor(rules, language)
  return { ok: true, taskId, pointId, number, customerName, language, script, mustState: identification }
}

function underWay({ key, claimedAt }: ContactOnRecord): CallRefused {
  const [since, until] = [claimedAt, claimedAt + longestCallMs].map((at) => new Date(at).toISOString())
  const message =
    `the person has been on the phone with us since ${since}: have ${key} finished (call finish), ` +
    `or call again from ${until} on`
  return { ok: false, code: 'CALL_UNDER_WAY', message, ...(until === undefined ? {} : { until }) }
}

function notAllowed({ ruleId, text, until }: Objection): CallRefused {
  if (until === null) {
    return { ok: false, code: 'CALL_NOT_ALLOWED', message: `${ruleId}: ${text}`, ruleId }
  }
  const earliest = new Date(until).toISOString()
  const message = `${ruleId}: ${text}; not before ${earliest}`
  return { ok: false, code: 'CALL_NOT_ALLOWED', message, ruleId, until: earliest }
}
