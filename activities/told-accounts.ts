// Which further accounts of the person does a message tell about? Those that are due a notice of the same kind on the
// same day: the first case to claim sends for all, and nobody gets a message for each account (C7).
import { dateAt } from '../domain/calendar-date'
import { type Rules, decide, due, episodeOf } from '../domain/ladder/decide'
import type { Fact } from '../domain/facts'
import type { Rung } from '../domain/ladder/strategy'
import type { Person } from '../cases/person'
import type { CaseDeps } from '../cases/case-log'
import type { Transaction } from '../platform/database'
import { loadFacts } from '../platform/fact-log'
import type { StepScene } from './perform-step'

/** An account that a message tells about, with the step that it answers for. */
export type ToldAccount = Pick<StepScene, 'accountId' | 'key' | 'rung' | 'facts' | 'rules'>

/** The other accounts of the person that are due a notice today. All accounts of the person must be locked. */
export async function othersDue(
  tx: Transaction,
  deps: CaseDeps,
  scene: StepScene,
  person: Person,
): Promise<ToldAccount[]> {
  const { zone } = scene.rules.strategy
  const today = dateAt(scene.moment, zone)
  const told: ToldAccount[] = []
  for (const { id, nextStepAt } of person.accounts) {
    if (id === scene.accountId || nextStepAt === null || dateAt(nextStepAt, zone) > today) continue
    const account = await noticeDue(tx, deps, scene, id)
    if (account) told.push(account)
  }
  return told
}

/** The notice that an account is due on the day of the scene, or null. */
async function noticeDue(
  tx: Transaction,
  deps: CaseDeps,
  { moment, step }: StepScene,
  accountId: string,
): Promise<ToldAccount | null> {
  const facts = await loadFacts(tx, accountId)
  const episode = episodeOf(facts)
  if (!episode) return null
  const rules = await deps.rulesFor(episode.strategyId, episode.strategyVersion)
  // What time alone made true is for the account's own case to record.
  if (due(facts, rules, moment).length > 0) return null
  const { next } = decide(facts, rules, moment)
  const { zone } = rules.strategy
  if (next.kind !== 'step' || next.step !== step || dateAt(next.at, zone) > dateAt(moment, zone)) return null
  const rung = rungOf(rules, next.rung)
  return rung ? { accountId, key: next.key, rung, facts, rules } : null
}

function rungOf({ strategy }: Rules, id: string): Rung | undefined {
  return strategy.ladder.find((rung) => rung.id === id)
}

/** Whether nothing has happened to these accounts since a message about them was written. */
export async function areUnchanged(tx: Transaction, told: readonly ToldAccount[]): Promise<boolean> {
  const rows = await tx.account.findMany({
    where: { id: { in: told.map(({ accountId }) => accountId) } },
    select: { id: true, seq: true },
  })
  return told.every(({ accountId, facts }) => {
    const seq = rows.find(({ id }) => id === accountId)?.seq
    return seq === lastSeq(facts)
  })
}

function lastSeq(facts: readonly Fact[]): number {
  return facts.at(-1)?.seq ?? 0
}
