// Loads a case, records what time alone made true, decides and stores the decision: the shared middle of every
// activity of a case. One transaction each, account row locked first, so that facts, decision and read tables agree.
import { ApplicationFailure } from '@temporalio/common'
import { type Decision, type Rules, decide, due, episodeInLog } from '../domain/ladder/decide'
import type { Fact } from '../domain/facts'
import { type Instruction, instructionOf } from '../domain/ladder/instruction'
import type { Database, Transaction } from '../platform/database'
import { loadFacts, openAccount } from '../platform/fact-log'
import { recordFacts } from '../platform/read-model'
import { strategyWithoutCase } from './without-case'
import type { DecisionInput } from '../activities/case-activities'

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
  const account = await openAccount(tx, input.accountId, input.turn)
  let { facts } = account
  const known = facts.at(-1)?.seq ?? 0
  if (known < input.seenSeq) {
    // The database was restored from a backup: nothing may go out until somebody has reconciled it.
    throw ApplicationFailure.retryable(`fact ${input.seenSeq} is not in the database`, 'DATABASE_BEHIND')
  }
  const episode = episodeInLog(facts) ?? (await strategyWithoutCase(tx, input.accountId))
  if (!episode) throw ApplicationFailure.nonRetryable(`account ${input.accountId} has no case`, 'NO_CASE')
  const rules = await deps.rulesFor(episode.strategyId, episode.strategyVersion)
  const asOf = Math.max(input.asOf, account.decidedAt)
  for (let round = 0; round < roundsAllowed; round++) {
    const news = due(facts, rules, asOf)
    if (news.length === 0) return { facts, rules, decision: decide(facts, rules, asOf) }
    await recordFacts(tx, news)
    facts = await loadFacts(tx, input.accountId)
  }
  throw ApplicationFailure.nonRetryable(`case ${input.accountId} does not come to rest`, 'DECISION_UNSTABLE')
}

/**
 * Stores a decision under its turn and repeats it in the episode's row, for lists. An attempt that comes back to life
 * when the case has gone on without it stores nothing: the decisions after it rest on the one that was taken.
 */
export async function storeDecision(
  tx: Transaction,
  input: DecisionInput,
  decision: Decision,
): Promise<Instruction> {
  const { next, strategy } = decision
  const at = next.kind === 'closed' || next.at === null ? null : new Date(next.at)
  const step = next.kind === 'step' ? next : null
  const asOf = new Date(decision.asOf)
  const nextKind = next.kind === 'wait' ? `wait:${next.for}` : next.kind
  const nextStep = step ? `${step.rung}:${step.step}` : null
  await tx.$executeRaw`
    with current as (
      update episode set turn = ${input.turn}, decided_seq = ${decision.seq}, stage = ${decision.stage},
        standstill = ${decision.standstill}, next_kind = ${nextKind}, next_step = ${nextStep}, next_at = ${at}
      where account_id = ${input.accountId} and number = ${decision.episode} and turn <= ${input.turn}
      returning account_id, number)
    insert into decision (account_id, episode, turn, as_of, seq, strategy_id, strategy_version, kind, step_kind,
      step_key, at, answer)
    select account_id, number, ${input.turn}::int, ${asOf}::timestamptz, ${decision.seq}::int, ${strategy.id}, ${strategy.version},
      ${next.kind}, ${step?.step ?? null}, ${step?.key ?? null}, ${at}::timestamptz,
      ${JSON.stringify(decision)}::jsonb
    from current
    on conflict (account_id, episode, turn) do update set as_of = excluded.as_of, seq = excluded.seq,
      strategy_id = excluded.strategy_id, strategy_version = excluded.strategy_version, kind = excluded.kind,
      step_kind = excluded.step_kind, step_key = excluded.step_key, at = excluded.at, answer = excluded.answer`
  return instructionOf(decision, input.turn)
}
