// What will time bring to hardship: deadlines of the decision and of the answer to the customer, and the day on which
// somebody looks whether an agreement is still needed.
import { addDays, dateAt, instantAt } from '../calendar-date'
import type { FactOf } from '../facts'
import {
  type HardshipAgreement,
  type HardshipApplication,
  endOfHardship,
  hardshipAgreements,
  hardshipApplications,
  hardshipMatter,
} from './hardship'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import { awaitedAgenda, levelsFor } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { sideTaskOpened } from '../ladder/side-tasks'
import { closingOn } from '../office-hours'
import { newsAgenda } from './news'
import { withoutAbsent } from '../without-absent'

export function hardshipAgenda(view: CaseView): AgendaItem[] {
  return [
    ...hardshipApplications(view.facts)
      .filter(({ lapsedAt }) => lapsedAt === null)
      .flatMap((application) => applicationAgenda(view, application)),
    ...hardshipAgreements(view.facts).flatMap((agreement) => [
      ...reviewAgenda(view, agreement),
      ...ended(view, agreement),
    ]),
  ]
}

function applicationAgenda(view: CaseView, { applied, decided, agreed }: HardshipApplication): AgendaItem[] {
  const { applicationId, cause } = applied.payload
  const terms = view.rules.strategy.arrangements.hardship
  const decision = hardshipMatter.decision(applicationId)
  const { authority } = view.rules.terms
  if (!decided) {
    return awaitedAgenda(view, {
      ...{ matter: decision, kind: 'decision', defaultOutcome: 'notDecided', since: applied.effectiveAt },
      levels: levelsFor(authority, 'hardship', { days: terms.decideWithinDays }),
      warnDaysBefore: terms.warnDaysBefore,
      detail: { about: 'hardship', id: applicationId, cause },
    })
  }
  return decided.payload.outcome === 'withdrawn' || agreed ? [] : answer(view, decided)
}

/** What was decided, with until when it can be agreed or why it was refused. */
function answer(view: CaseView, { payload, effectiveAt: endedAt }: FactOf<'hardshipDecided'>): AgendaItem[] {
  const { applicationId: id, outcome, reasons, until, agreeBy } = payload
  const on = dateAt(endedAt, view.rules.strategy.zone)
  const what = { matter: hardshipMatter.answer(id), id, notice: `hardship-${outcome}`, on, endedAt }
  const agreed = outcome === 'granted' ? withoutAbsent({ until, on: agreeBy }) : { reasons }
  return newsAgenda(view, { what, kind: 'hardship', why: `application ${id} was ${outcome}`, agreed })
}

/** Of an end that the bank has decided the customer hears before collection goes on. */
function ended(view: CaseView, agreement: HardshipAgreement): AgendaItem[] {
  const what = endOfHardship(agreement)
  const { agreementId, until } = agreement
  if (what === null || view.asOf >= instantAt(addDays(until, 1), view.rules.strategy.zone)) return []
  const why = `hardship agreement ${agreementId} was ended: the customer is told before collection goes on`
  return newsAgenda(view, { what, kind: 'hardship', why, agreed: { on: what.on } })
}

function reviewAgenda(
  view: CaseView,
  { agreementId, reviewOn, until, lastDay }: HardshipAgreement,
): AgendaItem[] {
  if (reviewOn === null || lastDay < reviewOn || view.closed !== null) return []
  const { zone, arrangements } = view.rules.strategy
  const at = instantAt(reviewOn, zone)
  const fact = sideTaskOpened(byCase(view, '', at), {
    stepKey: `hardship/${agreementId}/review`,
    kind: 'hardshipReview',
    dueAt: closingOn(addDays(reviewOn, arrangements.hardship.reviewWithinDays), zone),
    defaultOutcome: 'notReviewed',
    detail: { about: 'hardship', id: agreementId, until },
  })
  return [{ kind: 'record', at, why: `review of hardship agreement ${agreementId}`, fact }]
}
