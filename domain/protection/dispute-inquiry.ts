// Who must see to a dispute, and what time brings while nobody has answered it: the task to verify it, for card fraud the
// task of card operations, the warning, the next level; and a bill that falls due while the others are disputed.
import { addDays, instantAt } from '../calendar-date'
import type { AgendaItem } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import type { DisputeFacts } from './dispute-facts'
import { type Dispute, disputesOf } from './dispute-state'
import { type Inquiry, takeoverOf, warningOf } from './inquiry'

type Raised = Pick<DisputeFacts['disputeRaised'], 'disputeId' | 'answerBy' | 'targetOn'>

/** The bill is verified, and the customer gets an explanation or a correction in writing. */
export function disputeInquiry({ disputeId, answerBy, targetOn }: Raised): Inquiry {
  return { matter: `dispute/${disputeId}`, task: 'verification', answerBy, targetOn }
}

/** The card is blocked and its transactions are looked at. */
export function fraudInquiry({ disputeId, answerBy, targetOn }: Raised): Inquiry {
  return { matter: `fraud/${disputeId}`, task: 'cardOperations', answerBy, targetOn }
}

/** What time will bring to the disputes of a case. */
export function disputeAgenda(view: CaseView): AgendaItem[] {
  const disputes = disputesOf(view.facts)
  return disputes.length === 0 ? [] : [...fallingDue(view), ...disputes.flatMap((one) => expected(view, one))]
}

function expected(view: CaseView, dispute: Dispute): AgendaItem[] {
  const { warnDays, levels } = view.rules.terms.disputes
  const fraud = takeoverOf(view, fraudInquiry(dispute), levels)
  if (dispute.endedAt !== null) return fraud
  const inquiry = disputeInquiry(dispute)
  const warning = warningOf(view, inquiry, { since: dispute.from, warnDays })
  return [...fraud, ...warning, ...takeoverOf(view, inquiry, levels)]
}

/** While all that is overdue is disputed the case looks again when another bill passes its days of grace. */
function fallingDue({ collectable, rules, asOf }: CaseView): AgendaItem[] {
  if (collectable.delinquent) return []
  const { zone } = rules.strategy
  const at = collectable.bills
    .map(({ dueOn }) => instantAt(addDays(dueOn, collectable.graceDays + 1), zone))
    .filter((instant) => instant > asOf)
  return at.length === 0
    ? []
    : [{ kind: 'look', at: Math.min(...at), why: 'a bill that is not disputed falls due' }]
}
