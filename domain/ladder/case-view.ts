// What a decision looks at: the facts that count, the newest episode, the debt and the standstills at one moment. Shared
// by decide(), which says what is next, and due(), which says what time has made true.
import { type CalendarDate, type Instant, dateAt } from '../calendar-date'
import { conversationOf } from '../contact/conversation'
import type { LadderView } from './candidate'
import type { WindowRule } from './contact-window'
import type { RulePack } from '../policy/pack-file'
import { withFirstKnown } from '../first-known'
import { type CloseReason, type Fact, type FactKind, factsOf } from '../facts'
import { lastTurn } from './ladder-turns'
import { collectableAt } from '../money/collectable'
import { type Position, positionAt } from '../money/position'
import { billDisputes, nothingToCollect } from '../protection/dispute-standstill'
import { type AttemptTask, openTasks, stepNameOf } from './rungs'
import { isServiceNotice } from './service-notice'
import { type Standstill, holdingBack, inForce, ofTheLadder, standstills, stretched } from './standstill'
import type { Terms } from '../terms'
import type { Strategy } from './strategy'

/** Everything that rules a case besides its facts. */
export interface Rules {
  strategy: Strategy
  /** Lawful hours of every rule pack that applies. */
  lawful: readonly WindowRule[]
  /** The rule packs that bind the bank: asked where a decision besides a contact has to be lawful. */
  packs: readonly RulePack[]
  terms: Terms
}

export interface CaseView {
  /** The whole log, withdrawn facts included. */
  log: readonly Fact[]
  /** The facts that count. */
  facts: Fact[]
  rules: Rules
  asOf: Instant
  accountId: string
  episode: number
  since: Instant
  closed: CloseReason | null
  /** By contract. */
  position: Position
  /** What of it is collected: disputed bills are left out. */
  collectable: Position
  /** Every standstill, past ones included. */
  all: Standstill[]
  /** Those of the whole ladder that are in force at `asOf`. */
  standing: readonly Standstill[]
}

export interface EpisodeState {
  episode: number
  since: Instant
  closed: CloseReason | null
  strategyId: string
  strategyVersion: string
}

/** The state of the newest episode, or null when the account was never in collection. */
export function episodeOf(facts: readonly Fact[]): EpisodeState | null {
  const opened = factsOf(facts, 'episodeOpened').at(-1)
  if (!opened) return null
  const { episode, strategyId, strategyVersion } = opened.payload
  const turns = facts.filter(
    (fact) =>
      (fact.kind === 'episodeClosed' || fact.kind === 'episodeReopened') && fact.payload.episode === episode,
  )
  const last = turns.at(-1)
  return {
    episode,
    since: last?.kind === 'episodeReopened' ? last.effectiveAt : opened.effectiveAt,
    closed: last?.kind === 'episodeClosed' ? last.payload.reason : null,
    strategyId,
    strategyVersion,
  }
}

/** The episode that a case is in: the newest that counts, or when a corrected drop took back every opening, its closed end. */
export function episodeInLog(log: readonly Fact[]): EpisodeState | null {
  return episodeOf(liveFacts(log)) ?? withdrawnEpisode(log)
}

/** Facts that count: those that a corrected drop took back are left out, and the order of arrival is settled. */
export function liveFacts(log: readonly Fact[]): Fact[] {
  const withdrawn = new Set(factsOf(log, 'dropWithdrawn').flatMap((fact) => fact.payload.seqs))
  const live = log
    .filter((fact) => !withdrawn.has(fact.seq))
    .sort((a, b) => a.recordedAt - b.recordedAt || a.seq - b.seq)
  return withdrawn.size === 0 ? live : withFirstKnown(live, log)
}

