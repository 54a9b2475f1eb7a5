// May these messages leave? The first transaction of a step of messages: it locks the accounts first and the person
// second, as every writer does, asks every rule pack and reserves a slot of the person for each message.
import { randomUUID } from 'node:crypto'
import { openCase, storeDecision } from '../cases/case-log'
import { isAllowed } from '../cases/judgement-record'
import { type ContactOnRecord, lockAccountsOfPerson, openPerson } from '../cases/person'
import { outcomeOnRecord } from '../cases/settle-contact'
import type { MessageChannel } from '../domain/facts'
import type { Instruction } from '../domain/ladder/instruction'
import { callerOf } from '../domain/ladder/strategy'
import { newCheckCode } from '../platform/check-code'
import type { Transaction } from '../platform/database'
import { tryAgain } from './failures'
import { type Claim, type ContactResult, type ContactStep, type MessageScene, contactKeyOf } from './message'
import { judgeMessage, objectionOf } from './message-judgement'
import { customerOf, isDue, sceneOf } from './perform-step'
import { choosePoint } from './point-choice'
import { type ToldAccount, othersDue } from './told-accounts'

export type Begun =
  /** The step is not, or no longer, what should be done now. */
  | { kind: 'answered'; instruction: Instruction }
  /** An earlier attempt died while these contacts were being sent. */
  | { kind: 'interrupted'; keys: string[] }
  /** In the order of the rung's channels: what may leave, and why the rest may not. */
  | { kind: 'begun'; scene: MessageScene; wishes: (Claim | ContactResult)[] }

/** Is the step due, and which of its messages may leave? Reserves a slot of the person for each of those. */
export async function beginContact(tx: Transaction, step: ContactStep): Promise<Begun> {
  const { deps, input, now } = step
  await lockAccountsOfPerson(tx, input.accountId)
  const open = await openCase(tx, deps, { ...input, asOf: now() })
  const person = await openPerson(tx, customerOf(input, open.facts))
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
  return { kind: 'begun', scene, wishes: await claimAll(tx, step, scene) }
}

async function claimAll(
  tx: Transaction,
  { deps, messenger }: ContactStep,
  scene: MessageScene,
): Promise<(Claim | ContactResult)[]> {
  const others = scene.step === 'serviceNotice' ? [] : await othersDue(tx, deps, scene, scene.person)
  const wishes: (Claim | ContactResult)[] = []
  const claim = async (channel: MessageChannel) => {
    const told = others.filter(
      (account) => messenger.channelsOf(account).includes(channel) && !contactFor(scene, account, channel),
    )
    const wish = wishFor({ deps, messenger }, scene, channel, told, wishes)
    if (wish.kind === 'claimed') await reserve(tx, scene, wish)
    wishes.push(wish)
  }
  for (const channel of messenger.channelsOf(scene)) await claim(channel)
  for (const channel of messenger.insteadOf(scene)) {
    if (!wishes.every(hasNoPoint)) break
    await claim(channel)
  }
  return wishes
}

const noPointLeft: ReadonlySet<string> = new Set(['NO_CONTACT_POINT', 'NOBODY_REACHED'])

function hasNoPoint(wish: Claim | ContactResult): boolean {
  return wish.kind === 'withheld' && noPointLeft.has(wish.ruleId)
}

/** What an earlier attempt or another case left behind counts; else the contact is judged with all before it. */
function wishFor(
  { deps, messenger }: Pick<ContactStep, 'deps' | 'messenger'>,
  scene: MessageScene,
  channel: MessageChannel,
  others: readonly ToldAccount[],
  before: readonly (Claim | ContactResult)[],
): Claim | ContactResult {
  const { accountId, key: stepKey, person } = scene
  const made = resultOf(channel, contactFor(scene, scene, channel))
  if (made) return made
  const choice = choosePoint(person, channel, { accountId, key: stepKey })
  if (!choice.ok) return { kind: 'withheld', channel, ruleId: choice.ruleId, text: choice.text }
  const { point } = choice
  const beside = before.filter((wish) => wish.kind === 'claimed')
  const judgedWith = (told: readonly ToldAccount[]) =>
    judgeMessage({ scene, person, channel, point, covers: told, beside }, deps)
  const most = others.slice(0, messenger.mostAccounts(channel, point) - 1)
  // What stands against telling of another account must not keep this one's message back.
  const together = judgedWith(most)
  const alone = most.length > 0 && !isAllowed(together)
  const [covers, judged] = alone ? [[], judgedWith([])] : [most, together]
  const objection = objectionOf(channel, judged)
  if (objection) return objection
  const key = contactKeyOf(accountId, stepKey, channel)
  const token = randomUUID()
  const judgement = judged.record
  return { kind: 'claimed', key, channel, point, covers, token, judgement, checkCode: newCheckCode() }
}

