// Loads a case, records what time alone made true, decides and stores the decision: the shared middle of every
// activity of a case. One transaction each, account row locked first, so that facts, decision and read tables agree.
import { ApplicationFailure } from '@temporalio/common'
import type { Instant } from '../domain/calendar-date'
import { type Decision, type Rules, decide, due, episodeOf } from '../domain/decide'
import type { Fact } from '../domain/facts'
import { type Instruction, instructionOf } from '../domain/instruction'
import type { Database, Transaction } from '../platform/database'
import { loadFacts, lockAccounts } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import type { DecisionInput } from '../activities/case-activities'
import type { Prisma } from '../prisma/generated/client'

export interface CaseDeps {
  db: Database
  /** The rules that a case is pinned to. */
  rulesFor(strategyId: string, strategyVersion: string): Promise<Rules>
}

export interface OpenCase {
  facts: Fact[]
  rules: Rules
  decision: Decision
}

/** Facts that time made true can make others true: a closed case withdraws its tasks. More rounds are a defect. */
const roundsAllowed = 10

/** Brings a case up to `asOf` within `tx`: locks, loads, records what is due, decides. Stores nothing yet. */
export async function openCase(tx: Transaction, deps: CaseDeps, input: DecisionInput): Promise<OpenCase> {
  await lockAccounts(tx, [input.accountId])
  let facts = await loadFacts(tx, input.accountId)
  const known = facts.at(-1)?.seq ?? 0
  if (known < input.seenSeq) {
    // The database was restored from a backup: nothing may go out until somebody has reconciled it.
    throw ApplicationFailure.retryable(`fact ${input.seenSeq} is not in the database`, 'DATABASE_BEHIND')
  }
  const episode = episodeOf(facts)
  if (!episode) throw ApplicationFailure.nonRetryable(`account ${input.accountId} has no case`, 'NO_CASE')
  const rules = await deps.rulesFor(episode.strategyId, episode.strategyVersion)
  const asOf = Math.max(input.asOf, await lastDecidedAt(tx, input, episode.episode))
  for (let round = 0; round < roundsAllowed; round++) {
    const news = due(facts, rules, asOf)
    if (news.length === 0) return { facts, rules, decision: decide(facts, rules, asOf) }
    await recordFacts(tx, news)
    facts = await loadFacts(tx, input.accountId)
  }
  throw ApplicationFailure.nonRetryable(`case ${input.accountId} does not come to rest`, 'DECISION_UNSTABLE')
}

/** Stores a decision under its turn and repeats it in the episode's row, for lists. */
export async function storeDecision(
  tx: Transaction,
  input: DecisionInput,
  decision: Decision,
): Promise<Instruction> {
  const { next } = decision
  const at = next.kind === 'closed' || next.at === null ? null : new Date(next.at)
  const row = {
    asOf: new Date(decision.asOf),
    seq: decision.seq,
    strategyId: decision.strategy.id,
    strategyVersion: decision.strategy.version,
    kind: next.kind,
    stepKind: next.kind === 'step' ? next.step : null,
    stepKey: next.kind === 'step' ? next.key : null,
    at,
    answer: JSON.parse(JSON.stringify(decision)) as Prisma.InputJsonObject,
  }
  const id = { accountId: input.accountId, episode: decision.episode, turn: input.turn }
  await tx.decision.upsert({ where: { accountId_episode_turn: id }, update: row, create: { ...id, ...row } })
  await tx.episode.update({
    where: { accountId_number: { accountId: input.accountId, number: decision.episode } },
    data: {
      turn: input.turn,
      decidedSeq: decision.seq,
      stage: decision.stage,
      standstill: decision.standstill,
      nextKind: next.kind === 'wait' ? `wait:${next.for}` : next.kind,
      nextStep: next.kind === 'step' ? `${next.rung}:${next.step}` : null,
      nextAt: at,
    },
  })
  return instructionOf(decision, input.turn)
}

async function lastDecidedAt(tx: Transaction, input: DecisionInput, episode: number): Promise<Instant> {
  const last = await tx.decision.findFirst({
    where: { accountId: input.accountId, episode, turn: { lt: input.turn } },
    orderBy: { turn: 'desc' },
    select: { asOf: true },
  })
  return last?.asOf.getTime() ?? 0
}
