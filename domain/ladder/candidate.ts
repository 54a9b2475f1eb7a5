// Which rung comes next and what is still missing for it: the lowest applicable rung after the highest one that has
// ended, with its prerequisites first. Holds, agreements and deadlines are not its business; decide() adds them.
import { type Instant, addDays, addDaysAt, instantAt } from '../calendar-date'
import type { Conversation } from '../contact/conversation-facts'
import { type Fact, type FactOf, factsOf } from '../facts'
import type { Position } from '../money/position'
import {
  type Anchor,
  type Attempt,
  type RungProgress,
  attemptsOf,
  progressOf,
  stepKey,
  stepNameOf,
} from './rungs'
import { type Standstill, holdingBack, laterOnLadder } from './standstill'
import type { Requirement, Rung, Strategy } from './strategy'

export interface Reason {
  /** A rule of the strategy (`LADDER`, `WAIT` ...) or of a rule pack (`CN-TIME-01`). */
  ruleId: string
  text: string
  /** What of it may stand in the history of a workflow, which no purge reaches; absent: the text. */
  inHistory?: string
}

export type StepKind = Rung['step'] | 'approval' | 'assessment' | 'serviceNotice'

export type Candidate =
  | {
      kind: 'step'
      step: StepKind
      rung: Rung
      key: string
      n: number
      from: Instant | null
      reasons: Reason[]
    }
  /** A report is awaited (a letter's delivery) until `until`. */
  | { kind: 'await'; rung: Rung; until: Instant; reasons: Reason[] }
  /** A prerequisite cannot be had: the rung is passed over, with this rule as the reason. */
  | { kind: 'passOver'; rung: Rung; key: string; ruleId: string; reasons: Reason[] }
  | { kind: 'ladderDone' }

export interface LadderView {
  facts: readonly Fact[]
  strategy: Strategy
  position: Position
  /** What the customer has said about paying. */
  conversation: Conversation
  anchor: Anchor
  standing: readonly Standstill[]
  /** When the case began to be about this oldest bill: nothing is due earlier. */
  since: Instant
  asOf: Instant
}

/** The next thing to do on the ladder, whenever that may be. */
export function nextCandidate(view: LadderView): Candidate {
  const { rung, before } = nextRung(view)
  return rung ? candidateFor(view, rung, before) : { kind: 'ladderDone' }
}

/**
 * The rung that was begun last, unless it has ended; then the lowest rung above it that applies. So the ladder never
 * goes back by itself, not even when a bill falls due and a rung below would apply now.
 */
export function nextRung(view: LadderView): { rung: Rung | null; before: RungProgress | null } {
  const states = view.strategy.ladder.map((rung) => ({ rung, progress: stateOf(view, rung) }))
  const begun = states.findLastIndex(({ progress }) => progress.state !== 'notBegun')
  const last = states[begun]
  if (last && last.progress.state !== 'ended') return { rung: last.rung, before: null }
  const next = states.slice(begun + 1).find(({ rung }) => applies(rung, view))
  return { rung: next?.rung ?? null, before: last?.progress ?? null }
}

/** What the facts say of a rung; one that the debt no longer fits is not repeated. */
function stateOf(view: LadderView, rung: Rung): RungProgress {
  const attempts = attemptsOf(view.facts, view.anchor, rung.id)
  const progress = progressOf(
    rung.repeat,
    attempts,
    holdingBack(view.standing, rung.step),
    view.strategy.zone,
  )
  if (progress.state !== 'again' || fits(rung, view)) return progress
  return { state: 'ended', at: progress.at, outcome: progress.outcome }
}

/** Whether the debt meets the rung's conditions other than the days that can still pass. */
function applies(rung: Rung, view: LadderView): boolean {
  const { max } = rung.enter.daysPastDue
  return fits(rung, view) && (max === undefined || view.position.daysPastDue <= max)
}

/** Conditions on a prerequisite too: a debt may be too old for a reminder, but never too small for a visit. */
function fits({ enter }: Rung, { position, conversation }: LadderView): boolean {
  const { overdueCents, products, riskSegments } = enter
  return (
    (overdueCents?.min === undefined || position.overdueCents >= overdueCents.min) &&
    (overdueCents?.max === undefined || position.overdueCents <= overdueCents.max) &&
    (products === undefined || products.includes(position.product)) &&
    (riskSegments === undefined || riskSegments.includes(position.riskSegment)) &&
    !isLeftOut(enter, conversation)
  )
}

/** What the customer has said speaks against the rung. */
function isLeftOut({ except }: Rung['enter'], { cause, willingness, capacity }: Conversation): boolean {
  return (
    except !== undefined &&
    ((cause !== null && except.causes?.includes(cause) === true) ||
      except.willingness?.includes(willingness) === true ||
      except.capacity?.includes(capacity) === true)
  )
}

