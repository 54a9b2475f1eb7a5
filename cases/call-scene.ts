// What is known when somebody calls: the case and whether it still wants the call, the person with every contact on
// record. Read under the locks of account and person, in that order, so that two callers do not both get the last slot.
import type { Instant } from '../domain/calendar-date'
import { type CallWish, callWish } from '../domain/ladder/call-task'
import { type CallHours, callableUntil, nextCallAt } from '../domain/contact/call-time'
import { type Rules, episodeOf } from '../domain/ladder/decide'
import { type Fact, factsOf } from '../domain/facts'
import type { Transaction } from '../platform/database'
import { loadFacts, openAccount } from '../platform/fact-log'
import { type CallRules, type CallSubject, lawfulFrom } from './call-rules'
import type { CaseDeps } from './case-log'
import { type Person, openPerson, readPerson } from './person'

export interface CallDeps extends CaseDeps {
  callRules: CallRules
}

export interface CallScene {
  /** The case's clock, never before its last decision. */
  at: Instant
  facts: readonly Fact[]
  rules: Rules
  wish: CallWish
  subject: CallSubject
}

/** Locks account and person until the transaction ends. */
export async function openCallScene(
  tx: Transaction,
  deps: CallDeps,
  { accountId, taskId, asOf }: CallAt,
): Promise<CallScene> {
  const { facts, decidedAt } = await openAccount(tx, accountId)
  const { customerId } = await tx.account.findUniqueOrThrow({ where: { id: accountId } })
  const person = await openPerson(tx, customerId)
  return sceneOf(deps, { accountId, taskId, asOf: Math.max(asOf, decidedAt) }, facts, person)
}

/** The same without a lock, for lists: what it says is asked again before anybody dials. */
export async function readCallScene(deps: CallDeps, where: CallAt): Promise<CallScene> {
  const { prisma } = deps.db
  const facts = await loadFacts(prisma, where.accountId)
  const { customerId } = await prisma.account.findUniqueOrThrow({ where: { id: where.accountId } })
  const person = await readPerson(prisma, customerId)
  return sceneOf(deps, where, facts, person)
}

interface CallAt {
  accountId: string
  taskId: string
  asOf: Instant
}

async function sceneOf(
  deps: CallDeps,
  { accountId, taskId, asOf: at }: CallAt,
  facts: readonly Fact[],
  person: Person,
): Promise<CallScene> {
  const episode = episodeOf(facts)
  if (!episode) throw new Error(`account ${accountId} has a task and no case`)
  const rules = await deps.rulesFor(episode.strategyId, episode.strategyVersion)
  const subject = subjectOf(person, accountId, facts, rules.strategy.zone)
  return { at, facts, rules, wish: callWish(facts, rules, taskId, at), subject }
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
  scene: Pick<CallScene, 'wish' | 'subject'>,
  rules: CallRules,
  from: Instant,
): Instant | null {
  const hours = hoursOf(scene, rules)
  return hours === null ? null : nextCallAt(from, hours)
}

/** From when and until when the task's customer may be called next; null: not before it ends. */
export function callWindow(
  scene: Pick<CallScene, 'wish' | 'subject'>,
  rules: CallRules,
  from: Instant,
): { from: Instant; until: Instant } | null {
  const hours = hoursOf(scene, rules)
  const begin = hours === null ? null : nextCallAt(from, hours)
  return hours === null || begin === null ? null : { from: begin, until: callableUntil(begin, hours) }
}

function hoursOf({ wish, subject }: Pick<CallScene, 'wish' | 'subject'>, rules: CallRules): CallHours | null {
  if (!wish.wanted) return null
  return {
    zone: subject.zone,
    hours: wish.rung.between,
    notAfter: wish.dueAt,
    lawfulFrom: (moment) => lawfulFrom(subject, moment, rules),
  }
}
