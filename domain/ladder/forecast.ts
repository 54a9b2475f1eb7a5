// What will happen to a case, when, and what it would wait for: decide() run forward over assumed facts. The
// assumptions (B5): no new fact comes, each task ends at its deadline with its default outcome, every message is
// accepted by its provider, and no other case of the person claims a contact. What the rule packs will say is asked.
import type { Instant } from '../calendar-date'
import type { Reason } from './candidate'
import { type Next, type Rules, decide, due, whyStill } from './decide'
import type { ContactChannel, Fact, MessageChannel, NewFact } from '../facts'
import { type ForecastEntry, ending, entryOf, folded, standing } from './forecast-entry'
import { rungOfStep } from './service-notice'
import { callerOf, substitutesFor } from './strategy'
import { type StepAt, envelope, stepTaken, taskOpened } from './step-facts'

/** Whether the person may be contacted: `until` is the earliest lawful time, where time alone helps. */
export type ContactAnswer =
  { kind: 'allowed' } | { kind: 'withheld'; ruleId: string; text: string; until?: Instant }

/** A contact that is asked about: a call may be a person's or, as a reminder, a machine's. */
export interface AskedContact {
  channel: ContactChannel
  caller: 'human' | 'ai'
  action: 'collect' | 'serviceNotice'
}

export interface AssumedContact extends AskedContact {
  at: Instant
}

export interface ForecastOptions {
  /** What every rule pack says about a contact at `at`, after those that were assumed before it, and what else was. */
  mayContact(
    contact: AskedContact,
    at: Instant,
    assumed: readonly AssumedContact[],
    facts: readonly Fact[],
  ): ContactAnswer
  /** Nothing later than this is forecast. */
  until: Instant
}

/** No ladder takes more turns; a forecast that would is cut off rather than run on. */
const turnsAllowed = 500

/** The steps to come, in order, and why the ladder stands still between them; ending with what the case then waits for. */
export function forecast(
  log: readonly Fact[],
  rules: Rules,
  asOf: Instant,
  options: ForecastOptions,
): ForecastEntry[] {
  return folded(entriesOf(log, rules, asOf, options))
}

function entriesOf(
  log: readonly Fact[],
  rules: Rules,
  asOf: Instant,
  options: ForecastOptions,
): ForecastEntry[] {
  const facts = [...log]
  const entries: ForecastEntry[] = []
  const assumed: AssumedContact[] = []
  let seq = facts.reduce((max, fact) => Math.max(max, fact.seq), 0)
  let now = asOf
  let told = ''
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
    const still = whyStill(facts, rules, now)
    const why = still.map(({ text }) => text).join()
    if (why !== '' && why !== told) entries.push(standing(now, still))
    told = why
    if (next.at === null || next.at > options.until) {
      const end = next.at === null ? now : options.until
      if (still.length > 0)
        return entries.at(-1)?.what === 'waits' ? entries : [...entries, standing(end, still)]
      if (next.at !== null) return entries
      const text = `waits for ${next.kind === 'wait' ? next.for : 'facts'}`
      return [...entries, ending(now, 'waits', text, reasons)]
    }
    if (next.at > now) {
      // What is next is asked again when its time has come, as the case itself does.
      now = next.at
    } else if (next.kind === 'step') {
      const taken = takeStep(stepAt(facts, rules, next, now), reasons, (contact) =>
        options.mayContact(contact, now, assumed, facts),
      )
      for (const channel of taken.contacts) assumed.push({ at: now, ...messageOn(channel, next.step) })
      entries.push(...taken.entries)
      assume(taken.facts)
    }
  }
  return entries
}

interface Taken {
  facts: NewFact[]
  entries: ForecastEntry[]
  contacts: MessageChannel[]
}

type Ask = (contact: AskedContact) => ContactAnswer

function messageOn(channel: MessageChannel, step: StepAt['step']): AskedContact {
  const action = step === 'serviceNotice' ? 'serviceNotice' : 'collect'
  return { channel, caller: callerOf(channel), action }
}

