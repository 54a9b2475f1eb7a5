// A case walked through time step by step, with nothing but due() and decide(): the plainest possible interpreter, as
// the yardstick for the workflow, the forecast and the tables of the ladder.
import type { Instant } from '../../domain/calendar-date'
import { type Decision, type Next, type Rules, decide } from '../../domain/ladder/decide'
import type {
  ContactChannel,
  DeliveryOutcome,
  Fact,
  MessageChannel,
  NewFact,
  TaskKind,
} from '../../domain/facts'
import { stepTaken, taskOpened } from '../../domain/ladder/step-facts'
import type { CaseBuilder } from './case-builder'
import { appended, local, settled, shown } from './log'
import { testRules } from './test-strategy'

export type Step = Extract<Next, { kind: 'step' }>

/** What the people around a case do, told by the step's name and number: `visit.approval/1`. Nothing: nobody reports. */
export interface Script {
  /** The result reported for a task, an hour after it was given. */
  answer?: (step: string, kind: TaskKind) => string | undefined
  /** The print house's report on a letter, three days after it. */
  delivery?: (step: string) => DeliveryOutcome | undefined
  /** What happens elsewhere on the way, told from the log as it is then. */
  news?: readonly News[]
  /** Times at which the system is down: what would have been done then is asked about afterwards. */
  outages?: readonly { from: Instant; until: Instant }[]
  reachable?: readonly MessageChannel[]
}

export interface News {
  at: Instant
  happens: (log: readonly Fact[]) => readonly NewFact[]
}

export interface Taken {
  at: Instant
  step: Step
  contacts: ContactChannel[]
  /** The log as it was then. */
  known: readonly Fact[]
}

export interface Walk {
  facts: Fact[]
  taken: Taken[]
  last: Decision
  /** `2026-03-05 09:00 reminder/1`, and `... visit/1 withheld: LETTER_UNDELIVERED` for what was not taken. */
  lines: string[]
}

/** The decision at a moment, after what was due has been recorded. */
export function decidedAt(story: CaseBuilder, moment: string, rules: Rules = testRules): Decision {
  const asOf = local(moment)
  return decide(settled(story.facts, rules, asOf), rules, asOf)
}

/** What comes next, for tables: `reminder/1 at 2026-03-05 09:00`, `wait for task until ...`, `closed: cured`. */
export function nextAt(story: CaseBuilder, moment: string, rules: Rules = testRules): string {
  return nextText(decidedAt(story, moment, rules).next)
}

export function nextText(next: Next): string {
  switch (next.kind) {
    case 'closed':
      return `closed: ${next.reason}`
    case 'wait':
      return `wait for ${next.for}${next.at === null ? '' : ` until ${shown(next.at)}`}`
    case 'step':
      return `${nameOf(next.key)} at ${shown(next.at)}`
  }
}

/** `1/2026-03-01/visit.approval/2` -> `visit.approval/2`. */
export function nameOf(stepKey: string): string {
  return stepKey.split('/').slice(2).join('/')
}

/** Walks a case from one moment to another. Steps are taken at the very instant they are decided for. */
export function walk(
  log: readonly Fact[],
  span: { from: Instant; until: Instant },
  script: Script = {},
  rules: Rules = testRules,
): Walk {
  const pending = [...(script.news ?? [])]
  let facts = [...log]
  const taken: Taken[] = []
  let now = span.from
  for (;;) {
    facts = settled(facts, rules, now)
    const last = decide(facts, rules, now)
    const { next } = last
    if (next.kind === 'step' && next.at <= now) {
      if (taken.some(({ step }) => step.key === next.key)) throw new Error(`${next.key} is decided for twice`)
      const { facts: made, contacts } = performed(facts, rules, next, now, script)
      taken.push({ at: now, step: next, contacts, known: facts })
      facts = appended(facts, made)
      pending.push(...reports(made, script))
      continue
    }
    const due = next.kind === 'closed' ? null : next.at
    if (due !== null && due <= now)
      throw new Error(`${nextText(next)} at ${shown(now)}: it does not come to rest`)
    pending.sort((a, b) => a.at - b.at)
    const woken = Math.min(due === null ? Infinity : upAgain(due, script), pending[0]?.at ?? Infinity)
    if (woken > span.until) return { facts, taken, last, lines: storyLines(facts, taken) }
    now = upAgain(Math.max(now, woken), script)
    while (pending[0] && pending[0].at <= now) {
      facts = appended(facts, pending.shift()?.happens(facts) ?? [])
    }
  }
}

