// What is known when somebody calls: the case and whether it still wants the call, the person with every contact on
// record. Read under the locks of account and person, in that order, so that two callers do not both get the last slot.
import type { Instant } from '../domain/calendar-date'
import { type CallWish, callWish } from '../domain/call-task'
import { nextCallAt } from '../domain/call-time'
import { episodeOf } from '../domain/decide'
import { type Fact, factsOf } from '../domain/facts'
import type { Transaction } from '../platform/database'
import { openAccount } from '../platform/fact-log'
import { type CallRules, type CallSubject, lawfulFrom } from './call-rules'
import type { CaseDeps } from './case-log'
import { type Person, openPerson } from './person'

export interface CallDeps extends CaseDeps {
  callRules: CallRules
}

export interface CallScene {
  /** The case's clock, never before its last decision. */
  at: Instant
  facts: readonly Fact[]
  wish: CallWish
  subject: CallSubject
}

/** The latest decision, whichever turn that was. */
const anyTurn = 2 ** 31 - 1

/** Locks account and person until the transaction ends. */
export async function openCallScene(
  tx: Transaction,
  deps: CallDeps,
  { accountId, taskId, asOf }: { accountId: string; taskId: string; asOf: Instant },
): Promise<CallScene> {
  const { facts, decidedAt } = await openAccount(tx, accountId, anyTurn)
  const at = Math.max(asOf, decidedAt)
  const episode = episodeOf(facts)
  if (!episode) throw new Error(`account ${accountId} has a task and no case`)
  const rules = await deps.rulesFor(episode.strategyId, episode.strategyVersion)
  const { customerId } = await tx.account.findUniqueOrThrow({ where: { id: accountId } })
  const person = await openPerson(tx, customerId)
  const subject = subjectOf(person, accountId, facts, rules.strategy.zone)
  return { at, facts, wish: callWish(facts, rules, taskId, at), subject }
}

/** Whom a call about the account is for. */
export function subjectOf(
  person: Person,
  accountId: string,
  facts: readonly Fact[],
  zone: string,
): CallSubject {
  const product = factsOf(facts, 'positionReported').at(-1)?.payload.product
  return { person, accountId, product, zone }
}

/** When the task's next call is lawful, within the hours of its rung and before it ends; null: there is no such time. */
export function nextCallIn(
  { wish, subject }: Pick<CallScene, 'wish' | 'subject'>,
  rules: CallRules,
  from: Instant,
): Instant | null {
  if (!wish.wanted) return null
  return nextCallAt(from, {
    zone: subject.zone,
    hours: wish.rung.between,
    notAfter: wish.dueAt,
    lawfulFrom: (moment) => lawfulFrom(subject, moment, rules),
  })
}