/** The contact on record that is this step's message on the channel: its own once it left, or what another case sent. */
function contactFor(
  { person, moment }: Pick<MessageScene, 'person' | 'moment'>,
  { accountId, key }: Pick<ToldAccount, 'accountId' | 'key'>,
  channel: MessageChannel,
): ContactOnRecord | undefined {
  const contacts = person.contacts.filter(({ status }) => status !== 'withdrawn')
  const own = contacts.find((contact) => contact.key === contactKeyOf(accountId, key, channel))
  if (own && own.status !== 'claimed') return own
  const byOthers = contacts.filter(
    (contact) =>
      contact.accountId !== accountId &&
      contact.channel === channel &&
      contact.covers.some((step) => step.accountId === accountId && step.stepKey === key),
  )
  const isStale = ({ status, claimedAt }: ContactOnRecord) =>
    status === 'claimed' && claimedAt + waitForOtherCaseMs < moment
  return byOthers.find(({ status }) => settled.has(status)) ?? byOthers.find((contact) => !isStale(contact))
}

const settled: ReadonlySet<ContactOnRecord['status']> = new Set([
  'sent',
  'delivered',
  'failed',
  'unknown',
] as const)

/** A case that died with a claim for others is waited for this long; then they send for themselves. */
const waitForOtherCaseMs = 600_000
/** How soon to look again whether another case has told of this account. */
const lookAgainMs = 10_000

/** What became of the message by now; null when it can still be claimed. */
function resultOf(channel: MessageChannel, contact: ContactOnRecord | undefined): ContactResult | null {
  if (contact?.status === 'claimed' || contact?.status === 'sending')
    throw tryAgain('TOLD_BY_ANOTHER_CASE', `${contact.key} is on its way`, { afterMs: lookAgainMs })
  const outcome = outcomeOnRecord(contact ?? null)
  return outcome === null ? null : { kind: 'made', channel, outcome }
}

async function reserve(tx: Transaction, scene: MessageScene, claim: Claim): Promise<void> {
  const { accountId, customerId, episode, key: stepKey, moment } = scene
  const { key, channel, point, token, checkCode } = claim
  const covers = JSON.stringify(
    claim.covers.map((told) => ({ accountId: told.accountId, stepKey: told.key })),
  )
  const reserved = await tx.$executeRaw`
    insert into contact (key, customer_id, account_id, episode, step_key, channel, caller, contact_point_id, status,
      attempt_token, check_code, claimed_at, judgement, covers)
    values (${key}, ${customerId}, ${accountId}, ${episode}, ${stepKey}, ${channel}, ${callerOf(channel)}, ${point.id},
      'claimed', ${token}, ${checkCode}, ${new Date(moment)}::timestamptz, ${JSON.stringify(claim.judgement)}::jsonb, ${covers}::jsonb)
    on conflict (key) do update set status = excluded.status, attempt_token = excluded.attempt_token,
      check_code = excluded.check_code, claimed_at = excluded.claimed_at, judgement = excluded.judgement,
      covers = excluded.covers, contact_point_id = excluded.contact_point_id, sent_at = null, settled_at = null,
      detail = null
    where contact.status in ('claimed', 'withdrawn')`
  if (reserved === 0) throw tryAgain('ATTEMPT_SUPERSEDED', `another attempt has the contact ${key}`)
}

async function withdraw(tx: Transaction, keys: string[]): Promise<void> {
  await tx.contact.updateMany({
    where: { key: { in: keys }, status: 'claimed' },
    data: { status: 'withdrawn' },
  })
}
