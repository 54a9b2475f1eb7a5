// What will happen to a case, when, and what it would wait for: decide() run forward over assumed facts. The
// assumptions (B5): no new fact comes, each task ends at its deadline with its default outcome, every message is
// accepted by its provider, and no other case of the person claims a contact.
import type { Instant } from './calendar-date'
import type { Reason } from './candidate'
import { type Next, type Rules, decide, due } from './decide'
import type { ContactChannel, Fact, NewFact } from './facts'
import { type StepAt, envelope, stepTaken, taskOpened } from './step-facts'

export interface ForecastEntry {
  at: Instant
  what: 'step' | 'deadline' | 'passedOver' | 'closed' | 'waits'
  /** The rung, the task's outcome or what is waited for. */
  text: string
  key?: string
  /** Contacts with the customer that the step makes by itself. */
  contacts: ContactChannel[]
  reasons: Reason[]
}

export interface ForecastOptions {
  /** Channels on which the customer has a usable contact point; for a letter, an address. */
  reachable: readonly ('sms' | 'email' | 'letter')[]
  /** Nothing later than this is forecast. */
  until: Instant
}

/** No ladder takes more turns; a forecast that would is cut off rather than run on. */
const turnsAllowed = 500

/** The steps to come, in order, ending with what the case then waits for. */
export function forecast(
  log: readonly Fact[],
  rules: Rules,
  asOf: Instant,
  options: ForecastOptions,
): ForecastEntry[] {
  const facts = [...log]
  const entries: ForecastEntry[] = []
  let seq = facts.reduce((max, fact) => Math.max(max, fact.seq), 0)
  let now = asOf
  const assume = (news: readonly NewFact[]) => {
    for (const fact of news) facts.push({ ...fact, seq: ++seq })
  }
  for (let turn = 0; turn < turnsAllowed; turn++) {
    const news = due(facts, rules, now)
    if (news.length > 0) {
      assume(news)
      entries.push(...news.flatMap(entryOf))
      continue
    }
    const { next, reasons } = decide(facts, rules, now)
    if (next.kind === 'closed') return [...entries, ending(now, 'closed', next.reason, reasons)]
    if (next.at === null) {
      const text = `waits for ${next.kind === 'wait' ? next.for : 'facts'}`
      return [...entries, ending(now, 'waits', text, reasons)]
    }
    if (next.at > options.until) return entries
    if (next.at > now) {
      // What is next is asked again when its time has come, as the case itself does.
      now = next.at
    } else if (next.kind === 'step') {
      const at = stepAt(facts, rules, next, now)
      const contacts = contactsOf(at, options)
      const text = `${next.rung}: ${next.step}`
      const made = stepFacts(at, contacts)
      const isWithheld = made.some((fact) => fact.kind === 'stepTaken' && fact.payload.outcome === 'withheld')
      if (isWithheld) entries.push(...made.flatMap(entryOf))
      else entries.push({ at: now, what: 'step', text, key: next.key, contacts, reasons })
      assume(made)
    }
  }
  return entries
}

function stepAt(
  facts: readonly Fact[],
  rules: Rules,
  next: Extract<Next, { kind: 'step' }>,
  moment: Instant,
): StepAt {
  const rung = rules.strategy.ladder.find((candidate) => candidate.id === next.rung)
  if (!rung) throw new Error(`strategy ${rules.strategy.id} has no rung ${next.rung}`)
  return { accountId: facts[0]?.accountId ?? '', key: next.key, step: next.step, rung, rules, moment }
}

/** The contacts a step makes by itself; calls and visits are made by people, who may or may not reach somebody. */
function contactsOf(at: StepAt, options: ForecastOptions): ContactChannel[] {
  return (messageChannels(at) ?? []).filter((channel) => options.reachable.includes(channel))
}

/** The channels of a step that is a message; null for one that is not. */
function messageChannels({ step, rung }: StepAt): ('sms' | 'email' | 'letter')[] | null {
  if (step === 'letter') return ['letter']
  return step === 'reminder' ? (rung.channels ?? []) : null
}

function stepFacts(at: StepAt, contacts: readonly ContactChannel[]): NewFact[] {
  const made: NewFact[] = contacts.map((channel) => ({
    ...envelope(at),
    key: `contact/${at.key}/${channel}`,
    kind: 'contactMade',
    payload: {
      contactKey: `${at.accountId}/${at.key}/${channel}`,
      stepKey: at.key,
      channel,
      outcome: 'sent',
    },
  }))
  if (messageChannels(at) !== null && contacts.length === 0) {
    return [stepTaken(at, 'withheld', 'NO_CONTACT_POINT')]
  }
  const task = taskOpened(at)
  return [...made, stepTaken(at), ...(task ? [task] : [])]
}

function entryOf(fact: NewFact): ForecastEntry[] {
  const base = { at: fact.effectiveAt, contacts: [], reasons: [] }
  if (fact.kind === 'taskEnded') {
    return [
      { ...base, what: 'deadline', text: `task ends with ${fact.payload.outcome}: ${fact.payload.taskId}` },
    ]
  }
  if (fact.kind === 'stepTaken') {
    const { rung, outcome, ruleId, stepKey } = fact.payload
    return [{ ...base, what: 'passedOver', text: `${rung} is ${outcome}: ${ruleId ?? ''}`, key: stepKey }]
  }
  return []
}

function ending(at: Instant, what: 'closed' | 'waits', text: string, reasons: Reason[]): ForecastEntry {
  return { at, what, text, contacts: [], reasons }
}
