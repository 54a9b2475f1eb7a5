// May a claimed message still leave? The last look, in the transaction that is committed just before the provider is
// called: only that orders a payment, a hold or a withdrawn consent before or after the message (decision 5).
import { type OpenCase, openCase } from '../cases/case-log'
import { lockAccountsOfPerson, openPerson } from '../cases/person'
import type { Finding } from '../domain/words/template'
import type { Transaction } from '../platform/database'
import { tryAgain } from './failures'
import type { Claim, ContactResult, ContactStep, MessageScene, PreparedMessage } from './message'
import { judgeMessage, objectionOf } from './message-judgement'
import { isDue, sceneOf } from './perform-step'
import { areUnchanged } from './told-accounts'

export type LastLook =
  /** It counts as sent until the provider says otherwise. */
  | { kind: 'leaves' }
  /** Something happened to an account that it tells about, so the words are no longer true. */
  | { kind: 'changed' }
  | ContactResult

/** Is it still due, still true, still lawful, the contact point still usable, the claim still this attempt's? */
export async function checkAgain(
  tx: Transaction,
  { deps, input, now }: ContactStep,
  scene: MessageScene,
  claim: Claim,
  message: PreparedMessage,
): Promise<LastLook> {
  const asOf = now()
  await lockAccountsOfPerson(tx, input.accountId)
  const open = await openCase(tx, deps, { ...input, asOf })
  const look = await lookAt(tx, { deps, input }, open, scene, claim)
  const leaves = look.kind === 'leaves'
  const detail = look.kind === 'withheld' ? look.ruleId : null
  const [sentAt, settledAt] = leaves ? [new Date(asOf), null] : [null, new Date(asOf)]
  const [ours] = await tx.$queryRaw<{ key: string }[]>`
    update contact set status = ${leaves ? 'sending' : 'withdrawn'}, detail = ${detail},
      sent_at = ${sentAt}::timestamptz, settled_at = ${settledAt}::timestamptz,
      template = ${message.templateId}, template_sha256 = ${message.templateSha256}, body_sha256 = ${message.bodySha256}
    where key = ${claim.key} and attempt_token = ${claim.token} and status = 'claimed' returning key`
  if (!ours) throw tryAgain('ATTEMPT_SUPERSEDED', `another attempt has the contact ${claim.key}`)
  if (leaves) await message.record?.(tx)
  return look
}

async function lookAt(
  tx: Transaction,
  { deps, input }: Pick<ContactStep, 'deps' | 'input'>,
  open: OpenCase,
  written: MessageScene,
  { channel, point, covers }: Claim,
): Promise<LastLook> {
  if (!isDue(open.decision, input.key)) return { kind: 'withdrawn' }
  if (!(await areUnchanged(tx, [written, ...covers]))) return { kind: 'changed' }
  const scene = sceneOf(input, open)
  const person = await openPerson(tx, scene.customerId)
  const isUsable = person.points.some(({ id, status }) => id === point.id && status === 'usable')
  if (!isUsable) return { kind: 'withdrawn' }
  const judged = judgeMessage({ scene, person, channel, point, covers, beside: [] }, deps)
  return objectionOf(channel, judged) ?? { kind: 'leaves' }
}

/** The words must not leave: the slot is given back, the rule is on the contact. */
export async function withhold(
  { deps }: Pick<ContactStep, 'deps'>,
  { key, token, channel }: Claim,
  { rule, text }: Finding,
): Promise<ContactResult> {
  const { count } = await deps.db.prisma.contact.updateMany({
    where: { key, attemptToken: token, status: 'claimed' },
    data: { status: 'withdrawn', detail: rule },
  })
  if (count === 0) throw tryAgain('ATTEMPT_SUPERSEDED', `another attempt has the contact ${key}`)
  return { kind: 'withheld', channel, ruleId: rule, text }
}
