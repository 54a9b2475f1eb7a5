// What became of a message that left? Written down with its fact, also for one whose attempt died between the
// provider's call and its answer: such a one is asked for, and when nobody can tell it counts as sent and a person looks.
import { type Instant, dayMs } from '../domain/calendar-date'
import type { JudgementOnRecord, MessageChannel, NewFact } from '../domain/facts'
import type { Handover } from '../platform/carrier'
import { type CoveredStep, lockAccountsOfPerson } from '../cases/person'
import { markPoint } from '../platform/contact-points'
import type { Transaction } from '../platform/database'
import { inTransaction } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import type { Contact } from '../prisma/generated/client'
import { tryAgain } from './failures'
import type { Claim, ContactOutcome, ContactResult, ContactStep } from './message'

export type Answer = Exclude<Handover, { kind: 'unclear' }> | { kind: 'unknown'; code: string }
type FinalAnswer = Exclude<Answer, { kind: 'notTaken' }>

/** A message that was handed over, with the provider's answer, which is not written down yet. */
export interface Sent {
  kind: 'sent'
  key: string
  answer: Answer
}

/** Days a person has to find out about a message whose fate is unknown. */
const reviewDays = 2

/** A message that was surely not taken gives its slot back. */
export async function takeBack({ deps }: ContactStep, key: string, code: string): Promise<void> {
  const data = { status: 'withdrawn', detail: code }
  await deps.db.prisma.contact.updateMany({ where: { key, status: 'sending' }, data })
}

/** What was claimed and has not left goes back too: other cases of the person need not wait for the next attempt. */
export async function giveBack(
  { deps }: ContactStep,
  wishes: readonly (Claim | ContactResult)[],
): Promise<void> {
  const tokens = wishes.flatMap((wish) => (wish.kind === 'claimed' ? [wish.token] : []))
  await deps.db.prisma.contact.updateMany({
    where: { attemptToken: { in: tokens }, status: 'claimed' },
    data: { status: 'withdrawn' },
  })
}

/**
 * Writes the answers of a step's messages down, in the caller's transaction, which has locked the account. Returns the
 * facts to record with them, and what became of every contact of the step.
 */
export async function settleSent(
  tx: Transaction,
  results: readonly (Sent | ContactResult)[],
  moment: Instant,
): Promise<{ facts: NewFact[]; contacts: ContactResult[] }> {
  const facts: NewFact[] = []
  const contacts: ContactResult[] = []
  for (const result of results) {
    if (result.kind !== 'sent') {
      contacts.push(result)
    } else if (result.answer.kind !== 'notTaken') {
      const settled = await settleRow(tx, result.key, result.answer, moment)
      facts.push(...settled.facts)
      contacts.push({ kind: 'made', channel: settled.channel, outcome: settled.outcome })
    }
  }
  return { facts, contacts }
}

/** Settles what an earlier attempt of the step left in the middle of sending; also when the step is due no longer. */
export async function settleInterrupted(
  { deps, input, now, messenger }: ContactStep,
  keys: readonly string[],
): Promise<void> {
  const rows = await deps.db.prisma.contact.findMany({ where: { key: { in: [...keys] } } })
  for (const row of rows) {
    const inquiry = await messenger.find(row)
    await inTransaction(deps.db.prisma, async (tx) => {
      await lockAccountsOfPerson(tx, input.accountId)
      if (inquiry.kind === 'notTaken') {
        await tx.contact.updateMany({
          where: { key: row.key, status: 'sending' },
          data: { status: 'withdrawn' },
        })
        return
      }
      const answer: FinalAnswer =
        inquiry.kind === 'accepted' ? inquiry : { kind: 'unknown', code: inquiry.code ?? 'INTERRUPTED' }
      const { facts, outcome } = await settleRow(tx, row.key, answer, now())
      if (facts.length === 0) return
      await recordFacts(tx, outcome === 'unknown' ? [...facts, unknownReview(row, now())] : facts)
    })
  }
}

/** A person is to find out whether a message went out. One task per step. */
export function unknownReview(
  { accountId, stepKey }: Pick<Contact, 'accountId' | 'stepKey'>,
  moment: Instant,
): NewFact {
  const taskId = `${accountId}/${stepKey}/review`
  const dueAt = moment + reviewDays * dayMs
  const detail = {
    question: 'Did this message go out, and only once? The provider did not say.',
    step: stepKey,
  }
  return {
    ...byCase(accountId, `task/${taskId}`, moment),
    kind: 'taskOpened',
    payload: { taskId, kind: 'review', stepKey, dueAt, defaultOutcome: 'resolved', detail },
  }
}

interface Settled {
  channel: MessageChannel
  outcome: ContactOutcome
  /** On the account of the step and on those that the message told about too; none: another attempt recorded them. */
  facts: NewFact[]
}

/** Settles one message and answers its facts. */
export async function settleRow(
  tx: Transaction,
  contactKey: string,
  answer: FinalAnswer,
  moment: Instant,
): Promise<Settled> {
  const outcome = outcomeFor(answer)
  const code = answer.kind === 'accepted' ? null : answer.code
  const providerId = answer.kind === 'accepted' ? answer.providerId : null
  const [row] = await tx.$queryRaw<SettledRow[]>`
    update contact set status = ${outcome}, settled_at = ${new Date(moment)}::timestamptz,
      provider_id = coalesce(${providerId}, provider_id), detail = coalesce(${code}, detail)
    where key = ${contactKey} and status = 'sending'
    returning account_id as "accountId", step_key as "stepKey", channel, contact_point_id as "contactPointId",
      judgement, covers`
  if (!row) return settledBefore(await tx.contact.findUniqueOrThrow({ where: { key: contactKey } }))
  const { accountId, stepKey, channel } = row
  if (answer.kind === 'rejected' && row.contactPointId !== null)
    await markPoint(tx, row.contactPointId, answer)
  const payload = {
    contactKey,
    channel,
    outcome,
    ...(code === null ? {} : { detail: code }),
    ...(row.judgement === null ? {} : { judgement: row.judgement }),
  }
  const facts = [{ accountId, stepKey }, ...row.covers].map((told): NewFact => {
    const envelope = byCase(told.accountId, `contact/${contactKey}`, moment)
    return { ...envelope, kind: 'contactMade', payload: { ...payload, stepKey: told.stepKey } }
  })
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

function outcomeFor(answer: FinalAnswer): ContactOutcome {
  switch (answer.kind) {
    case 'accepted':
      return 'sent'
    case 'rejected':
      return 'failed'
    case 'unknown':
      return 'unknown'
  }
}

/** A later attempt has settled the message already; one that it took back is its own affair. */
function settledBefore(row: Contact): Settled {
  const channel = row.channel as MessageChannel
  switch (row.status) {
    case 'sent':
    case 'delivered':
      return { channel, outcome: 'sent', facts: [] }
    case 'failed':
    case 'unknown':
      return { channel, outcome: row.status, facts: [] }
    default:
      throw tryAgain('ATTEMPT_SUPERSEDED', `another attempt has the contact ${row.key}`)
  }
}

function byCase(accountId: string, key: string, moment: Instant) {
  return { accountId, key, effectiveAt: moment, recordedAt: moment, actor: 'case', source: 'step' }
}