/** The case at `asOf`; of an account that never had one, what it owes somebody. null: nothing was ever reported. */
export function viewOf(log: readonly Fact[], rules: Rules, asOf: Instant): CaseView | null {
  const { zone } = rules.strategy
  const facts = liveFacts(log)
  const episode = episodeOf(facts) ?? withdrawnEpisode(log) ?? withoutCase(log, rules)
  const today = dateAt(asOf, zone)
  const position = positionAt(facts, today) ?? positionAt(log, today)
  const accountId = log[0]?.accountId
  const collectable = collectableAt(facts, today) ?? position
  if (!position || !collectable || accountId === undefined) return null
  const anchor = collectable.oldestUnpaidDueOn ?? position.oldestUnpaidDueOn
  const oldest = position.bills.filter(({ dueOn }) => dueOn === anchor).map(({ billId }) => billId)
  const all = [...standstills(facts, rules, asOf), ...billDisputes(facts, oldest)]
  const standing = inForce(ofTheLadder(all), asOf)
  const view = { log, facts, rules, asOf, accountId, ...episode, position, collectable, all, standing }
  return standing.length > 0 || collectable.delinquent || !position.delinquent
    ? view
    : { ...view, standing: [nothingToCollect(view)] }
}

/** A corrected drop took back the opening itself: there is nothing to collect. */
function withdrawnEpisode(log: readonly Fact[]): EpisodeState | null {
  const episode = episodeOf(log)
  return episode && { ...episode, closed: 'withdrawn' }
}

/** Before its first case an account is watched as number 0, closed: a complaint or dispute has its day all the same. */
function withoutCase(log: readonly Fact[], { strategy }: Rules): EpisodeState {
  const since = log[0]?.effectiveAt ?? 0
  return {
    ...{ episode: 0, since, closed: 'neverOpened' },
    ...{ strategyId: strategy.id, strategyVersion: strategy.version },
  }
}

/** Open tasks with their deadlines as the standstills since have moved them; null: not before one of them ends. */
export function tasksOf(
  view: CaseView,
): (Omit<AttemptTask, 'dueAt'> & { stepKey: string; dueAt: Instant | null })[] {
  return openTasks(view.facts, view.episode).map((task) => ({
    ...task,
    dueAt: stretched(task.openedAt, task.dueAt, standstillsFor(view, task.stepKey)),
  }))
}

/**
 * What holds back the step of a key; an approval or assessment is held back with the step that it is for. Whoever looks
 * after a service notice waits for nothing: it goes out although the ladder stands still.
 */
function standstillsFor({ all, rules }: CaseView, key: string): readonly Standstill[] {
  if (isServiceNotice(key)) return []
  const [rungId] = stepNameOf(key).split('.')
  const rung = rules.strategy.ladder.find(({ id }) => id === rungId)
  return rung ? holdingBack(all, rung.step) : all
}

/** The case as the ladder looks at it. @throws when nothing is overdue. */
export function ladderView(view: CaseView): LadderView {
  const ladder = {
    facts: view.facts,
    strategy: view.rules.strategy,
    position: view.collectable,
    conversation: conversationOf(view.facts),
    anchor: { episode: view.episode, dueOn: anchorDueOn(view) },
    standing: view.all,
    since: anchoredSince(view),
    asOf: view.asOf,
  }
  return { ...ladder, since: lastTurn(ladder) ?? ladder.since }
}

/** Due date of the oldest unpaid bill that is collected, by which step keys are anchored. */
export function anchorDueOn(view: CaseView): CalendarDate {
  const dueOn = view.collectable.oldestUnpaidDueOn
  if (dueOn === null) throw new Error('while there is something to collect there is an oldest unpaid bill')
  return dueOn
}

/** When the oldest unpaid bill became the one it is: by the fact that moved it, or at the episode's opening. */
function anchoredSince(view: CaseView): Instant {
  const now = view.collectable.oldestUnpaidDueOn
  const moves = view.log.filter((fact) => moneyKinds.has(fact.kind) && fact.recordedAt > view.since)
  const instants = [...new Set(moves.map((fact) => fact.recordedAt))].sort((a, b) => b - a)
  const moved = instants.find((instant) => {
    const knownBefore = liveFacts(view.log.filter((fact) => fact.recordedAt < instant))
    const then = collectableAt(knownBefore, dateAt(instant, view.rules.strategy.zone))
    return then?.oldestUnpaidDueOn !== now
  })
  return moved ?? view.since
}

const moneyKinds: ReadonlySet<FactKind> = new Set<FactKind>([
  'positionReported',
  'paymentPosted',
  'paymentReversed',
  'paymentVoided',
  'dropWithdrawn',
  'disputeRaised',
  'disputeAnswered',
  'disputeWithdrawn',
])
