// May this message leave, and may it still? The two transactions before the provider is called, each of which locks the
// account first and the person second, as every writer does: only that orders a payment or a hold before or after it.
import { randomUUID } from 'node:crypto'
import { openCase } from '../cases/case-log'
import { type PastContact, judgeContact } from '../domain/contact-rules'
import type { Decision } from '../domain/decide'
import type { Transaction } from '../platform/database'
import type { Contact, ContactPoint } from '../prisma/generated/client'
import { tryAgain } from './failures'
import {
  type Claim,
  type ContactAttempt,
  type ContactResult,
  type MessageChannel,
  type PreparedMessage,
  contactKeyOf,
} from './message'

/** Contacts of these states have used up a slot of the person; a failed or withdrawn one reached nobody. */
const slotsUsed = ['claimed', 'sending', 'sent', 'delivered', 'unknown']

const pointKindOf: Record<MessageChannel, string> = { sms: 'mobile', email: 'email', letter: 'address' }

/** Reserves a slot of the person under every rule pack, or says why not. */
export async function claimSlot(
  tx: Transaction,
  { deps, input, scene, now }: ContactAttempt,
  channel: MessageChannel,
): Promise<Claim | ContactResult> {
  const key = contactKeyOf(scene.accountId, scene.key, channel)
  const moment = now()
  const { decision } = await openCase(tx, deps, { ...input, asOf: moment })
  await tx.$queryRaw`select 1 from customer where id = ${scene.customerId} for no key update`
  const known = await tx.contact.findUnique({ where: { key } })
  const settled = known ? settledResult(known, channel) : null
  if (settled) return settled
  if (!isDue(decision, scene.key)) {
    await tx.contact.updateMany({ where: { key, status: 'claimed' }, data: { status: 'withdrawn' } })
    return { kind: 'withdrawn' }
  }
  const point = await usablePoint(tx, scene.customerId, channel)
  if (!point) {
    const text = `the customer has no usable ${pointKindOf[channel]}`
    return { kind: 'withheld', channel, ruleId: 'NO_CONTACT_POINT', text }
  }
  const history = await pastContacts(tx, scene.customerId, key)
  const verdict = judgeContact({ channel }, history, deps.policies, moment)
  if (verdict.verdict !== 'allow') {
    const until = verdict.verdict === 'defer' ? { until: verdict.until } : {}
    return { kind: 'withheld', channel, ruleId: verdict.ruleId, text: verdict.text, ...until }
  }
  const token = randomUUID()
  const row = {
    status: 'claimed',
    attemptToken: token,
    claimedAt: new Date(moment),
    contactPointId: point.id,
    sentAt: null,
    settledAt: null,
    detail: null,
  }
  const { accountId, customerId, episode, key: stepKey } = scene
  await tx.contact.upsert({
    where: { key },
    update: row,
    create: { key, accountId, customerId, episode, stepKey, channel, ...row },
  })
  return { kind: 'claimed', key, channel, point, token }
}

/**
 * The last look: still due, the contact point still usable, the claim still this attempt's. When it answers true the
 * message counts as sent until the provider says otherwise.
 */
export async function checkAgain(
  tx: Transaction,
  { deps, input, scene, now }: ContactAttempt,
  claim: Claim,
  message: PreparedMessage,
): Promise<boolean> {
  const moment = now()
  const { decision } = await openCase(tx, deps, { ...input, asOf: moment })
  const ours = { key: claim.key, attemptToken: claim.token, status: 'claimed' }
  const usable = await tx.contactPoint.count({ where: { id: claim.point.id, status: 'usable' } })
  if (!isDue(decision, scene.key) || usable === 0) {
    await tx.contact.updateMany({ where: ours, data: { status: 'withdrawn', settledAt: new Date(moment) } })
    return false
  }
  const { templateId: template, bodySha256 } = message
  const data = { status: 'sending', sentAt: new Date(moment), template, bodySha256 }
  const { count } = await tx.contact.updateMany({ where: ours, data })
  if (count === 0) throw tryAgain('ATTEMPT_SUPERSEDED', `another attempt has the contact ${claim.key}`)
  await message.record?.(tx)
  return true
}

function isDue({ next, asOf }: Decision, stepKey: string): boolean {
  return next.kind === 'step' && next.key === stepKey && next.at <= asOf && asOf < next.notAfter
}

/** What an earlier attempt left behind; null when the message can still be claimed. */
function settledResult(row: Contact, channel: MessageChannel): ContactResult | null {
  switch (row.status) {
    case 'sent':
    case 'delivered':
      return { kind: 'made', channel, outcome: 'sent' }
    case 'failed':
    case 'unknown':
      return { kind: 'made', channel, outcome: row.status }
    case 'sending':
      throw tryAgain('ATTEMPT_SUPERSEDED', `another attempt is sending the contact ${row.key}`)
    default:
      return null
  }
}

async function usablePoint(
  tx: Transaction,
  customerId: string,
  channel: MessageChannel,
): Promise<ContactPoint | null> {
  return tx.contactPoint.findFirst({
    where: { customerId, channel: pointKindOf[channel], status: 'usable' },
    orderBy: [{ rank: 'asc' }, { id: 'asc' }],
  })
}

/** The person's contacts on every account of theirs, other than this one. */
async function pastContacts(tx: Transaction, customerId: string, key: string): Promise<PastContact[]> {
  const rows = await tx.contact.findMany({
    where: { customerId, key: { not: key }, status: { in: slotsUsed } },
    select: { channel: true, claimedAt: true },
  })
  return rows.map((row) => ({
    channel: row.channel as PastContact['channel'],
    at: row.claimedAt.getTime(),
  }))
}
