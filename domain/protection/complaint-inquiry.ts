// Who must see to a complaint, and what time brings while nobody has answered it. It runs to its answer also when the case
// has closed.
import type { Envelope } from '../commands/command'
import type { Fact, NewFact } from '../facts'
import type { AgendaItem } from '../ladder/agenda-item'
import { type Awaited, awaitedAgenda, awaitedTask } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { tasksOfMatter } from '../ladder/side-tasks'
import { closingOn } from '../office-hours'
import { type Complaint, complaintsOf } from './complaint-state'

type Running = Pick<Complaint, 'complaintId' | 'answerBy' | 'targetOn'>

export function complaintMatter(complaintId: string): string {
  return `complaint/${complaintId}`
}

function inquiry({ complaintId, answerBy }: Pick<Running, 'complaintId' | 'answerBy'>) {
  return {
    matter: complaintMatter(complaintId),
    kind: 'complaint' as const,
    defaultOutcome: 'notAnswered',
    detail: { answerBy },
  } satisfies Partial<Awaited>
}

/** Its owner looks into it and answers in writing, by the bank's own day; given anew with every extension. */
export function ownersTask(
  facts: readonly Fact[],
  complaint: Running,
  { zone, envelope }: { zone: string; envelope: Envelope },
): NewFact {
  const n = tasksOfMatter(facts, complaintMatter(complaint.complaintId)).length + 1
  const task = { n, level: 'owner', dueAt: closingOn(complaint.targetOn, zone) }
  return awaitedTask(inquiry(complaint), task, envelope)
}

/** What time will bring to the complaints of a case. */
export function complaintAgenda(view: CaseView): AgendaItem[] {
  const { warnDays: warnDaysBefore, levels } = view.rules.terms.complaints
  return complaintsOf(view.facts)
    .filter(({ answer }) => answer === null)
    .flatMap((complaint) =>
      awaitedAgenda(view, {
        ...inquiry(complaint),
        ...{ since: complaint.at, levels, warnDaysBefore, outlivesCase: true },
      }),
    )
}
