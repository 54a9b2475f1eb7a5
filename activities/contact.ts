// A step of messages to one person, each of them at most once: claim, re-check, send, confirm (C6, decision 5). The claim
// reserves the person's slot under every rule pack; a payment, a hold or a closure up to the last instant before the
// provider is called withdraws it; an answer that was lost is asked for and never answered by sending again.
import { lockAccountsOfPerson } from '../cases/person'
import type { Instruction } from '../domain/ladder/instruction'
import type { Handover } from '../platform/carrier'
import { inTransaction } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import type { StepInput } from './case-activities'
import { checkAgain, withhold } from './contact-check'
import { beginContact } from './contact-claim'
import { conclude, reviewsOf } from './contact-conclusion'
import { type Answer, type Sent, giveBack, settleInterrupted, settleSent, takeBack } from './contact-settle'
import { tryAgain } from './failures'
import type { StepDeps } from './ladder-deps'
import type { Claim, ContactResult, ContactStep, MessageScene, Messenger } from './message'
import { decideNext, momentOf } from './perform-step'

/** Performs the step once, whatever happens in between, and answers what follows. */
export async function contactPerson(
  deps: StepDeps,
  input: StepInput,
  messenger: Messenger,
): Promise<Instruction> {
  const step: ContactStep = { deps, input, now: momentOf(input.asOf), messenger }
  for (;;) {
    const begun = await inTransaction(deps.db.prisma, (tx) => beginContact(tx, step))
    switch (begun.kind) {
      case 'answered':
        return begun.instruction
      case 'interrupted':
        await settleInterrupted(step, begun.keys)
        continue
      case 'begun':
        return sendAndConfirm(step, begun.scene, begun.wishes)
    }
  }
}

/** A provider that asks for a day is asked again before the step's own time is up. */
const longestWaitMs = 3_600_000

async function sendAndConfirm(
  step: ContactStep,
  scene: MessageScene,
  wishes: readonly (Claim | ContactResult)[],
): Promise<Instruction> {
  const results: (Sent | ContactResult)[] = []
  for (const wish of wishes) {
    const result = wish.kind === 'claimed' ? await send(step, scene, wish) : wish
    if (result.kind === 'changed') {
      await confirmSoFar(step, results, scene)
      await giveBack(step, wishes)
      throw tryAgain('CASE_CHANGED', 'something happened to an account before its message left', {
        afterMs: 100,
      })
    }
    if (result.kind === 'sent' && result.answer.kind === 'notTaken') {
      await confirmSoFar(step, results, scene)
      await takeBack(step, result.key, result.answer.code)
      await giveBack(step, wishes)
      const afterMs = Math.min(result.answer.retryAfterMs, longestWaitMs)
      throw tryAgain('PROVIDER_BUSY', `${result.key} was not taken: ${result.answer.code}`, { afterMs })
    }
    results.push(result)
  }
  return confirm(step, results, scene)
}

/** The last look, then the provider. */
async function send(
  step: ContactStep,
  scene: MessageScene,
  claim: Claim,
): Promise<Sent | ContactResult | { kind: 'changed' }> {
  const { deps, messenger } = step
  const message = await messenger.prepare(scene, claim)
  if (message.finding) return withhold({ deps }, claim, message.finding)
  const look = await inTransaction(deps.db.prisma, (tx) => checkAgain(tx, step, scene, claim, message))
  if (look.kind !== 'leaves') return look
  const handover = await message.send()
  const answer = handover.kind === 'unclear' ? await lookUp(message.find, handover) : handover
  return { kind: 'sent', key: claim.key, answer }
}

async function lookUp(
  find: () => ReturnType<Messenger['find']>,
  { code }: Extract<Handover, { kind: 'unclear' }>,
): Promise<Answer> {
  const inquiry = await find()
  switch (inquiry.kind) {
    case 'accepted':
      return inquiry
    case 'unknown':
      return { kind: 'unknown', code: inquiry.code ?? code }
    case 'notTaken':
      return { kind: 'notTaken', code, retryAfterMs: 0 }
  }
}

/** Writes down what became of the messages; the step ends with it, and what follows is decided. */
async function confirm(
  { deps, input, now }: ContactStep,
  results: readonly (Sent | ContactResult)[],
  scene: MessageScene,
): Promise<Instruction> {
  return inTransaction(deps.db.prisma, async (tx) => {
    await lockAccountsOfPerson(tx, input.accountId)
    const { facts, contacts } = await settleSent(tx, results, now())
    await recordFacts(tx, [...facts, ...conclude(scene, contacts)])
    return decideNext(tx, deps, { ...input, asOf: now() })
  })
}

/** The same before the step is tried again: what was sent by then is written down, and nothing ends. */
async function confirmSoFar(
  { deps, input, now }: ContactStep,
  results: readonly (Sent | ContactResult)[],
  scene: MessageScene,
): Promise<void> {
  await inTransaction(deps.db.prisma, async (tx) => {
    await lockAccountsOfPerson(tx, input.accountId)
    const { facts, contacts } = await settleSent(tx, results, now())
    await recordFacts(tx, [...facts, ...reviewsOf(scene, contacts)])
  })
}
