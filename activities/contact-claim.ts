// May these messages leave, and may they still? The two transactions before the provider is called, each of which locks
// the account first and the person second, as every writer does: only that orders a payment or a hold before or after.
import { randomUUID } from 'node:crypto'
import { openCase, storeDecision } from '../cases/case-log'
import type { MessageChannel } from '../domain/facts'
import type { Instruction } from '../domain/instruction'
import { judge } from '../domain/policy/judge'
import type { RulePack } from '../domain/policy/pack-file'
import type { Finding } from '../domain/template'
import { newCheckCode } from '../platform/check-code'
import type { Transaction } from '../platform/database'
import { tryAgain } from './failures'
import {
  type Claim,
  type ContactResult,
  type ContactStep,
  type MessageScene,
  type PreparedMessage,
  contactKeyOf,
} from './message'
import { messageSituation } from './message-situation'
import { customerOf, isDue, sceneOf } from './perform-step'
import { type ContactOnRecord, openPerson } from './person'

export type Begun =
  /** The step is not, or no longer, what should be done now. */
  | { kind: 'answered'; instruction: Instruction }
  /** An earlier attempt died while these contacts were being sent. */
  | { kind: 'interrupted'; keys: string[] }
  /** In the order of the rung's channels: what may leave, and why the rest may not. */
  | { kind: 'begun'; scene: MessageScene; wishes: (Claim | ContactResult)[] }

const pointKindOf: Record<MessageChannel, string> = { sms: 'mobile', email: 'email', letter: 'address' }

/** Is the step due, and which of its messages may leave? Reserves a slot of the person for each of those. */
export async function beginContact(
  tx: Transaction,
  { deps, input, now, messenger }: ContactStep,
): Promise<Begun> {
  const open = await openCase(tx, deps, { ...input, asOf: now() })
  const person = await openPerson(tx, customerOf(input, open.facts), input.accountId)
  const ours = person.contacts.filter(
    ({ accountId, stepKey }) => accountId === input.accountId && stepKey === input.key,
  )
  const interrupted = ours.filter(({ status }) => status === 'sending')
  if (interrupted.length > 0) return { kind: 'interrupted', keys: interrupted.map(({ key }) => key) }
  if (!isDue(open.decision, input.key)) {
    const claimed = ours.filter(({ status }) => status === 'claimed').map(({ key }) => key)
    if (claimed.length > 0) await withdraw(tx, claimed)
    return { kind: 'answered', instruction: await storeDecision(tx, input, open.decision) }
  }
  const scene: MessageScene = { ...sceneOf(input, open), person }
  const wishes: (Claim | ContactResult)[] = []
  for (const channel of messenger.channelsOf(scene)) {
    const wish = wishFor(scene, channel, wishes, deps.policies)
    if (wish.kind === 'claimed') await reserve(tx, scene, wish)
    wishes.push(wish)
  }
  return { kind: 'begun', scene, wishes }
}

/** What an earlier attempt left behind counts; else the contact is judged with all that came before it. */
function wishFor(
  scene: MessageScene,
  channel: MessageChannel,
  before: readonly (Claim | ContactResult)[],
  packs: readonly RulePack[],
): Claim | ContactResult {
  const { accountId, key: stepKey, person } = scene
  const key = contactKeyOf(accountId, stepKey, channel)
  const earlier = resultOf(person.contacts.find((contact) => contact.key === key))
  if (earlier) return earlier
  const point = person.points.find(
    (candidate) => candidate.channel === pointKindOf[channel] && candidate.status === 'usable',
  )
  if (!point) {
    const text = `the customer has no usable ${pointKindOf[channel]}`
    return { kind: 'withheld', channel, ruleId: 'NO_CONTACT_POINT', text }
  }
  const claimed = before.filter((wish) => wish.kind === 'claimed')
  const { verdict, until, reasons } = judge(messageSituation(scene, channel, point, claimed), packs)
  if (verdict === 'ALLOW' || verdict === 'FLAG') {
    return { kind: 'claimed', key, channel, point, token: randomUUID(), checkCode: newCheckCode() }
  }
  const { ruleId = 'NO-PACK', text = '' } = reasons[0] ?? {}
  return { kind: 'withheld', channel, ruleId, text, ...(until === null ? {} : { until }) }
}