function candidateFor(view: LadderView, rung: Rung, before: RungProgress | null): Candidate {
  const progress = stateOf(view, rung)
  if (progress.state === 'waiting') return { kind: 'await', rung, until: progress.task.dueAt, reasons: [] }
  if (progress.state === 'again') {
    const reasons = [
      { ruleId: 'REPEAT', text: `${rung.id} is repeated, attempt ${progress.n} of ${rung.repeat.times}` },
    ]
    return step(view, rung, progress.n, laterOf(view.since, progress.from), reasons)
  }
  const reasons: Reason[] = [{ ruleId: 'LADDER', text: `${rung.id} is the next rung of ${view.strategy.id}` }]
  const earliest = earliestFor(view, rung, before, reasons)
  const met: Instant[] = []
  for (const need of rung.needs) {
    const answer = requirement(view, rung, need, earliest, reasons)
    if (typeof answer !== 'number') return inItsTime(view, answer, earliest)
    met.push(answer)
  }
  return step(view, rung, 1, earliest === null ? null : Math.max(earliest, ...met), reasons)
}

/** A rung is passed over when its own time has come, not before: what is missing may still be had by then. */
function inItsTime(view: LadderView, answer: Candidate, earliest: Instant | null): Candidate {
  if (answer.kind !== 'passOver' || earliest === null || earliest <= view.asOf) return answer
  return { kind: 'await', rung: answer.rung, until: earliest, reasons: answer.reasons }
}

/** The strategy's own waits: entry age, the wait after the rung before, the gap between steps of a kind. */
function earliestFor(
  view: LadderView,
  rung: Rung,
  before: RungProgress | null,
  reasons: Reason[],
): Instant | null {
  const { strategy, anchor } = view
  const { zone } = strategy
  const standing = holdingBack(view.standing, rung.step)
  const entryOn = addDays(anchor.dueOn, rung.enter.daysPastDue.min)
  reasons.push({ ruleId: 'ENTRY', text: `${rung.enter.daysPastDue.min} days past due on ${entryOn}` })
  const floors: (Instant | null)[] = [view.since, instantAt(entryOn, zone)]
  if (before?.state === 'ended') {
    floors.push(laterOnLadder(before.at, rung.waitDays, standing, zone))
    reasons.push({ ruleId: 'WAIT', text: `${rung.waitDays} days after the rung before ended` })
  }
  const last = lastOfKind(view, rung)
  if (last !== null && rung.gapDays > 0) {
    floors.push(laterOnLadder(last, rung.gapDays, standing, zone))
    reasons.push({ ruleId: 'GAP', text: `${rung.gapDays} days between two steps of the kind ${rung.step}` })
  }
  return floors.reduce(laterOf)
}

/** When a step of the same kind was last taken in this episode, under any oldest bill. */
function lastOfKind(view: LadderView, rung: Rung): Instant | null {
  const kin = new Set(
    view.strategy.ladder.filter((other) => other.step === rung.step).map((other) => other.id),
  )
  const taken = factsOf(view.facts, 'stepTaken').filter(
    ({ payload }) =>
      payload.outcome === 'done' &&
      kin.has(stepNameOf(payload.stepKey)) &&
      payload.stepKey.startsWith(`${view.anchor.episode}/`),
  )
  return taken.length === 0 ? null : Math.max(...taken.map((fact) => fact.effectiveAt))
}

/** The instant since which a requirement is met, or what must happen first. */
function requirement(
  view: LadderView,
  rung: Rung,
  need: Requirement,
  earliest: Instant | null,
  reasons: Reason[],
): Instant | Candidate {
  switch (need.kind) {
    case 'rung':
      return rungNeeded(view, rung, need, reasons)
    case 'delivered':
      return deliveryNeeded(view, rung, need, reasons)
    case 'assessment':
    case 'approval':
      return judgementNeeded(view, rung, need, earliest, reasons)
  }
}

function rungNeeded(
  view: LadderView,
  rung: Rung,
  need: Extract<Requirement, { kind: 'rung' }>,
  reasons: Reason[],
): Instant | Candidate {
  const needed = rungById(view.strategy, need.rung)
  const progress = stateOf(view, needed)
  if (canStillEnd(view, needed, progress)) return candidateFor(view, needed, null)
  const outcome = progress.state === 'ended' ? progress.outcome : 'nothing: the debt does not fit it'
  if (progress.state === 'ended' && (need.outcomes?.includes(outcome) ?? true)) return progress.at
  const wanted = need.outcomes ? ` with ${need.outcomes.join(' or ')}` : ''
  const text = `${rung.id} needs ${need.rung}${wanted}, and it ended with ${outcome}`
  return passOver(view, rung, `NEEDS_${need.rung}`, text, reasons)
}

/** A needed rung is under way, or may be begun for the sake of the one that needs it. */
function canStillEnd(view: LadderView, needed: Rung, { state }: RungProgress): boolean {
  return state === 'notBegun' ? fits(needed, view) : state !== 'ended'
}

