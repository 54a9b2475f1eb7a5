// May these messages leave, and may they still? The two transactions before the provider is called, each of which locks
// the account first and the person second, as every writer does: only that orders a payment or a hold before or after.
import { randomUUID } from 'node:crypto'
import { openCase, storeDecision } from '../cases/case-log'
import { situationOf } from '../cases/contact-situation'
import { type Judged, judgeOnRecord } from '../cases/judgement-record'
import { type ContactStatus, type Point, openPerson } from '../cases/person'
import { type MessageChannel, factsOf } from '../domain/facts'
import type { Instruction } from '../domain/instruction'
import { type Situation, pastContact } from '../domain/policy/situation'
import type { Finding } from '../domain/template'
import { newCheckCode } from '../platform/check-code'
import type { Transaction } from '../platform/database'
import type { SealedPack } from '../platform/rule-packs'
import { tryAgain } from './failures'
import {
  type Claim,
  type ContactResult,
  type ContactStep,
  type MessageScene,
  type PreparedMessage,
  contactKeyOf,
} from './message'
import type { StepDeps } from './ladder-deps'
import { type StepScene, customerOf, isDue, sceneOf } from './perform-step'

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
  packs: readonly SealedPack[],
): Claim | ContactResult {
  const { accountId, key: stepKey, person } = scene
  const key = contactKeyOf(accountId, stepKey, channel)
  const earlier = resultOf(channel, person.contacts.find((contact) => contact.key === key)?.status)
  if (earlier) return earlier
  const point = person.points.find(
    (candidate) => candidate.channel === pointKindOf[channel] && candidate.status === 'usable',
  )
  if (!point) {
    const text = `the customer has no usable ${pointKindOf[channel]}`
    return { kind: 'withheld', channel, ruleId: 'NO_CONTACT_POINT', text }
  }
  const claimed = before.filter((wish) => wish.kind === 'claimed')
  const judged = judgeOnRecord(messageSituation(scene, channel, point, claimed), packs)
  if (!mayLeave(judged)) return withheldBy(channel, judged)
  const token = randomUUID()
  return { kind: 'claimed', key, channel, point, token, judgement: judged.record, checkCode: newCheckCode() }
}

function mayLeave({ verdict }: Judged): boolean {
  return verdict === 'ALLOW' || verdict === 'FLAG'
}

function withheldBy(channel: MessageChannel, { until, reasons, record }: Judged): ContactResult {
  const { ruleId = 'NO-PACK', text = '' } = reasons[0] ?? {}
  return { kind: 'withheld', channel, ruleId, text, judgement: record, ...(until === null ? {} : { until }) }
}

/** The situation of a message when those in `claimed` leave in the same step. */
function messageSituation(
  { accountId, facts, person, moment, key, rules }: MessageScene,
  channel: MessageChannel,
  point: Point,
  claimed: readonly Claim[],
): Situation {
  return situationOf(person, {
    at: moment,
    channel,
    point,
    accounts: [accountId],
    product: factsOf(facts, 'positionReported').at(-1)?.payload.product,
    bankZone: rules.strategy.zone,
    // A slot that an earlier attempt of this step reserved and did not use is judged anew.
    isOwnSlot: (past) => past.accountId === accountId && past.stepKey === key && past.status === 'claimed',
    beside: claimed.map((claim) =>
      pastContact({ at: moment, channel: claim.channel, outcome: 'unknown', point: claim.point.id }),
    ),
  })
}

/** What an earlier attempt settled; null when the message can still be claimed. */
function resultOf(channel: MessageChannel, status: ContactStatus | undefined): ContactResult | null {
  switch (status) {
    case 'sent':
    case 'delivered':
      return { kind: 'made', channel, outcome: 'sent' }
    case 'failed':
    case 'unknown':
      return { kind: 'made', channel, outcome: status }
    default:
      return null
  }
}

async function reserve(tx: Transaction, scene: MessageScene, claim: Claim): Promise<void> {
  const { accountId, customerId, episode, key: stepKey } = scene
  await tx.$executeRaw`
    insert into contact (key, customer_id, account_id, episode, step_key, channel, contact_point_id, status,
      attempt_token, check_code, claimed_at, judgement)
    values (${claim.key}, ${customerId}, ${accountId}, ${episode}, ${stepKey}, ${claim.channel}, ${claim.point.id},
      'claimed', ${claim.token}, ${claim.checkCode}, ${new Date(scene.moment)}::timestamptz, ${JSON.stringify(claim.judgement)}::jsonb)
    on conflict (key) do update set judgement = excluded.judgement, status = excluded.status, attempt_token = excluded.attempt_token, check_code = excluded.check_code,
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
 * The last look: still due, still lawful, the contact point still usable, the claim still this attempt's. null: it may
 * leave, and counts as sent until the provider says otherwise.
 */
export async function checkAgain(
  tx: Transaction,
  { deps, input, now }: Pick<ContactStep, 'deps' | 'input' | 'now'>,
  claim: Claim,
  message: PreparedMessage,
): Promise<ContactResult | null> {
  const asOf = now()
  const open = await openCase(tx, deps, { ...input, asOf })
  const stillDue = isDue(open.decision, input.key)
  const objection = stillDue ? await objectionTo(tx, deps, sceneOf(input, open), claim) : withdrawn
  const leaves = objection === null
  const settledAt = leaves ? null : new Date(asOf)
  const detail = objection?.kind === 'withheld' ? objection.ruleId : null
  const [ours] = await tx.$queryRaw<{ key: string }[]>`
    update contact set status = ${leaves ? 'sending' : 'withdrawn'}, detail = ${detail},
      sent_at = ${leaves ? new Date(asOf) : null}::timestamptz, settled_at = ${settledAt}::timestamptz,
      template = ${message.templateId}, template_sha256 = ${message.templateSha256}, body_sha256 = ${message.bodySha256}
    where key = ${claim.key} and attempt_token = ${claim.token} and status = 'claimed' returning key`
  if (!ours) throw tryAgain('ATTEMPT_SUPERSEDED', `another attempt has the contact ${claim.key}`)
  if (leaves) await message.record?.(tx)
  return objection
}

const withdrawn: ContactResult = { kind: 'withdrawn' }

/** What stands against the claimed message by now: a rule, a wish, or that the contact point is used no more. */
async function objectionTo(
  tx: Transaction,
  { policies }: StepDeps,
  scene: StepScene,
  { channel, point }: Claim,
): Promise<ContactResult | null> {
  const person = await openPerson(tx, scene.customerId, scene.accountId)
  const isUsable = person.points.some(({ id, status }) => id === point.id && status === 'usable')
  if (!isUsable) return withdrawn
  const judged = judgeOnRecord(messageSituation({ ...scene, person }, channel, point, []), policies)
  return mayLeave(judged) ? null : withheldBy(channel, judged)
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
