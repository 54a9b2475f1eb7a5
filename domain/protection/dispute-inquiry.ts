// Who must see to a dispute, and what time brings while nobody has answered it: the task to verify it, for card fraud the
// task of card operations, the warning, the next level; and a bill that falls due while the others are disputed.
import { type Instant, addDays, instantAt } from '../calendar-date'
import type { Envelope } from '../commands/command'
import type { NewFact } from '../facts'
import type { AgendaItem } from '../ladder/agenda-item'
import { type Awaited, awaitedAgenda, awaitedTask, wasDone } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { closingOn } from '../office-hours'
import type { DisputeFacts } from './dispute-facts'
import { type Dispute, disputesOf } from './dispute-state'

type Raised = Pick<DisputeFacts['disputeRaised'], 'disputeId' | 'answerBy' | 'targetOn'>
type Inquiry = Pick<Awaited, 'matter' | 'kind' | 'defaultOutcome' | 'detail'>

const owner = { n: 1, level: 'owner' }

export function disputeMatter(disputeId: string): string {
  return `dispute/${disputeId}`
}

function verification({ disputeId, answerBy }: Pick<Raised, 'disputeId' | 'answerBy'>): Inquiry {
  const matter = disputeMatter(disputeId)
  return { matter, kind: 'verification', defaultOutcome: 'notAnswered', detail: { answerBy } }
}

function fraud({ disputeId, answerBy }: Pick<Raised, 'disputeId' | 'answerBy'>): Inquiry {
  const matter = `fraud/${disputeId}`
  return { matter, kind: 'cardOperations', defaultOutcome: 'notAnswered', detail: { answerBy } }
}

/** The bill is verified, and the customer gets an explanation or a correction in writing. */
export function verificationTask(raised: Raised, zone: string, envelope: Envelope): NewFact {
  return awaitedTask(verification(raised), { ...owner, dueAt: closingOn(raised.targetOn, zone) }, envelope)
}

/** The card is blocked and its transactions are looked at. */
export function fraudTask(raised: Raised, dueAt: Instant, envelope: Envelope): NewFact {
  return awaitedTask(fraud(raised), { ...owner, dueAt }, envelope)
}

/** What time will bring to the disputes of a case. */
export function disputeAgenda(view: CaseView): AgendaItem[] {
  const disputes = disputesOf(view.facts)
  return disputes.length === 0 ? [] : [...fallingDue(view), ...disputes.flatMap((one) => expected(view, one))]
}

/** Card operations finish what they began, also when the dispute is over. */
function expected(view: CaseView, dispute: Dispute): AgendaItem[] {
  const { warnDays, levels } = view.rules.terms.disputes
  const about = { since: dispute.from, levels, outlivesCase: true }
  const atCards =
    dispute.ground !== 'fraud' || wasDone(view.facts, fraud(dispute).matter)
      ? []
      : awaitedAgenda(view, { ...fraud(dispute), ...about, warnDaysBefore: 0 })
  if (dispute.endedAt !== null) return atCards
  return [
    ...atCards,
    ...awaitedAgenda(view, { ...verification(dispute), ...about, warnDaysBefore: warnDays }),
  ]
}

/** While all that is overdue is disputed an open case looks again when another bill passes its days of grace. */
function fallingDue({ closed, collectable, rules, asOf }: CaseView): AgendaItem[] {
  if (closed !== null || collectable.delinquent) return []
  const { zone } = rules.strategy
  const at = collectable.bills
    .map(({ dueOn }) => instantAt(addDays(dueOn, collectable.graceDays + 1), zone))
    .filter((instant) => instant > asOf)
  return at.length === 0
    ? []
    : [{ kind: 'look', at: Math.min(...at), why: 'a bill that is not disputed falls due' }]
}