/** What the performer of the step would do: see activities/contact-conclusion.ts for messages. */
function takeStep(at: StepAt, reasons: Reason[], ask: Ask): Taken {
  const channels = messageChannels(at)
  if (channels === null) return arrange(at, reasons, ask)
  const answers = channels.map((channel) => ({ channel, answer: ask(messageOn(channel, at.step)) }))
  for (const channel of isMessage(at) ? substitutesFor(at.rung) : []) {
    if (!answers.every(({ answer }) => answer.kind === 'withheld' && answer.ruleId === 'NO_CONTACT_POINT'))
      break
    answers.push({ channel, answer: ask(messageOn(channel, at.step)) })
  }
  const contacts = answers.flatMap(({ channel, answer }) => (answer.kind === 'allowed' ? [channel] : []))
  const withheld = answers.flatMap(({ answer }) => (answer.kind === 'withheld' ? [answer] : []))
  const why = withheld.map(({ ruleId, text }) => ({ ruleId, text }))
  if (contacts.length > 0) {
    const entry = stepEntry(at, contacts, [...reasons, ...why])
    return {
      facts: [...contacts.map((channel) => contactMade(at, channel)), stepTaken(at)],
      entries: [entry],
      contacts,
    }
  }
  const until = withheld.flatMap((answer) => answer.until ?? [])
  if (until.length > 0) return putOff(at, Math.min(...until), why)
  const facts = [stepTaken(at, 'withheld', withheld[0]?.ruleId ?? 'NO_CHANNEL')]
  return { facts, entries: facts.flatMap(entryOf), contacts: [] }
}

/** A step that is a task for a person; for a call, when the person may be called at the earliest. */
function arrange(at: StepAt, reasons: Reason[], ask: Ask): Taken {
  const task = taskOpened(at)
  const answer = at.step === 'call' ? ask({ channel: 'voice', caller: 'human', action: 'collect' }) : null
  const why = answer?.kind === 'withheld' ? [earliestCall(answer)] : []
  return {
    facts: [stepTaken(at), ...(task ? [task] : [])],
    entries: [stepEntry(at, [], [...reasons, ...why])],
    contacts: [],
  }
}

function earliestCall({ ruleId, text, until }: Extract<ContactAnswer, { kind: 'withheld' }>): Reason {
  const when = until === undefined ? 'none within a year' : new Date(until).toISOString()
  return { ruleId, text: `earliest lawful call: ${when}, because ${text}` }
}

function putOff(at: StepAt, notBefore: Instant, why: Reason[]): Taken {
  const key = `${at.key}/replanned/${notBefore}`
  const replanned: NewFact = {
    ...{ ...envelope(at), key, kind: 'stepReplanned' },
    payload: { stepKey: at.key, notBefore },
  }
  const text = `${at.rung.id}: not before ${new Date(notBefore).toISOString()}`
  const entry: ForecastEntry = {
    ...{ at: at.moment, what: 'putOff', text, key: at.key },
    ...{ contacts: [], reasons: why },
  }
  return { facts: [replanned], entries: [entry], contacts: [] }
}

function stepEntry(at: StepAt, contacts: ContactChannel[], reasons: Reason[]): ForecastEntry {
  return { at: at.moment, what: 'step', text: `${at.rung.id}: ${at.step}`, key: at.key, contacts, reasons }
}

function stepAt(
  facts: readonly Fact[],
  rules: Rules,
  next: Extract<Next, { kind: 'step' }>,
  moment: Instant,
): StepAt {
  const rung = rungOfStep(rules.strategy, next.rung)
  return { accountId: facts[0]?.accountId ?? '', key: next.key, step: next.step, rung, rules, moment }
}

/** The channels of a step that is a message; null for one that is not. */
function messageChannels({ step, rung }: StepAt): MessageChannel[] | null {
  if (step === 'letter') return ['letter']
  return isMessage({ step }) ? (rung.channels ?? []) : null
}

function isMessage({ step }: Pick<StepAt, 'step'>): boolean {
  return step === 'reminder' || step === 'serviceNotice'
}

function contactMade(at: StepAt, channel: ContactChannel): NewFact {
  const contactKey = `${at.accountId}/${at.key}/${channel}`
  return {
    ...envelope(at),
    key: `contact/${contactKey}`,
    kind: 'contactMade',
    payload: { contactKey, stepKey: at.key, channel, outcome: 'sent' },
  }
}