/** The end of the outage that covers an instant, or the instant. */
function upAgain(instant: Instant, { outages = [] }: Script): Instant {
  const down = outages.find(({ from, until }) => from <= instant && instant < until)
  return down ? upAgain(down.until, { outages }) : instant
}

/** The lines of a walk through a builder's case, from the last fact on. */
export function linesOf(
  story: CaseBuilder,
  until: string,
  script: Script = {},
  rules: Rules = testRules,
): string[] {
  const from = Math.max(...story.facts.map((fact) => fact.recordedAt))
  return walk(story.facts, { from, until: local(until) }, script, rules).lines
}

function performed(
  facts: readonly Fact[],
  rules: Rules,
  next: Step,
  moment: Instant,
  { reachable = ['sms', 'email', 'letter'] }: Script,
): { facts: NewFact[]; contacts: ContactChannel[] } {
  const rung = rules.strategy.ladder.find((candidate) => candidate.id === next.rung)
  const accountId = facts[0]?.accountId
  if (!rung || accountId === undefined) throw new Error(`no rung ${next.rung}`)
  const at = { accountId, key: next.key, step: next.step, rung, rules, moment }
  const channels = next.step === 'letter' ? (['letter'] as const) : (rung.channels ?? [])
  const isMessage = next.step === 'reminder' || next.step === 'letter'
  const own: ContactChannel[] = channels.filter((channel) => reachable.includes(channel))
  // A reminder that reaches nobody by its own channels goes by SMS, or else by e-mail.
  const instead =
    next.step === 'reminder'
      ? (['sms', 'email'] as const).find((channel) => reachable.includes(channel))
      : undefined
  const contacts = !isMessage ? [] : own.length > 0 || instead === undefined ? own : [instead]
  if (isMessage && contacts.length === 0) {
    return { facts: [stepTaken(at, 'withheld', 'NO_CONTACT_POINT')], contacts: [] }
  }
  const taken = stepTaken(at)
  const made = contacts.map((channel): NewFact => {
    const contactKey = `${accountId}/${next.key}/${channel}`
    const payload = { contactKey, stepKey: next.key, channel, outcome: 'sent' as const }
    return { ...taken, key: `contact/${contactKey}`, kind: 'contactMade', payload }
  })
  const task = taskOpened(at)
  return { facts: [...made, taken, ...(task ? [task] : [])], contacts }
}

const hourMs = 3_600_000

/** What the script's people report on what was just done. */
function reports(made: readonly NewFact[], script: Script): News[] {
  return made.flatMap((fact): News[] => {
    if (fact.kind === 'taskOpened') {
      const { taskId, stepKey, kind } = fact.payload
      const outcome = script.answer?.(nameOf(stepKey), kind)
      return outcome === undefined ? [] : [taskReport(fact, taskId, outcome)]
    }
    if (fact.kind === 'contactMade' && fact.payload.channel === 'letter') {
      const { contactKey, stepKey } = fact.payload
      const outcome = script.delivery?.(nameOf(stepKey))
      if (outcome === undefined) return []
      const at = fact.recordedAt + 72 * hourMs
      const envelope = { ...fact, effectiveAt: at, recordedAt: at, key: `delivery/${contactKey}/${outcome}` }
      const report: NewFact = { ...envelope, kind: 'deliveryReported', payload: { contactKey, outcome } }
      return [{ at, happens: () => [report] }]
    }
    return []
  })
}

/** A report on a task that the case has ended in the meantime comes too late: its key is taken. */
function taskReport(opened: NewFact, taskId: string, outcome: string): News {
  const at = opened.recordedAt + hourMs
  const envelope = { ...opened, effectiveAt: at, recordedAt: at, key: `task/${taskId}/ended` }
  const report: NewFact = { ...envelope, kind: 'taskEnded', payload: { taskId, outcome, expired: false } }
  return { at, happens: () => [report] }
}

function storyLines(facts: readonly Fact[], taken: readonly Taken[]): string[] {
  const steps = taken.map(({ at, step }) => ({ at, text: nameOf(step.key) }))
  const others = facts.flatMap((fact): { at: Instant; text: string }[] => {
    if (fact.kind === 'stepTaken' && fact.payload.outcome !== 'done') {
      const { stepKey, outcome, ruleId } = fact.payload
      return [{ at: fact.effectiveAt, text: `${nameOf(stepKey)} ${outcome}: ${ruleId ?? '?'}` }]
    }
    if (fact.kind === 'episodeClosed')
      return [{ at: fact.effectiveAt, text: `closed: ${fact.payload.reason}` }]
    return []
  })
  return [...steps, ...others].sort((a, b) => a.at - b.at).map(({ at, text }) => `${shown(at)} ${text}`)
}
