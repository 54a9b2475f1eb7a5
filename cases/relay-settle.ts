// What became of a relay that left? Written down with its fact, once; when nobody can tell, it counts as sent and a
// person looks.
import { type Instant, dayMs } from '../domain/calendar-date'
import type { JudgementOnRecord, NewFact } from '../domain/facts'
import type { Handover, Inquiry } from '../platform/carrier'
import type { Transaction } from '../platform/database'
import { recordFacts } from '../platform/read-model'
import type { Contact } from '../prisma/generated/client'

export type RelayOutcome = 'sent' | 'failed' | 'unknown'
type Answer = Exclude<Handover, { kind: 'unclear' }> | Inquiry

/** Days a person has to find out about a message whose fate is unknown. */
const reviewDays = 2

/** null: it is not on record, or gave its slot back, and may be sent. One that is still leaving is asked for first. */
export function outcomeOnRecord(contact: Pick<Contact, 'status'> | null): RelayOutcome | null {
  switch (contact?.status) {
    case 'sent':
    case 'delivered':
      return 'sent'
    case 'failed':
      return 'failed'
    case 'unknown':
      return 'unknown'
    default:
      return null
  }
}

/** Settles it in the caller's transaction, which has locked the account; null: surely not taken, the slot is free. */
export async function settleRelay(
  tx: Transaction,
  { contactKey, by, at }: { contactKey: string; by: string; at: Instant },
  answer: Answer,
): Promise<RelayOutcome | null> {
  const contact = await tx.contact.findUniqueOrThrow({ where: { key: contactKey } })
  // Somebody else has asked the provider in between.
  if (contact.status !== 'sending') return outcomeOnRecord(contact)
  const settled = (data: { status: string; providerId?: string; detail?: string }) =>
    tx.contact.update({ where: { key: contactKey }, data: { ...data, settledAt: new Date(at) } })
  switch (answer.kind) {
    case 'notTaken':
      await settled({ status: 'withdrawn', ...('code' in answer ? { detail: answer.code } : {}) })
      return null
    case 'accepted':
      await settled({ status: 'sent', providerId: answer.providerId })
      await recordFacts(tx, [madeFact(contact, by, at, { outcome: 'sent' })])
      return 'sent'
    case 'rejected':
      await settled({ status: 'failed', detail: answer.code })
      await recordFacts(tx, [madeFact(contact, by, at, { outcome: 'failed', detail: answer.code })])
      return 'failed'
    case 'unknown': {
      const detail = answer.code ?? 'INTERRUPTED'
      await settled({ status: 'unknown', detail })
      await recordFacts(tx, [madeFact(contact, by, at, { outcome: 'unknown', detail }), review(contact, at)])
      return 'unknown'
    }
  }
}

function madeFact(
  { key: contactKey, accountId, stepKey, judgement }: Contact,
  actor: string,
  at: Instant,
  result: { outcome: RelayOutcome; detail?: string },
): NewFact {
  // Written by the claim alone.
  const judged = judgement as unknown as JudgementOnRecord
  return {
    ...{ accountId, effectiveAt: at, recordedAt: at, actor, source: 'relay' },
    key: `contact/${contactKey}`,
    kind: 'contactMade',
    payload: { contactKey, stepKey, channel: 'sms', ...result, judgement: judged },
  }
}

function review({ accountId, stepKey }: Contact, at: Instant): NewFact & { signal: 'positionChanged' } {
  const taskId = `${accountId}/${stepKey}/review`
  const detail = {
    question: 'Did this message go out, and only once? The provider did not say.',
    step: stepKey,
  }
  return {
    ...{
      accountId,
      effectiveAt: at,
      recordedAt: at,
      actor: 'case',
      source: 'relay',
      signal: 'positionChanged',
    },
    key: `task/${taskId}`,
    kind: 'taskOpened',
    payload: {
      taskId,
      kind: 'review',
      stepKey,
      dueAt: at + reviewDays * dayMs,
      defaultOutcome: 'resolved',
      detail,
    },
  }
}
