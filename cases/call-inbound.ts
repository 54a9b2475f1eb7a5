// A customer has called in: written into the same ledger as our own calls. It is no proactive call, so it uses up none of
// their number, but it may be a reason to leave the customer alone for the day (C10, rule case 31).
import type { Instant } from '../domain/calendar-date'
import { type CallOutcome, callMeanings } from '../domain/contact/call-outcomes'
import { inTransaction } from '../platform/fact-log'
import { recordWithSignal, taskEnd } from './call-finish'
import { reserveCall, settleCall } from './call-record'
import { judgeCall, numbersOf } from './call-rules'
import { type CallDeps, openCallScene } from './call-scene'

export interface InboundCall {
  accountId: string
  /** The caller's own id of the call: the same again is the same call. */
  reference: string
  outcome: string
  /** The number that called; absent: it was withheld. */
  from?: string
  recording?: string
  by: string
  /** The case's clock. */
  asOf: Instant
}

/** What a call by somebody else can come to. */
export const inboundOutcomes = [
  'rightParty',
  'refused',
  'callBack',
  'thirdParty',
] as const satisfies CallOutcome[]

/** `code`: UNKNOWN_ACCOUNT, UNKNOWN_OUTCOME. */
export type InboundLogged =
  | { ok: true; callId: string; recorded: boolean; taskEnded: boolean }
  | { ok: false; code: string; message: string }

/** Logs a call that came in; an open call task that it makes needless ends with it. */
export async function logInbound(deps: CallDeps, call: InboundCall): Promise<InboundLogged> {
  const { accountId, reference, by, recording } = call
  const outcome = inboundOutcomes.find((known) => known === call.outcome)
  if (!outcome) {
    const message = `a call that comes in ends with one of ${inboundOutcomes.join(', ')}`
    return { ok: false, code: 'UNKNOWN_OUTCOME', message }
  }
  const case_ = await deps.db.prisma.episode.findFirst({
    where: { accountId, number: { gt: 0 } },
    orderBy: { number: 'desc' },
  })
  if (!case_) return { ok: false, code: 'UNKNOWN_ACCOUNT', message: `account ${accountId} has no case` }
  const open = await deps.db.prisma.task.findFirst({ where: { accountId, kind: 'call', status: 'open' } })
  const callId = `${accountId}/inbound/${reference}`
  return inTransaction(deps.db.prisma, async (tx) => {
    const scene = await openCallScene(tx, deps, { accountId, taskId: open?.id ?? '', asOf: call.asOf })
    if (await tx.contact.findUnique({ where: { key: callId } })) {
      return { ok: true, callId, recorded: false, taskEnded: false }
    }
    const { subject, at } = scene
    const point = numbersOf(subject.person).find(({ value }) => value === call.from) ?? null
    const role = callMeanings[outcome].counts === 'effective' ? 'debtor' : 'thirdParty'
    const judged = judgeCall(subject, point, at, deps.callRules, {
      direction: 'inbound',
      action: 'reply',
      role,
    })
    const contactPointId = point?.id ?? null
    await reserveCall(tx, {
      callId,
      customerId: subject.person.id,
      accountId,
      episode: case_.number,
      stepKey: 'inbound',
      pointId: contactPointId,
      at,
      by,
      reference,
      direction: 'inbound',
      role,
      judgement: judged.record,
    })
    const settled = await settleCall(
      tx,
      { key: callId, accountId, stepKey: 'inbound', contactPointId },
      {
        outcome,
        at,
        by,
        source: 'call',
        brokenRule: null,
        ...(recording === undefined ? {} : { recording }),
      },
    )
    const stepKey = open?.stepKey ?? ''
    const end = taskEnd(scene, { key: callId, accountId, stepKey, contactPointId }, { outcome, by })
    await recordWithSignal(tx, [settled, ...end])
    return { ok: true, callId, recorded: true, taskEnded: end.length > 0 }
  })
}
