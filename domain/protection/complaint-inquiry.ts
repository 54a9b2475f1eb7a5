// Who must see to a complaint, and what time brings while nobody has answered it. It runs to its answer also when the case
// has closed.
import type { AgendaItem } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import { type Complaint, complaintsOf } from './complaint-state'
import { type Inquiry, takeoverOf, warningOf } from './inquiry'

/** The complaint is looked into and answered in writing. */
export function complaintInquiry({
  complaintId,
  answerBy,
  targetOn,
}: Pick<Complaint, 'complaintId' | 'answerBy' | 'targetOn'>): Inquiry {
  return { matter: `complaint/${complaintId}`, task: 'complaint', answerBy, targetOn }
}

/** What time will bring to the complaints of a case. */
export function complaintAgenda(view: CaseView): AgendaItem[] {
  const { warnDays, levels } = view.rules.terms.complaints
  return complaintsOf(view.facts)
    .filter(({ answer }) => answer === null)
    .flatMap((complaint) => {
      const inquiry = complaintInquiry(complaint)
      const warning = warningOf(view, inquiry, { since: complaint.at, warnDays })
      return [...warning, ...takeoverOf(view, inquiry, levels)]
    })
}
