// A call in the ledger of contacts: its slot reserved, what it came to, and the fact that says so. A number that turned
// out to be somebody else's is used no more.
import { randomUUID } from 'node:crypto'
import type { Instant } from '../domain/calendar-date'
import { type CallOutcome, callMeanings } from '../domain/contact/call-outcomes'
import type { JudgementOnRecord, NewFact } from '../domain/facts'
import { markPoint } from '../platform/contact-points'
import type { Transaction } from '../platform/database'
import type { Contact } from '../prisma/generated/client'

export interface NewCall {
  callId: string
  customerId: string
  accountId: string
  episode: number
  stepKey: string
  /** null: nobody can say which number it was. */
  pointId: string | null
  at: Instant
  /** Who dials: stands in the row until the call is over. */
  by: string
  /** The caller's own id of the call, by which a repeated request is known. */
  reference: string | null
  direction: 'outbound' | 'inbound'
  /** Whom the call is for: domain/policy/vocabulary.ts. */
  role: string
  judgement: JudgementOnRecord
}

export interface CallResult {
  outcome: CallOutcome
  recording?: string
  at: Instant
  by: string
  source: string
  /** The rule against which the call was made; null: it was lawful. */
  brokenRule: string | null
}

/** Reserves the slot: from now on the call counts, and as used until somebody says what it came to. */
export async function reserveCall(tx: Transaction, call: NewCall): Promise<void> {
  const at = new Date(call.at)
  await tx.$executeRaw`
    insert into contact (key, customer_id, account_id, episode, step_key, channel, contact_point_id, status,
      attempt_token, claimed_at, sent_at, detail, provider_id, direction, role, judgement)
    values (${call.callId}, ${call.customerId}, ${call.accountId}, ${call.episode}, ${call.stepKey}, 'voice',
      ${call.pointId}, 'sending', ${randomUUID()}, ${at}::timestamptz, ${at}::timestamptz, ${call.by},
      ${call.reference}, ${call.direction}, ${call.role}, ${JSON.stringify(call.judgement)}::jsonb)`
}

/** Writes down what a reserved call came to. The caller records the fact in the same transaction. */
export async function settleCall(
  tx: Transaction,
  {
    key,
    accountId,
    stepKey,
    contactPointId,
  }: Pick<Contact, 'key' | 'accountId' | 'stepKey' | 'contactPointId'>,
  { outcome, recording, at, by, source, brokenRule }: CallResult,
): Promise<NewFact> {
  const { counts } = callMeanings[outcome]
  const status = counts === 'notConnected' ? 'failed' : 'sent'
  const data = { status, outcome: counts, detail: outcome, recording: recording ?? null }
  const { judgement } = await tx.contact.update({
    where: { key },
    data: { ...data, settledAt: new Date(at) },
    select: { judgement: true },
  })
  if (outcome === 'wrongNumber' && contactPointId !== null) {
    await markPoint(tx, contactPointId, { because: 'badAddress', code: 'WRONG_PERSON' })
  }
  const payload = {
    contactKey: key,
    stepKey,
    channel: 'voice' as const,
    outcome: status,
    detail: outcome,
    result: counts,
    ...(brokenRule === null ? {} : { ruleId: brokenRule }),
    ...(recording === undefined ? {} : { recording }),
    ...(judgement === null ? {} : { judgement: judgement as unknown as JudgementOnRecord }),
  } as const
  const envelope = { accountId, effectiveAt: at, recordedAt: at, actor: by, source }
  return { ...envelope, key: `contact/${key}`, kind: 'contactMade', payload }
}

/** The id of the next call of a step: `<account>/<step>/voice/<n>`. */
export async function nextCallId(tx: Transaction, accountId: string, stepKey: string): Promise<string> {
  const before = await tx.contact.count({ where: { accountId, stepKey, channel: 'voice' } })
  return `${accountId}/${stepKey}/voice/${before + 1}`
}