function deliveryNeeded(
  view: LadderView,
  rung: Rung,
  need: Extract<Requirement, { kind: 'delivered' }>,
  reasons: Reason[],
): Instant | Candidate {
  const letter = rungById(view.strategy, need.rung)
  const attempts = attemptsOf(view.facts, view.anchor, letter.id)
  const sent = attempts.filter((attempt) => attempt.outcome === 'done')
  const reports = sent.flatMap((attempt) => deliveriesOf(view.facts, attempt))
  // A report that contradicts it does not take a delivery back: reports come late, twice and out of order.
  const delivered = reports.find(({ payload }) => payload.outcome === 'delivered')
  if (delivered) return delivered.recordedAt
  if (canStillEnd(view, letter, stateOf(view, letter))) return candidateFor(view, letter, null)
  const why = {
    ruleId: 'DELIVERY',
    text: `${rung.id} needs proof that the letter of ${letter.id} was delivered`,
  }
  const latest = sent.at(-1)
  if (latest) {
    const report = deliveriesOf(view.facts, latest)[0]
    const lastDay = addDaysAt(latest.takenAt, need.reportWithinDays, view.strategy.zone)
    if (report === undefined && view.asOf < lastDay) {
      return { kind: 'await', rung, until: lastDay, reasons: [...reasons, why] }
    }
    if (latest === attempts.at(-1) && sent.length < need.attempts) {
      const from = Math.max(view.since, report?.recordedAt ?? lastDay)
      return step(view, letter, latest.n + 1, from, [...reasons, why])
    }
  }
  const text = `the letter of ${letter.id} could not be delivered`
  return passOver(view, rung, 'LETTER_UNDELIVERED', text, reasons)
}

/** What was reported on the letter of an attempt, in the order in which it became known. */
function deliveriesOf(facts: readonly Fact[], attempt: Attempt): FactOf<'deliveryReported'>[] {
  const keys = factsOf(facts, 'contactMade')
    .filter(({ payload }) => payload.channel === 'letter' && payload.stepKey === attempt.key)
    .map(({ payload }) => payload.contactKey)
  return factsOf(facts, 'deliveryReported').filter(({ payload }) => keys.includes(payload.contactKey))
}

function judgementNeeded(
  view: LadderView,
  rung: Rung,
  need: Extract<Requirement, { kind: 'assessment' | 'approval' }>,
  earliest: Instant | null,
  reasons: Reason[],
): Instant | Candidate {
  const name = `${rung.id}.${need.kind}`
  const asked = attemptsOf(view.facts, view.anchor, name)
  const repeat = { times: need.attempts, everyDays: need.askAgainAfterDays, until: [...judgedFavourably] }
  const progress = progressOf(repeat, asked, holdingBack(view.standing, rung.step), view.strategy.zone)
  const why = {
    ruleId: need.kind.toUpperCase(),
    text: `${rung.id} needs ${need.kind} by a person with authority`,
  }
  const ask = (n: number, from: Instant | null): Candidate => ({
    kind: 'step',
    step: need.kind,
    rung,
    key: stepKey(view.anchor, name, n),
    n,
    from,
    reasons: [...reasons, why],
  })
  switch (progress.state) {
    case 'notBegun':
      return ask(1, earliest)
    case 'waiting':
      return { kind: 'await', rung, until: progress.task.dueAt, reasons: [...reasons, why] }
    case 'again':
      return ask(progress.n, laterOf(earliest, progress.from))
    case 'ended':
      return judgedFavourably.includes(progress.outcome)
        ? progress.at
        : passOver(view, rung, `${need.kind.toUpperCase()}_REFUSED`, `${need.kind} was not given`, reasons)
  }
}

const judgedFavourably: readonly string[] = ['approved', 'passed']

function rungById(strategy: Strategy, id: string): Rung {
  const rung = strategy.ladder.find((candidate) => candidate.id === id)
  if (!rung) throw new Error(`strategy ${strategy.id} has no rung ${id}`)
  return rung
}

function step(
  view: LadderView,
  rung: Rung,
  n: number,
  planned: Instant | null,
  reasons: Reason[],
): Candidate {
  const key = stepKey(view.anchor, rung.id, n)
  const replanned = factsOf(view.facts, 'stepReplanned').filter(({ payload }) => payload.stepKey === key)
  const from = replanned.reduce((at, { payload }) => laterOf(at, payload.notBefore), planned)
  const why = replanned.map(() => ({
    ruleId: 'CATCH_UP',
    text: 'put off: by a rule on contacts, or planned anew after an outage',
  }))
  return { kind: 'step', step: rung.step, rung, key, n, from, reasons: [...reasons, ...why] }
}

function passOver(view: LadderView, rung: Rung, ruleId: string, text: string, reasons: Reason[]): Candidate {
  const key = stepKey(view.anchor, rung.id, 1)
  return { kind: 'passOver', rung, key, ruleId, reasons: [...reasons, { ruleId, text }] }
}

function laterOf(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? null : Math.max(a, b)
}
