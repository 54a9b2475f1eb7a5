// What became of a message that left? Written down with its fact, also for one whose attempt died between the
// provider's call and its answer: such a one is asked for, and when nobody can tell it counts as sent and a person looks.
import type { Instant } from '../domain/calendar-date'
import type { MessageChannel, NewFact } from '../domain/facts'
import type { Handover } from '../platform/carrier'
import { lockAccountsOfPerson } from '../cases/person'
import {
  type FinalAnswer,
  type SettledContact,
  byStep,
  outcomeOnRecord,
  settleContact,
  unknownReview,
} from '../cases/settle-contact'
import type { Transaction } from '../platform/database'
import { inTransaction } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import { tryAgain } from './failures'
import type { Claim, ContactResult, ContactStep } from './message'

export type Answer = FinalAnswer | Extract<Handover, { kind: 'notTaken' }>

/** A message that was handed over, with the provider's answer, which is not written down yet. */
export interface Sent {
  kind: 'sent'
  key: string
  answer: Answer
}

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
      await recordFacts(tx, outcome === 'unknown' ? [...facts, unknownReview(row, now(), byStep)] : facts)
    })
  }
}

/** Settles one message; one that a later attempt has settled already has no new facts. */
export async function settleRow(
  tx: Transaction,
  contactKey: string,
  answer: FinalAnswer,
  moment: Instant,
): Promise<SettledContact> {
  const settled = await settleContact(tx, contactKey, answer, moment, byStep)
  if (settled) return settled
  const row = await tx.contact.findUniqueOrThrow({ where: { key: contactKey } })
  const outcome = outcomeOnRecord(row)
  // One that was taken back is the affair of the attempt that did so.
  if (outcome === null) throw tryAgain('ATTEMPT_SUPERSEDED', `another attempt has the contact ${contactKey}`)
  return { channel: row.channel as MessageChannel, outcome, facts: [] }
}