/** What an earlier attempt settled; null when the message can still be claimed. */
function resultOf(contact: ContactOnRecord | undefined): ContactResult | null {
  switch (contact?.status) {
    case 'sent':
    case 'delivered':
      return { kind: 'made', channel: contact.channel, outcome: 'sent' }
    case 'failed':
    case 'unknown':
      return { kind: 'made', channel: contact.channel, outcome: contact.status }
    default:
      return null
  }
}

async function reserve(tx: Transaction, scene: MessageScene, claim: Claim): Promise<void> {
  const { accountId, customerId, episode, key: stepKey } = scene
  await tx.$executeRaw`
    insert into contact (key, customer_id, account_id, episode, step_key, channel, contact_point_id, status,
      attempt_token, check_code, claimed_at)
    values (${claim.key}, ${customerId}, ${accountId}, ${episode}, ${stepKey}, ${claim.channel}, ${claim.point.id},
      'claimed', ${claim.token}, ${claim.checkCode}, ${new Date(scene.moment)}::timestamptz)
    on conflict (key) do update set status = excluded.status, attempt_token = excluded.attempt_token, check_code = excluded.check_code,
      claimed_at = excluded.claimed_at, contact_point_id = excluded.contact_point_id, sent_at = null,
      settled_at = null, detail = null`
}

async function withdraw(tx: Transaction, keys: string[]): Promise<void> {
  await tx.contact.updateMany({
    where: { key: { in: keys }, status: 'claimed' },
    data: { status: 'withdrawn' },
  })
}

/**
 * The last look: still due, the contact point still usable, the claim still this attempt's. When it answers true the
 * message counts as sent until the provider says otherwise.
 */
export async function checkAgain(
  tx: Transaction,
  { deps, input, now }: Pick<ContactStep, 'deps' | 'input' | 'now'>,
  claim: Claim,
  message: PreparedMessage,
): Promise<boolean> {
  const moment = new Date(now())
  const { decision } = await openCase(tx, deps, { ...input, asOf: moment.getTime() })
  const leaves = isDue(decision, input.key)
  const [ours] = await tx.$queryRaw<{ leaves: boolean }[]>`
    with point as (
      select exists (select from contact_point where id = ${claim.point.id} and status = 'usable') as usable)
    update contact set
      status = case when point.usable and ${leaves} then 'sending' else 'withdrawn' end,
      sent_at = case when point.usable and ${leaves} then ${moment}::timestamptz end,
      settled_at = case when point.usable and ${leaves} then null else ${moment}::timestamptz end,
      template = ${message.templateId}, template_sha256 = ${message.templateSha256}, body_sha256 = ${message.bodySha256}
    from point where key = ${claim.key} and attempt_token = ${claim.token} and status = 'claimed'
    returning status = 'sending' as leaves`
  if (!ours) throw tryAgain('ATTEMPT_SUPERSEDED', `another attempt has the contact ${claim.key}`)
  if (ours.leaves) await message.record?.(tx)
  return ours.leaves
}

/** The words must not leave: the slot is given back, the rule is on the contact. */
export async function withhold(
  { deps }: Pick<ContactStep, 'deps'>,
  { key, token, channel }: Claim,
  { rule, text }: Finding,
): Promise<ContactResult> {
  await deps.db.prisma.contact.updateMany({
    where: { key, attemptToken: token, status: 'claimed' },
    data: { status: 'withdrawn', detail: rule },
  })
  return { kind: 'withheld', channel, ruleId: rule, text }
}
