// Who tells the customer that an agreement has ended when the notice of it cannot? A person, and the next level when they
// do not: else collection would stand still for ever, or go on untold.
import type { AgendaItem } from '../ladder/agenda-item'
import { awaitedAgenda, levelsFor, over } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { type ServiceNotice, givenUpAt } from '../ladder/service-notice'
import type { DecisionKind } from './authority'
import type { EndToTell, Proof } from './told'

const tellWithinDays = 3

/** The task, from when it is certain that the notice does not leave; it ends when the customer was told otherwise. */
export function tellingAgenda(
  view: CaseView,
  { end, told, kind }: { end: EndToTell; told: Proof | null; kind: DecisionKind },
  notice: ServiceNotice,
): AgendaItem[] {
  if (told !== null) return over(view, end.matter, 'given')
  const since = givenUpAt(view, notice)
  if (since === null) return []
  return awaitedAgenda(view, {
    ...{ matter: end.matter, kind: 'answer', defaultOutcome: 'notGiven', since, warnDaysBefore: 1 },
    levels: levelsFor(view.rules.terms.authority, kind, { days: tellWithinDays }),
    detail: { about: end.notice, id: end.id },
  })
}
