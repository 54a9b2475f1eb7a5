// One message to one person, at most once: claim, re-check, send, confirm (C6, architecture decision 8). The claim
// reserves the person's slot under every rule pack; a payment, a hold or a closure up to the last instant before the
// provider is called withdraws it; an answer that was lost is asked for and never answered by sending again.
import type { Inquiry } from '../platform/carrier'
import { inTransaction } from '../platform/fact-log'
import { checkAgain, claimSlot } from './contact-claim'
import { settle } from './contact-settle'
import type { ContactAttempt, ContactResult, MessageChannel } from './message'

/** Contacts the person on one channel, once, whatever happens in between. */
export async function contactPerson(
  attempt: ContactAttempt,
  channel: MessageChannel,
): Promise<ContactResult> {
  const { prisma } = attempt.deps.db
  const claim = await inTransaction(prisma, (tx) => claimSlot(tx, attempt, channel))
  if (claim.kind !== 'claimed') return claim
  const message = await attempt.prepare(claim)
  const leaves = await inTransaction(prisma, (tx) => checkAgain(tx, attempt, claim, message))
  if (!leaves) return { kind: 'withdrawn' }
  const answer = await message.send()
  const outcome = await settle(
    attempt,
    claim.key,
    answer.kind === 'unclear' ? withCode(await message.find(), answer.code) : answer,
  )
  return { kind: 'made', channel, outcome }
}

function withCode(inquiry: Inquiry, code: string): Parameters<typeof settle>[2] {
  switch (inquiry.kind) {
    case 'accepted':
      return inquiry
    case 'unknown':
      return { kind: 'unknown', code }
    case 'notTaken':
      return { kind: 'notTaken', code, retryAfterMs: 0 }
  }
}
