// What became of a message that left? Written down with its fact, also for one whose attempt died between the
// provider's call and its answer: such a one is asked for, and when nobody can tell it counts as sent and a person looks.
import { type Instant, dayMs } from '../domain/calendar-date'
import type { NewFact } from '../domain/facts'
import type { Handover, Inquiry } from '../platform/carrier'
import type { Transaction } from '../platform/database'
import { inTransaction, lockAccounts } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import type { Contact } from '../prisma/generated/client'
import type { StepInput } from './case-activities'
import type { MessageChannel } from './message'
import { tryAgain } from './failures'
import type { StepDeps } from './ladder-deps'

interface Settling {
  deps: StepDeps
  input: StepInput
  now: () => Instant
}

type Answer = Exclude<Handover, { kind: 'unclear' }> | { kind: 'unknown'; code: string }
type Outcome = 'sent' | 'failed' | 'unknown'

/** Days a person has to find out about a message whose fate is unknown. */
const reviewDays = 2

/**
 * Records the answer to a message that was `sending`. A message that was surely not taken gives its slot back.
 * @throws PROVIDER_BUSY when it was not taken and the step is to be tried again.
 */
export async function settle({ deps, input, now }: Settling, key: string, answer: Answer): Promise<Outcome> {
  if (answer.kind === 'notTaken') {
    const data = { status: 'withdrawn', detail: answer.code }
    await deps.db.prisma.contact.updateMany({ where: { key, status: 'sending' }, data })
    throw tryAgain('PROVIDER_BUSY', `${key} was not taken: ${answer.code}`, { afterMs: answer.retryAfterMs })
  }
  return inTransaction(deps.db.prisma, async (tx) => {
    await lockAccounts(tx, [input.accountId])
    const row = await tx.contact.findUniqueOrThrow({ where: { key } })
    return row.status === 'sending' ? settleRow(tx, row, answer, now()) : settledBefore(row)
  })
}

/** Settles what earlier attempts of the step left in the middle of sending; also when the step is due no longer. */
export async function settleInterrupted(
  settling: Settling,
  find: (row: Contact) => Promise<Inquiry>,
): Promise<void> {
  const { deps, input, now } = settling
  const rows = await deps.db.prisma.contact.findMany({
    where: { accountId: input.accountId, stepKey: input.key, status: 'sending' },
  })
  for (const row of rows) {
    const inquiry = await find(row)
    await inTransaction(deps.db.prisma, async (tx) => {
      await lockAccounts(tx, [input.accountId])
      const latest = await tx.contact.findUniqueOrThrow({ where: { key: row.key } })
      if (latest.status !== 'sending') return
      if (inquiry.kind === 'notTaken') {
        await tx.contact.update({ where: { key: row.key }, data: { status: 'withdrawn' } })
        return
      }
      const answer: Answer = inquiry.kind === 'accepted' ? inquiry : { kind: 'unknown', code: 'INTERRUPTED' }
      const outcome = await settleRow(tx, latest, answer, now())
      if (outcome === 'unknown') await recordFacts(tx, [unknownReview(latest, now())])
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
  const detail = { question: 'Did this message go out? The provider did not say.', step: stepKey }
  return {
    ...byCase(accountId, `task/${taskId}`, moment),
    kind: 'taskOpened',
    payload: { taskId, kind: 'review', stepKey, dueAt, defaultOutcome: 'resolved', detail },
  }
}

async function settleRow(
  tx: Transaction,
  row: Contact,
  answer: Exclude<Answer, { kind: 'notTaken' }>,
  moment: Instant,
): Promise<Outcome> {
  const outcome = outcomeFor(answer)
  const { key: contactKey, stepKey, accountId } = row
  const detail = answer.kind === 'accepted' ? {} : { detail: answer.code }
  const payload = { contactKey, stepKey, channel: row.channel as MessageChannel, outcome, ...detail }
  await recordFacts(tx, [
    { ...byCase(accountId, `contact/${contactKey}`, moment), kind: 'contactMade', payload },
  ])
  const provider = answer.kind === 'accepted' ? { providerId: answer.providerId } : detail
  const data = { status: outcome, settledAt: new Date(moment), ...provider }
  await tx.contact.update({ where: { key: contactKey }, data })
  if (answer.kind === 'rejected' && answer.because !== 'other' && row.contactPointId !== null) {
    const status = answer.because === 'stopped' ? 'stopped' : 'bad'
    await tx.contactPoint.update({
      where: { id: row.contactPointId },
      data: { status, statusReason: answer.code },
    })
  }
  return outcome
}

function outcomeFor(answer: Exclude<Answer, { kind: 'notTaken' }>): Outcome {
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
function settledBefore(row: Contact): Outcome {
  switch (row.status) {
    case 'sent':
    case 'delivered':
      return 'sent'
    case 'failed':
    case 'unknown':
      return row.status
    default:
      throw tryAgain('ATTEMPT_SUPERSEDED', `another attempt has the contact ${row.key}`)
  }
}

function byCase(accountId: string, key: string, moment: Instant) {
  return { accountId, key, effectiveAt: moment, recordedAt: moment, actor: 'case', source: 'step' }
}
