// What a collection strategy says: a ladder of rungs, each with its entry conditions, prerequisites, waits and its
// rule for catching up after an outage. Data only; strategy-file.ts reads and checks it.
import type { ArrangementTerms } from '../arrangements/arrangement-terms'
import type { Cause } from '../arrangements/documents'
import type { Capacity, Willingness } from '../contact/conversation-facts'
import type { MessageChannel, Product, RiskSegment } from '../facts'

/** On which a reminder can go out: a letter is a step of its own. */
export const reminderChannels = ['sms', 'email', 'voice'] as const satisfies readonly MessageChannel[]
export type ReminderChannel = (typeof reminderChannels)[number]

export type LadderStep =
  'reminder' | 'call' | 'letter' | 'visit' | 'secondVisit' | 'outsourcing' | 'legalReferral'

/** What must be true before a rung may be taken. Each is tried in the order written. */
export type Requirement =
  /** Another rung has ended under the same oldest unpaid bill, with one of `outcomes` when given. */
  | { kind: 'rung'; rung: string; outcomes?: string[] }
  /** The letter of a rung was reported delivered; sent again, up to `attempts`, when no such report comes in time. */
  | { kind: 'delivered'; rung: string; reportWithinDays: number; attempts: number }
  /** A person assessed the case and lets it pass. */
  | { kind: 'assessment'; deadlineDays: number; askAgainAfterDays: number; attempts: number }
  /** A person with the authority approved the escalation. */
  | { kind: 'approval'; deadlineDays: number; askAgainAfterDays: number; attempts: number }

export interface Rung {
  id: string
  step: LadderStep
  /** Conditions on the debt. `daysPastDue.min` is waited for; the others decide whether the rung applies at all. */
  enter: {
    daysPastDue: { min: number; max?: number }
    overdueCents?: { min?: number; max?: number }
    products?: Product[]
    riskSegments?: RiskSegment[]
    /** Customers of whom a conversation said one of these are left out (B10). */
    except?: { causes?: Cause[]; willingness?: Willingness[]; capacity?: Capacity[] }
  }
  needs: Requirement[]
  /** Days on the ladder's own clock since the rung before ended. */
  waitDays: number
  /** Days on the ladder's own clock since the last step of the same kind, also under another oldest bill. */
  gapDays: number
  /** Local time of day in which the step begins, within the lawful window. */
  between: { from: string; to: string }
  /** Taken up to `times`, `everyDays` apart, until a result in `until`. */
  repeat: { times: number; everyDays: number; until: string[] }
  /** Steps that a person carries out: days until the deadline and the result that is assumed then. */
  task?: { deadlineDays: number; defaultOutcome: string }
  channels?: ReminderChannel[]
  template?: string
  /** What to do when the step is more than `afterHours` whole hours late because the system was down. */
  catchUp: { afterHours: number; rule: 'sendLate' | 'replan' | 'skip'; replanDays: number }
}

export interface Strategy {
  id: string
  version: string
  /** The bank's zone: days past due and times of day are counted in it. */
  zone: string
  products: Product[]
  /** Minutes over which the steps due at the opening of a window are spread, by person. */
  spreadMinutes: number
  arrangements: ArrangementTerms
  ladder: Rung[]
}

/** The coarse stage that engineers filter by: changes at most twice in a case (goal G7). */
export type Stage = 'early' | 'field' | 'external'

/** The stage that a step belongs to. */
export function stageOf(step: LadderStep): Stage {
  switch (step) {
    case 'reminder':
    case 'call':
    case 'letter':
      return 'early'
    case 'visit':
    case 'secondVisit':
      return 'field'
    case 'outsourcing':
    case 'legalReferral':
      return 'external'
  }
}

/** Channels that take the place of a reminder's own ones when the customer cannot be reached by those: never a call. */
export function substitutesFor({ channels = [] }: Pick<Rung, 'channels'>): ('sms' | 'email')[] {
  return (['sms', 'email'] as const).filter((channel) => !channels.includes(channel))
}

/** A call by a machine counts like one by a person, and is not made to everybody (C11). */
export function callerOf(channel: MessageChannel): 'human' | 'ai' {
  return channel === 'voice' ? 'ai' : 'human'
}
