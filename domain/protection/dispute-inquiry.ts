// Who must see to a dispute, and what time brings while nobody has answered it: the task to verify it, for card fraud the
// task of card operations, the warning, the next level; afterwards that the books show what its answer took off; and a
// bill that falls due while the others are disputed.
import { type Instant, addDays, instantAt } from '../calendar-date'
import type { Envelope } from '../commands/command'
import type { NewFact } from '../facts'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import { type Awaited, awaitedAgenda, awaitedTask, levelsFor, over, wasDone } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { closingOn } from '../office-hours'
import { correctionMatter, correctionsAwaited } from './correction-booking'
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

/** Tells the bureau that the debt is disputed, or that it no longer is. */
export function bureauMark(disputeId: string, disputed: boolean, envelope: Envelope): NewFact {
  const key = `dispute/${disputeId}/bureau/${disputed ? 'marked' : 'cleared'}`
  return { ...envelope, key, kind: 'bureauMarked', payload: { disputeId, disputed } }
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
  if (dispute.endedAt !== null) return [...atCards, ...booking(view, dispute, dispute.endedAt)]
  return [
    ...atCards,
    ...awaitedAgenda(view, { ...verification(dispute), ...about, warnDaysBefore: warnDays }),
  ]
}

/**
 * What an answer took off is booked by somebody, or the case would stand still over a debt that nobody asks for; until the
 * books show it the bureau shows the debt as disputed. Over a debt that left the books nothing can be booked.
 */
function booking(view: CaseView, { disputeId, corrections }: Dispute, since: Instant): AgendaItem[] {
  if (corrections.length === 0) return []
  const matter = correctionMatter(disputeId)
  const { disputes: terms, authority } = view.rules.terms
  const left = correctionsAwaited(view.facts).filter((one) => one.disputeId === disputeId)
  const hasLeft = view.closed !== null && view.closed !== 'cured'
  if (left.length === 0 || hasLeft) {
    const fact = bureauMark(disputeId, false, byCase(view, '', view.asOf))
    const cleared: AgendaItem = { kind: 'record', at: view.asOf, why: `${matter} is booked`, fact }
    return [cleared, ...over(view, matter, hasLeft ? 'notBooked' : 'booked')]
  }
  return awaitedAgenda(view, {
    ...{ matter, kind: 'booking', defaultOutcome: 'notBooked', since, outlivesCase: true },
    levels: levelsFor(authority, 'refund', { days: terms.bookWithinDays }),
    warnDaysBefore: terms.warnDays,
    detail: { about: 'correction', id: disputeId, bills: left.map(({ billId }) => billId) },
  })
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
