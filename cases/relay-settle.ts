// What became of a relay that left? Written down like every message, by the person who sent it; one that was surely not
// taken gives its slot back and may be sent again.
import type { Instant } from '../domain/calendar-date'
import type { Handover, Inquiry } from '../platform/carrier'
import type { Transaction } from '../platform/database'
import { recordFacts } from '../platform/read-model'
import {
  type FinalAnswer,
  type SettledOutcome,
  outcomeOnRecord,
  settleContact,
  unknownReview,
} from './settle-contact'

type Answer = Exclude<Handover, { kind: 'unclear' }> | Inquiry

/** Settles it in the caller's transaction, which has locked the account; null: surely not taken, the slot is free. */
export async function settleRelay(
  tx: Transaction,
  { contactKey, by: actor, at }: { contactKey: string; by: string; at: Instant },
  answer: Answer,
): Promise<SettledOutcome | null> {
  if (answer.kind === 'notTaken') {
    const detail = 'code' in answer ? { detail: answer.code } : {}
    const { count } = await tx.contact.updateMany({
      where: { key: contactKey, status: 'sending' },
      data: { status: 'withdrawn', settledAt: new Date(at), ...detail },
    })
    if (count > 0) return null
  } else {
    const settled = await settleContact(tx, contactKey, finalOf(answer), at, { actor, source: 'relay' })
    if (settled) {
      const review = settled.outcome === 'unknown' ? [await reviewOf(tx, contactKey, at)] : []
      await recordFacts(tx, [...settled.facts, ...review])
      return settled.outcome
    }
  }
  // Somebody else has asked the provider in between.
  return outcomeOnRecord(await tx.contact.findUniqueOrThrow({ where: { key: contactKey } }))
}

/** A person finds out whether it left. */
async function reviewOf(tx: Transaction, contactKey: string, at: Instant) {
  const { accountId, stepKey } = await tx.contact.findUniqueOrThrow({ where: { key: contactKey } })
  return {
    ...unknownReview({ accountId, stepKey }, at, { source: 'relay' }),
    signal: 'positionChanged' as const,
  }
}

function finalOf(answer: Exclude<Answer, { kind: 'notTaken' }>): FinalAnswer {
  return answer.kind === 'unknown' ? { kind: 'unknown', code: answer.code ?? 'INTERRUPTED' } : answer
}
