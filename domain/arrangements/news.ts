// How does the customer learn of a decision, or of an end that the bank has decided? By a service notice with words of its
// own; a person has the task only where that cannot leave.
import { type Instant, addDaysAt } from '../calendar-date'
import type { AgendaItem } from '../ladder/agenda-item'
import type { CaseView } from '../ladder/case-view'
import type { ServiceNotice } from '../ladder/service-notice'
import type { Agreed } from '../words/agreed-words'
import type { DecisionKind } from './authority'
import { noticeRef } from './notice-ref'
import { tellingAgenda } from './telling-agenda'
import { type EndToTell, proofOf } from './told'

/** A notice that has not left by then is left to a person. */
const noticeDays = 2

export interface News {
  what: EndToTell
  /** Whose levels have the task where no notice can leave. */
  kind: DecisionKind
  why: string
  agreed: Omit<Agreed, 'id'>
}

/** The notice and the task in its place; of a case that has closed nothing more. */
export function newsAgenda(view: CaseView, { what, kind, why, agreed }: News): AgendaItem[] {
  const until: Instant = addDaysAt(what.endedAt, noticeDays, view.rules.strategy.zone)
  const notice: ServiceNotice = {
    kind: 'notice',
    name: what.notice,
    ref: noticeRef(what.id),
    on: what.on,
    at: what.endedAt,
    until,
    why,
    agreed: { id: what.id, ...agreed },
  }
  const task = tellingAgenda(view, { end: what, told: proofOf(view.facts, what), kind }, notice)
  return view.closed === null ? [notice, ...task] : task
}
