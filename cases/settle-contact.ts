// What became of a message that left? Written down with its facts, once: on the account of its step and on those that it
// told about too. When nobody can tell, it counts as sent and a person looks.
import { type Instant, dayMs } from '../domain/calendar-date'
import type { JudgementOnRecord, MessageChannel, NewFact } from '../domain/facts'
import type { Handover } from '../platform/carrier'
import { markPoint } from '../platform/contact-points'
import type { Transaction } from '../platform/database'
import type { Contact } from '../prisma/generated/client'
import type { CoveredStep } from './person'

export type SettledOutcome = 'sent' | 'failed' | 'unknown'

/** The last word of a provider; `unknown`: there is none. */
export type FinalAnswer =
  Extract<Handover, { kind: 'accepted' | 'rejected' }> | { kind: 'unknown'; code: string }

/** Who writes it down, and from where: a case its step, a person a relay. */
export interface Recorder {
  actor: string
  source: string
}

/** The case itself, in a step. */
export const byStep: Recorder = { actor: 'case', source: 'step' }

export interface SettledContact {
  channel: MessageChannel
  outcome: SettledOutcome
  facts: NewFact[]
}

/** What was written down of a contact; null: it is not on record, still leaving, or gave its slot back. */
export function outcomeOnRecord(contact: Pick<Contact, 'status'> | null): SettledOutcome | null {
  switch (contact?.status) {
    case 'sent':
    case 'delivered':
      return 'sent'
    case 'failed':
    case 'unknown':
      return contact.status
    default:
      return null
  }
}

/** Settles a contact that is leaving, and answers the facts to record; null: it does not leave any more. */
export async function settleContact(
  tx: Transaction,
  contactKey: string,
  answer: FinalAnswer,
  moment: Instant,
  by: Recorder,
): Promise<SettledContact | null> {
  const outcome = outcomeFor(answer)
  const code = answer.kind === 'accepted' ? null : answer.code
  const providerId = answer.kind === 'accepted' ? answer.providerId : null
  const [row] = await tx.$queryRaw<SettledRow[]>`
    update contact set status = ${outcome}, settled_at = ${new Date(moment)}::timestamptz,
      provider_id = coalesce(${providerId}, provider_id), detail = coalesce(${code}, detail)
    where key = ${contactKey} and status = 'sending'
    returning account_id as "accountId", step_key as "stepKey", channel, contact_point_id as "contactPointId",
      judgement, covers`
  if (!row) return null
  const { accountId, stepKey, channel } = row
  // The point of a relay is a party's and stands in no list of the customer's: then there is nothing to mark.
  if (answer.kind === 'rejected' && row.contactPointId !== null)
    await markPoint(tx, row.contactPointId, answer)
  const payload = {
    contactKey,
    channel,
    outcome,
    ...(code === null ? {} : { detail: code }),
    ...(row.judgement === null ? {} : { judgement: row.judgement }),
  }
  const facts = [{ accountId, stepKey }, ...row.covers].map((told): NewFact => ({
    ...{ accountId: told.accountId, effectiveAt: moment, recordedAt: moment, ...by },
    key: `contact/${contactKey}`,
    kind: 'contactMade',
    payload: { ...payload, stepKey: told.stepKey },
  }))
  return { channel, outcome, facts }
}

interface SettledRow {
  accountId: string
  stepKey: string
  channel: MessageChannel
  contactPointId: string | null
  judgement: JudgementOnRecord | null
  covers: CoveredStep[]
}

function outcomeFor(answer: FinalAnswer): SettledOutcome {
  switch (answer.kind) {
    case 'accepted':
      return 'sent'
    case 'rejected':
      return 'failed'
    case 'unknown':
      return 'unknown'
  }
}

/** Days a person has to find out about a message whose fate is unknown. */
const reviewDays = 2

/** A person is to find out whether a message went out. One task per step. */
export function unknownReview(
  { accountId, stepKey }: Pick<Contact, 'accountId' | 'stepKey'>,
  moment: Instant,
  { source }: Pick<Recorder, 'source'>,
): NewFact {
  const taskId = `${accountId}/${stepKey}/review`
  const dueAt = moment + reviewDays * dayMs
  const detail = {
    question: 'Did this message go out, and only once? The provider did not say.',
    step: stepKey,
  }
  return {
    ...{ accountId, effectiveAt: moment, recordedAt: moment, actor: 'case', source },
    key: `task/${taskId}`,
    kind: 'taskOpened',
    payload: { taskId, kind: 'review', stepKey, dueAt, defaultOutcome: 'resolved', detail },
  }
}
