// What will time bring to a customer's own proposal: the deadline of its answer, with a warning before it, and the next
// level when nobody has answered (D7).
import { dateAt } from '../calendar-date'
import { customerProposals, proposalMatter } from './customer-proposal'
import { factsOf } from '../facts'
import type { AgendaItem } from '../ladder/agenda-item'
import { awaitedAgenda, levelsFor } from '../ladder/awaited'
import type { CaseView } from '../ladder/case-view'
import { newsAgenda } from './news'
import { outcomeOf } from './proposal-outcome'
import { withoutAbsent } from '../without-absent'

export function proposalAgenda(view: CaseView): AgendaItem[] {
  return [...awaited(view), ...answers(view)]
}

/** Whoever proposed something is told what became of it, once that is certain. */
function answers(view: CaseView): AgendaItem[] {
  return factsOf(view.facts, 'proposalAnswered').flatMap((answered) => {
    const outcome = outcomeOf(view.facts, answered)
    if (!outcome) return []
    const { proposalId: id, counter = {} } = answered.payload
    const { answer, reasons, at: endedAt } = outcome
    const on = dateAt(endedAt, view.rules.strategy.zone)
    const what = { matter: `proposal/${id}/told`, id, notice: `proposal-${answer}`, on, endedAt }
    const { firstOn, ...amounts } = counter
    const terms = withoutAbsent({ ...amounts, on: firstOn })
    const agreed = { reasons, ...(answer === 'countered' && { terms }) }
    return newsAgenda(view, { what, kind: 'proposal', why: `proposal ${id} was ${answer}`, agreed })
  })
}

function awaited(view: CaseView): AgendaItem[] {
  const { answerWithinDays, warnDaysBefore } = view.rules.strategy.arrangements.proposal
  return customerProposals(view.facts)
    .filter(({ answered, lapsed }) => answered === null && !lapsed)
    .flatMap(({ received: { payload, effectiveAt } }) => {
      const { proposalId, wish } = payload
      return awaitedAgenda(view, {
        ...{ matter: proposalMatter(proposalId), kind: 'decision', defaultOutcome: 'notDecided' },
        since: effectiveAt,
        levels: levelsFor(view.rules.terms.authority, 'proposal', { days: answerWithinDays }),
        warnDaysBefore,
        detail: { about: 'proposal', id: proposalId, wish },
      })
    })
}
