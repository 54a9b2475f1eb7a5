// A service notice: a message to the customer that demands nothing and only tells of what was agreed, such as the reminder
// on the day before an instalment. A step of its own, which goes through claim, re-check, send and confirm like every
// message, and is taken also while the ladder stands still.
import type { CalendarDate, Instant } from '../calendar-date'
import type { CaseView } from './case-view'
import { type Slot, nextSlot } from './contact-window'
import { type RungProgress, attemptsEver, progressOf, stepKey, stepNameOf } from './rungs'
import { factsOf } from '../facts'
import type { Agreed } from '../words/agreed-words'
import { type Standstill, type StandstillKind, ofTheLadder, outsideStandstills } from './standstill'
import type { StepCandidate } from './step-time'
import type { Rung, Strategy } from './strategy'

export interface ServiceNotice {
  kind: 'notice'
  /** Its template: templates/<language>/<channel>/service-<name>.txt */
  name: string
  /** What it is about; part of the step's key, so without `/`. */
  ref: string
  /** The date it is about: together with name and ref it makes the notice the same one for ever. */
  on: CalendarDate
  /** Not before. */
  at: Instant
  /** Pointless from then on: it is not sent late. */
  until: Instant
  why: string
  agreed: Agreed
}

const prefix = 'service-'

/** Whether a step or contact is a service notice, by its key. */
export function isServiceNotice(key: string): boolean {
  return stepNameOf(key).startsWith(prefix)
}

/** The rung that stands for a notice, by the name in its step's key: `service-<name>.<ref>`. */
export function serviceRung(strategy: Strategy, rungId: string): Rung {
  const { channels, between } = strategy.arrangements.notices
  return {
    id: rungId,
    step: 'reminder',
    enter: { daysPastDue: { min: 0 } },
    needs: [],
    waitDays: 0,
    gapDays: 0,
    between,
    repeat: { times: 1, everyDays: 1, until: [] },
    channels,
    template: rungId.split('.')[0] ?? rungId,
    catchUp: { afterHours: 24, rule: 'sendLate', replanDays: 1 },
  }
}

/** The rung of a step, whether on the ladder or a notice. @throws when the strategy has none. */
export function rungOfStep(strategy: Strategy, rungId: string): Rung {
  if (rungId.startsWith(prefix)) return serviceRung(strategy, rungId)
  const rung = strategy.ladder.find((candidate) => candidate.id === rungId)
  if (!rung) throw new Error(`strategy ${strategy.id} has no rung ${rungId}`)
  return rung
}

/** The name of the notice's rung. */
export function rungIdOf({ name, ref }: Pick<ServiceNotice, 'name' | 'ref'>): string {
  return `${prefix}${name}.${ref}`
}

export type NoticeStep = StepCandidate & Slot

/** The step that sends a notice, with its time; null: sent, withheld for good, or its time passes before it may go. */
export function noticeStep(view: CaseView, notice: ServiceNotice): NoticeStep | null {
  const { rung, anchor, progress } = attemptsAt(view, notice)
  const n = attemptNumber(progress)
  if (n === null) return null
  const key = stepKey(anchor, rung.id, n)
  const putOff = factsOf(view.facts, 'stepReplanned').filter(({ payload }) => payload.stepKey === key)
  const from = Math.max(notice.at, ...putOff.map(({ payload }) => payload.notBefore))
  const planned = slotFrom(view, rung, from)
  const slot = planned === null || planned.notAfter > view.asOf ? planned : slotFrom(view, rung, view.asOf)
  if (slot === null || slot.at >= notice.until) return null
  const reasons = [{ ruleId: 'SERVICE_NOTICE', text: notice.why }]
  const step = { kind: 'step' as const, step: 'serviceNotice' as const, rung, key, n, from, reasons }
  return { ...step, ...slot, notAfter: Math.min(slot.notAfter, notice.until) }
}

function attemptsAt(view: CaseView, notice: ServiceNotice) {
  const { strategy } = view.rules
  const rung = serviceRung(strategy, rungIdOf(notice))
  const anchor = { episode: view.episode, dueOn: notice.on }
  // Whatever the episode: the same matter is told once.
  const attempts = attemptsEver(view.facts, notice.on, rung.id)
  return { rung, anchor, progress: progressOf(rung.repeat, attempts, view.all, strategy.zone) }
}

/** When a notice that has not left is given up: its attempts or its time have ended; null: nobody may be told now. */
export function givenUpAt(view: CaseView, notice: ServiceNotice): Instant | null {
  const { progress } = attemptsAt(view, notice)
  const at = progress.state === 'ended' ? Math.max(progress.at, notice.at) : notice.until
  return outsideStandstills(at, silences(view.all))
}

const silencing: ReadonlySet<StandstillKind> = new Set<StandstillKind>([
  'hold',
  'missing',
  'circumstance',
  'restriction',
])

/** Who must not be contacted at all gets no notice either; an agreement that stops the ladder is what it is about. */
function silences(all: readonly Standstill[]): Standstill[] {
  return ofTheLadder(all).filter(({ kind }) => silencing.has(kind))
}

function slotFrom({ rules, position, all }: CaseView, { between }: Rung, from: Instant): Slot | null {
  const { zone, spreadMinutes } = rules.strategy
  const silent = silences(all)
  const hours = { zone, hours: between, lawful: rules.lawful, personId: position.customerId, spreadMinutes }
  let at = outsideStandstills(from, silent)
  while (at !== null) {
    const slot = nextSlot(at, hours)
    const free = outsideStandstills(slot.at, silent)
    if (free === slot.at) return slot
    at = free
  }
  return null
}

function attemptNumber(progress: RungProgress): number | null {
  switch (progress.state) {
    case 'notBegun':
      return 1
    case 'again':
      return progress.n
    case 'waiting':
    case 'ended':
      return null
  }
}
