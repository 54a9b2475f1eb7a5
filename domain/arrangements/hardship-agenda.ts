// What will time bring to hardship: deadlines of the decision and of the answer to the customer, and the day on which
// somebody looks whether an agreement is still needed.
import { addDays, instantAt } from '../calendar-date'
import {
  type HardshipAgreement,
  type HardshipApplication,
  hardshipAgreements,
  hardshipApplications,
  hardshipMatter,
} from './hardship'
import { type AgendaItem, byCase } from '../ladder/agenda-item'
import { awaitedAgenda, levelsFor, wasDone } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { sideTaskOpened } from '../ladder/side-tasks'
import { closingOn } from '../office-hours'

export function hardshipAgenda(view: CaseView): AgendaItem[] {
  return [
    ...hardshipApplications(view.facts)
      .filter(({ lapsedAt }) => lapsedAt === null)
      .flatMap((application) => applicationAgenda(view, application)),
    ...hardshipAgreements(view.facts).flatMap((agreement) => reviewAgenda(view, agreement)),
  ]
}

function applicationAgenda(view: CaseView, { applied, decided, agreed }: HardshipApplication): AgendaItem[] {
  const { applicationId, cause } = applied.payload
  const terms = view.rules.strategy.arrangements.hardship
  const decision = hardshipMatter.decision(applicationId)
  const answer = hardshipMatter.answer(applicationId)
  const { authority } = view.rules.terms
  if (!decided) {
    return awaitedAgenda(view, {
      ...{ matter: decision, kind: 'decision', defaultOutcome: 'notDecided', since: applied.effectiveAt },
      levels: levelsFor(authority, 'hardship', { days: terms.decideWithinDays }),
      warnDaysBefore: terms.warnDaysBefore,
      detail: { about: 'hardship', id: applicationId, cause },
    })
  }
  const { outcome, reasons, until } = decided.payload
  if (outcome === 'withdrawn' || agreed || wasDone(view.facts, answer)) return []
  return awaitedAgenda(view, {
    ...{ matter: answer, kind: 'answer', defaultOutcome: 'notGiven', since: decided.effectiveAt },
    levels: levelsFor(authority, 'hardship', { days: terms.answerWithinDays }),
    warnDaysBefore: 0,
    detail: { about: 'hardship', id: applicationId, outcome, reasons, ...(until ? { until } : {}) },
  })
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
